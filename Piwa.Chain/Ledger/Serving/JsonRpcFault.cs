using System.Text.Json;

namespace Piwa.Chain.Ledger.Serving;

/// <summary>A question that is answered with an error of JSON-RPC.</summary>
#pragma warning disable CA1032, CA1064 // Thrown by methods and caught by the dispatcher; nobody else sees it.
internal sealed class JsonRpcFault(int code, string message, JsonElement? details = null) : Exception(message)
#pragma warning restore CA1032, CA1064
{
    /// <summary>The error's number.</summary>
    public int Code { get; } = code;

    /// <summary>What goes with it.</summary>
    public JsonElement? Details { get; } = details;
}
