using System.Text.Json.Serialization;
using Piwa.Chain.Keys;

namespace Piwa.Chain.Rpc.Wire;

/// <summary>What a transaction logged.</summary>
internal sealed record WireLogs(
    Signature Signature,
    IReadOnlyList<string> Logs,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] TransactionError? Err = null);
