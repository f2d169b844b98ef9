using System.Text.Json.Serialization;

namespace Piwa.Chain.Rpc.Wire;

/// <summary>What a transaction did.</summary>
internal sealed record WireMeta(
    ulong Fee,
    IReadOnlyList<ulong> PreBalances,
    IReadOnlyList<ulong> PostBalances,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] TransactionError? Err = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] IReadOnlyList<WireInnerInstructions>? InnerInstructions = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] IReadOnlyList<string>? LogMessages = null,
    WireLoadedAddresses? LoadedAddresses = null,
    ulong? ComputeUnitsConsumed = null);
