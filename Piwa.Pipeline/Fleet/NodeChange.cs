using System.Globalization;

namespace Piwa.Pipeline.Fleet;

/// <summary>What the operator says of a node; null for what stays as it is.</summary>
/// <param name="Stake">What is staked with it, in base units of RENDER.</param>
/// <param name="MostLeases">Units that it may have at once, at least 1.</param>
/// <param name="IsBarred">Whether it gets no more work; false takes its strikes away too.</param>
/// <param name="BytesPerDay">Bytes that it may put into the store within 24 hours, at least 1.</param>
public sealed record NodeChange(long? Stake = null, int? MostLeases = null, bool? IsBarred = null, long? BytesPerDay = null)
{
    private const decimal BaseUnits = 100_000_000;

    /// <summary>In words, as the audit has it.</summary>
    public override string ToString()
    {
        List<string> words = [];
        if (IsBarred is { } barred)
            words.Add(barred ? "barred" : "pardoned");
        if (Stake is { } stake)
            words.Add(string.Create(CultureInfo.InvariantCulture, $"stake {stake / BaseUnits} RENDER"));
        if (MostLeases is { } leases)
            words.Add(string.Create(CultureInfo.InvariantCulture, $"{leases} leases at most"));
        if (BytesPerDay is { } bytes)
            words.Add(string.Create(CultureInfo.InvariantCulture, $"{bytes} bytes a day at most"));
        return words.Count == 0 ? "let in" : string.Join(", ", words);
    }
}
