using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Piwa.Chain.Rpc.Wire;

namespace Piwa.Chain.Ledger.Serving;

/// <summary>The parameters of a question, by position or by name; what is wrong with them is a <see cref="JsonRpcFault"/>.</summary>
internal readonly struct JsonRpcParameters(JsonElement given)
{
    /// <summary>The parameters by name, as the methods of DAS take them: an object, which may stand alone in an array.</summary>
    public JsonRpcOptions Named => given.ValueKind switch
    {
        JsonValueKind.Object => new JsonRpcOptions(given),
        JsonValueKind.Array when given.GetArrayLength() == 1 => Options(0),
        _ => throw Invalid("parameters go by name, in an object"),
    };

    /// <summary>A value that must be there.</summary>
    public T Required<T>(int index, JsonTypeInfo<T> type, string what) => At(index) is { } value
        ? Read(value, type, what)
        : throw Invalid($"{what} is missing (parameter {index + 1})");

    /// <summary>The options: an object, or nothing.</summary>
    public JsonRpcOptions Options(int index) => At(index) switch
    {
        null => default,
        { ValueKind: JsonValueKind.Object } value => new JsonRpcOptions(value),
        _ => throw Invalid($"parameter {index + 1} must be an object"),
    };

    /// <summary>A value that may be missing or null.</summary>
    public JsonElement? At(int index) => given.ValueKind switch
    {
        JsonValueKind.Object => throw Invalid("parameters go by position, in an array"),
        JsonValueKind.Array when index < given.GetArrayLength() && given[index] is { ValueKind: not JsonValueKind.Null } value => value,
        _ => null,
    };

    public static JsonRpcFault Invalid(string what) => new(RpcErrorCode.InvalidParameters, $"Invalid param: {what}");

    public static T Read<T>(JsonElement value, JsonTypeInfo<T> type, string what)
    {
        try
        {
            return value.Deserialize(type)!;
        }
        catch (JsonException error)
        {
            throw Invalid($"{what}: {error.Message}");
        }
    }
}
