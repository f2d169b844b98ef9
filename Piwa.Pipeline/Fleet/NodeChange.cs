namespace Piwa.Pipeline.Fleet;

/// <summary>What the operator says of a node; null for what stays as it is.</summary>
/// <param name="Stake">What is staked with it, in base units of RENDER.</param>
/// <param name="MostLeases">Units that it may have at once, at least 1.</param>
/// <param name="IsBarred">Whether it gets no more work; false takes its strikes away too.</param>
/// <param name="BytesPerDay">Bytes that it may put into the store within 24 hours, at least 1.</param>
public sealed record NodeChange(long? Stake = null, int? MostLeases = null, bool? IsBarred = null, long? BytesPerDay = null);
