namespace Piwa.Chain.Provenance;

/// <summary>How <see cref="FirstUploadSettlement"/> sorts.</summary>
public sealed class SettlementOptions
{
    /// <summary>256 MiB: two passes over the disk for up to 780 million records, three for 10^9.</summary>
    public const long DefaultMemoryBytes = 256L << 20;

    /// <summary>256 KiB: room for two runs and what is written.</summary>
    public const long MinimumMemoryBytes = 256L << 10;

    /// <summary>What records and buffers may take.</summary>
    /// <value><see cref="DefaultMemoryBytes"/> by default; <see cref="MinimumMemoryBytes"/> at least.</value>
    public long MemoryBytes { get; set; } = DefaultMemoryBytes;

    /// <summary>Where sorted runs are kept meanwhile: as much room as the input takes, twice if there are more passes than two.</summary>
    /// <value>Null by default: beside the file of the first uploads.</value>
    public string? WorkDirectory { get; set; }

    internal SettlementOptions ValidatedCopy()
    {
        if (MemoryBytes < MinimumMemoryBytes)
            throw new ArgumentException($"MemoryBytes must be at least {MinimumMemoryBytes}, not {MemoryBytes}.");
        return (SettlementOptions)MemberwiseClone();
    }
}
