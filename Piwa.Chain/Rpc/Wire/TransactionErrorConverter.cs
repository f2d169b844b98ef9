using System.Text.Json;
using System.Text.Json.Serialization;

namespace Piwa.Chain.Rpc.Wire;

/// <summary>Solana's errors as serde writes them: the name alone, or an object of the name and what belongs to it.</summary>
/// <remarks>Sources: solana_transaction_error::TransactionError, solana_instruction_error::InstructionError. What is not known is kept in
/// its own words, for clusters learn new errors.</remarks>
internal sealed class TransactionErrorConverter : JsonConverter<TransactionError>
{
    private const string AccountIndexName = "account_index";

    public override TransactionError Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        using JsonDocument document = JsonDocument.ParseValue(ref reader);
        return Parse(document.RootElement);
    }

    public override void Write(Utf8JsonWriter writer, TransactionError value, JsonSerializerOptions options)
    {
        string name = value.Kind.ToString();
        switch (value)
        {
            case { Kind: TransactionErrorKind.Unknown, Detail: { } detail }:
                writer.WriteStringValue(detail);
                break;
            case { InstructionError: { } error }:
                writer.WriteStartObject();
                writer.WriteStartArray(name);
                writer.WriteNumberValue(value.InstructionIndex ?? 0);
                WriteInstructionError(writer, error, value);
                writer.WriteEndArray();
                writer.WriteEndObject();
                break;
            case { InstructionIndex: { } index }:
                writer.WriteStartObject();
                writer.WriteNumber(name, index);
                writer.WriteEndObject();
                break;
            case { AccountIndex: { } account }:
                writer.WriteStartObject();
                writer.WriteStartObject(name);
                writer.WriteNumber(AccountIndexName, account);
                writer.WriteEndObject();
                writer.WriteEndObject();
                break;
            default:
                writer.WriteStringValue(name);
                break;
        }
    }

    private static void WriteInstructionError(Utf8JsonWriter writer, InstructionErrorKind error, TransactionError value)
    {
        if (error == InstructionErrorKind.Custom)
        {
            writer.WriteStartObject();
            writer.WriteNumber(nameof(InstructionErrorKind.Custom), value.CustomCode ?? 0);
            writer.WriteEndObject();
        }
        else
        {
            writer.WriteStringValue(error == InstructionErrorKind.Unknown && value.Detail is { } detail ? detail : error.ToString());
        }
    }

    private static TransactionError Parse(JsonElement error)
    {
        if (!TrySplit(error, out string? name, out JsonElement content)
            || !Enum.TryParse(name, out TransactionErrorKind kind)
            || char.IsAsciiDigit(name![0]))
        {
            return new TransactionError(TransactionErrorKind.Unknown) { Detail = error.GetRawText() };
        }

        return content.ValueKind switch
        {
            JsonValueKind.Array when content.GetArrayLength() == 2 && content[0].TryGetInt32(out int index) =>
                ParseInstructionError(index, content[1]),
            JsonValueKind.Number when content.TryGetInt32(out int index) => new TransactionError(kind) { InstructionIndex = index },
            JsonValueKind.Object when content.TryGetProperty(AccountIndexName, out JsonElement account)
                && account.TryGetInt32(out int index) => new TransactionError(kind) { AccountIndex = index },
            _ => new TransactionError(kind),
        };
    }

    private static TransactionError ParseInstructionError(int index, JsonElement error)
    {
        if (!TrySplit(error, out string? name, out JsonElement content)
            || !Enum.TryParse(name, out InstructionErrorKind kind)
            || char.IsAsciiDigit(name![0]))
        {
            return TransactionError.ForInstruction(index, InstructionErrorKind.Unknown) with { Detail = error.GetRawText() };
        }

        uint? code = kind == InstructionErrorKind.Custom
            && content.ValueKind == JsonValueKind.Number && content.TryGetUInt32(out uint number)
            ? number
            : null;
        return TransactionError.ForInstruction(index, kind, code);
    }

    private static bool TrySplit(JsonElement error, out string? name, out JsonElement content)
    {
        name = null;
        content = default;
        if (error.ValueKind == JsonValueKind.String)
        {
            name = error.GetString();
        }
        else if (error.ValueKind == JsonValueKind.Object)
        {
            foreach (JsonProperty property in error.EnumerateObject())
                (name, content) = (property.Name, property.Value);
        }

        return !string.IsNullOrEmpty(name);
    }
}
