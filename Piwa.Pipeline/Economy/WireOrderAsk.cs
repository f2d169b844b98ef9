using Piwa.Chain.Economy.Licensing;

namespace Piwa.Pipeline.Economy;

/// <summary>An order of a wallet: of a licence, or of a stake.</summary>
internal sealed record WireOrderAsk
{
    /// <summary>What it is for.</summary>
    public required MarketOrderKind Kind { get; init; }

    /// <summary>Of a licence: the data set; null for all.</summary>
    public string? Dataset { get; init; }

    /// <summary>Of a licence: the preset; null for any.</summary>
    public string? Preset { get; init; }

    /// <summary>Of a licence: index of the first asset.</summary>
    public ulong FirstAsset { get; init; }

    /// <summary>Of a licence: how many indices from there; null for all.</summary>
    public ulong? Assets { get; init; }

    /// <summary>Of a licence: for how long.</summary>
    public long TermSeconds { get; init; }

    /// <summary>Of a licence: what for.</summary>
    public LicencePurpose Purpose { get; init; }

    /// <summary>Of a stake: the node.</summary>
    public string? Node { get; init; }

    /// <summary>Of a stake: how much, in RENDER.</summary>
    public string? Amount { get; init; }
}
