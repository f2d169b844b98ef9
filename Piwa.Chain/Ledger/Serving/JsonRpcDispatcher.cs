using System.Buffers;
using System.Text.Json;
using Piwa.Chain.Rpc.Wire;

namespace Piwa.Chain.Ledger.Serving;

/// <summary>Turns the bytes of a request into the bytes of its answer, by JSON-RPC 2.0: questions, batches and notifications.</summary>
/// <remarks>Knows neither transport nor ledger. Safe to use from several threads if its methods are.</remarks>
/// <param name="methods">The methods by name.</param>
/// <param name="maximumBatch">The most questions of a batch.</param>
internal sealed class JsonRpcDispatcher(IReadOnlyDictionary<string, JsonRpcMethod> methods, int maximumBatch)
{
    /// <summary>Bytes of a batch's answers: a short question may have a long answer, and a batch a hundred of them.</summary>
    private const long MaximumAnswerBytes = 64 << 20;

    private static readonly JsonDocumentOptions DocumentOptions = new() { AllowDuplicateProperties = false };

    /// <summary>Answers a request.</summary>
    /// <returns>The answer; null where none is due, for nothing but notifications came.</returns>
    public byte[]? Handle(ReadOnlyMemory<byte> request)
    {
        ArrayBufferWriter<byte> answer = new();
        using Utf8JsonWriter writer = new(answer, new JsonWriterOptions { SkipValidation = true });
        JsonDocument document;
        try
        {
            document = JsonDocument.Parse(request, DocumentOptions);
        }
        catch (JsonException)
        {
            WriteError(writer, id: null, new JsonRpcFault(RpcErrorCode.ParseError, "Parse error"));
            writer.Flush();
            return answer.WrittenSpan.ToArray();
        }

        using (document)
        {
            bool isAnswered = document.RootElement.ValueKind == JsonValueKind.Array
                ? HandleBatch(document.RootElement, writer)
                : HandleOne(document.RootElement, writer);
            writer.Flush();
            return isAnswered ? answer.WrittenSpan.ToArray() : null;
        }
    }

    /// <returns>Whether an answer is due.</returns>
    private bool HandleBatch(JsonElement batch, Utf8JsonWriter writer)
    {
        int count = batch.GetArrayLength();
        if (count == 0 || count > maximumBatch)
        {
            string size = count == 0 ? "an empty batch" : $"a batch of {count}; {maximumBatch} at most";
            WriteError(writer, id: null, new JsonRpcFault(RpcErrorCode.InvalidRequest, $"Invalid request: {size}"));
            return true;
        }

        bool isAnswered = false;
        writer.WriteStartArray();
        foreach (JsonElement question in batch.EnumerateArray())
            isAnswered |= HandleOne(question, writer);
        writer.WriteEndArray();
        return isAnswered;
    }

    /// <returns>Whether an answer is due.</returns>
    private bool HandleOne(JsonElement question, Utf8JsonWriter writer)
    {
        JsonElement? id = null;
        try
        {
            CheckForm(question, out id, out string method, out JsonElement parameters);

            // What is only told, such as the pings of web3.js, is heard and not answered.
            if (id is null)
                return false;
            if (!methods.TryGetValue(method, out JsonRpcMethod? answer))
                throw new JsonRpcFault(RpcErrorCode.MethodNotFound, "Method not found");

            if (writer.BytesCommitted + writer.BytesPending > MaximumAnswerBytes)
                throw Malformed($"the answers of the batch have more than {MaximumAnswerBytes} bytes; ask for less at once");

            // Apart, for a method may fail when it has written half of its answer.
            ArrayBufferWriter<byte> result = new();
            using (Utf8JsonWriter inner = new(result))
                Invoke(answer, new JsonRpcParameters(parameters), inner);
            writer.WriteStartObject();
            writer.WriteString("jsonrpc", "2.0");
            writer.WritePropertyName("result");
            writer.WriteRawValue(result.WrittenSpan, skipInputValidation: true);
            WriteId(writer, id);
            writer.WriteEndObject();
        }
        catch (JsonRpcFault fault)
        {
            WriteError(writer, id, fault);
        }

        return true;
    }

    /// <summary>The parser takes bytes and escapes that are no text for what they are; whoever reads them as text would fail.</summary>
    private static bool IsText(JsonElement value)
    {
        try
        {
            return value.GetString() is not null;
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }

    private static void CheckForm(JsonElement question, out JsonElement? id, out string method, out JsonElement parameters)
    {
        id = null;
        try
        {
            CheckMembers(question, ref id, out method, out parameters);
        }
        catch (InvalidOperationException)
        {
            throw Malformed("a name or value is no text");
        }
    }

    private static void CheckMembers(JsonElement question, ref JsonElement? id, out string method, out JsonElement parameters)
    {
        if (question.ValueKind != JsonValueKind.Object)
            throw Malformed("no object");
        if (question.TryGetProperty("id", out JsonElement given))
        {
            id = given.ValueKind is JsonValueKind.Number or JsonValueKind.Null || (given.ValueKind == JsonValueKind.String && IsText(given))
                ? given
                : throw Malformed("id must be a number, a text or null");
        }

        if (!question.TryGetProperty("jsonrpc", out JsonElement version)
            || version.ValueKind != JsonValueKind.String
            || !version.ValueEquals("2.0"))
        {
            throw Malformed("jsonrpc must be \"2.0\"");
        }

        if (!question.TryGetProperty("method", out JsonElement name) || name.ValueKind != JsonValueKind.String || !IsText(name))
            throw Malformed("method must be a text");
        method = name.GetString()!;
        _ = question.TryGetProperty("params", out parameters);
        if (parameters.ValueKind is not (JsonValueKind.Undefined or JsonValueKind.Null or JsonValueKind.Array or JsonValueKind.Object))
            throw new JsonRpcFault(RpcErrorCode.InvalidParameters, "Invalid params: parameters are an array or an object");
    }

    private static JsonRpcFault Malformed(string what) => new(RpcErrorCode.InvalidRequest, $"Invalid request: {what}");

    private static void Invoke(JsonRpcMethod method, JsonRpcParameters parameters, Utf8JsonWriter result)
    {
        try
        {
            method(parameters, result);
        }
        catch (Exception error) when (error is ArgumentException or FormatException or JsonException or OverflowException)
        {
            throw JsonRpcParameters.Invalid(error.Message);
        }
        catch (Exception error) when (error is LedgerFaultedException or ObjectDisposedException)
        {
            throw new JsonRpcFault(RpcErrorCode.NodeUnhealthy, "Node is unhealthy: the ledger must be opened anew");
        }
        catch (InvalidDataException error)
        {
            throw new JsonRpcFault(RpcErrorCode.InternalError, $"Internal error: {error.Message}");
        }
        catch (InvalidOperationException error)
        {
            throw new JsonRpcFault(RpcErrorCode.InvalidRequest, $"Invalid request: {error.Message}");
        }
    }

    private static void WriteError(Utf8JsonWriter writer, JsonElement? id, JsonRpcFault fault)
    {
        writer.WriteStartObject();
        writer.WriteString("jsonrpc", "2.0");
        writer.WritePropertyName("error");
        JsonSerializer.Serialize(writer, new WireError(fault.Code, fault.Message, fault.Details), RpcJson.Default.WireError);
        WriteId(writer, id);
        writer.WriteEndObject();
    }

    private static void WriteId(Utf8JsonWriter writer, JsonElement? id)
    {
        writer.WritePropertyName("id");
        if (id is { } given)
            given.WriteTo(writer);
        else
            writer.WriteNullValue();
    }
}
