namespace Piwa.Pipeline.Fleet;

/// <summary>Where a node of a fleet stands: what stakers choose by.</summary>
/// <param name="Wallet">Address of its wallet.</param>
/// <param name="Device">What it makes assets on, as it says.</param>
/// <param name="Joined">When it joined.</param>
/// <param name="Seen">When it was last heard of, to 5 seconds.</param>
/// <param name="Stake">What is staked with it, in base units of RENDER.</param>
/// <param name="MostLeases">Units that it may have at once.</param>
/// <param name="Leases">Units that it has.</param>
/// <param name="Units">Units of it that count.</param>
/// <param name="Assets">Assets in them.</param>
/// <param name="Sampled">Assets of it that others have made again.</param>
/// <param name="Equal">Of these, those that came out the same.</param>
/// <param name="Checks">Units of others that it has checked rightly.</param>
/// <param name="Lapsed">Leases that it let run out.</param>
/// <param name="Strikes">How often it was found wrong.</param>
/// <param name="Barred">Why it gets no more work; null if it does.</param>
public sealed record FleetNodeStatus(
    string Wallet, string Device, DateTimeOffset Joined, DateTimeOffset Seen, long Stake, int MostLeases, long Leases, long Units, long Assets,
    long Sampled, long Equal, long Checks, long Lapsed, int Strikes, string? Barred)
{
    /// <summary>Share of samples that came out the same; null if none was taken.</summary>
    public double? Accuracy => Sampled == 0 ? null : (double)Equal / Sampled;
}
