using System.Text.Json.Serialization;

namespace Piwa.Chain.Rpc.Wire;

/// <summary>What a transaction would come to; also what goes with the refusal of one.</summary>
internal sealed record WireSimulation(
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] TransactionError? Err = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] IReadOnlyList<string>? Logs = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] IReadOnlyList<WireAccount?>? Accounts = null,
    ulong? UnitsConsumed = null,
    WireBlockhash? ReplacementBlockhash = null);
