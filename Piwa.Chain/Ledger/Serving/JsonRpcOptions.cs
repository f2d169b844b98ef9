using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Piwa.Chain.Rpc;
using Piwa.Chain.Rpc.Wire;

namespace Piwa.Chain.Ledger.Serving;

/// <summary>The options of a question, by name; what is wrong with them is a <see cref="JsonRpcFault"/>.</summary>
internal readonly struct JsonRpcOptions(JsonElement options)
{
    /// <summary>How settled the state must be.</summary>
    public Commitment Commitment => CommitmentNamed("commitment");

    /// <summary>The part of accounts' data that is wanted.</summary>
    public DataSlice? DataSlice
    {
        get
        {
            if (At("dataSlice") is not { } slice)
                return null;
            JsonRpcOptions part = new(slice);
            return new DataSlice(
                part.Number("offset") ?? throw JsonRpcParameters.Invalid("dataSlice needs an offset"),
                part.Number("length") ?? throw JsonRpcParameters.Invalid("dataSlice needs a length"));
        }
    }

    /// <summary>The same, to be kept when the question is no more.</summary>
    public JsonRpcOptions Clone() => options.ValueKind == JsonValueKind.Undefined ? default : new JsonRpcOptions(options.Clone());

    /// <summary>Refuses options of other names: what is not understood must not be passed over.</summary>
    public void Expect(params ReadOnlySpan<string> names)
    {
        if (options.ValueKind != JsonValueKind.Object)
            return;
        foreach (JsonProperty property in options.EnumerateObject())
        {
            if (!names.Contains(property.Name))
                throw JsonRpcParameters.Invalid($"unknown field `{property.Name}`");
        }
    }

    public JsonElement? At(string name) => options.ValueKind == JsonValueKind.Object
        && options.TryGetProperty(name, out JsonElement value)
        && value.ValueKind != JsonValueKind.Null
        ? value
        : null;

    public T? Value<T>(string name, JsonTypeInfo<T> type)
        where T : struct => At(name) is { } value ? JsonRpcParameters.Read(value, type, name) : null;

    public bool Flag(string name) => Value(name, RpcJson.Default.Boolean) ?? false;

    public int? Number(string name) => Value(name, RpcJson.Default.UInt64) is not { } value
        ? null
        : value <= int.MaxValue ? (int)value : throw JsonRpcParameters.Invalid($"{name} is too large");

    public string? Text(string name) => At(name) is { } value ? JsonRpcParameters.Read(value, RpcJson.Default.String, name) : null;

    public Commitment CommitmentNamed(string name) =>
        Text(name) is not { } text ? Commitment.Finalized
        : CommitmentConverter.TryParse(text, out Commitment commitment) ? commitment
        : throw JsonRpcParameters.Invalid($"{name} must be processed, confirmed or finalized");
}
