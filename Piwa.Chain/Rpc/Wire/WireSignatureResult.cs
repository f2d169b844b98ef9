using System.Text.Json.Serialization;

namespace Piwa.Chain.Rpc.Wire;

/// <summary>That a transaction landed, and whether it failed.</summary>
internal sealed record WireSignatureResult(
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] TransactionError? Err = null);
