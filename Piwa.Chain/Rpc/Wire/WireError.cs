using System.Text.Json;

namespace Piwa.Chain.Rpc.Wire;

/// <summary>An error of JSON-RPC.</summary>
internal sealed record WireError(int Code, string Message = "", JsonElement? Data = null);
