namespace Piwa.Chain.Provenance;

/// <summary>How to open an <see cref="UploadRegistry"/>.</summary>
public sealed class UploadRegistryOptions
{
    /// <summary>256 MiB: filters and indexes of some 100 million hashes, and tables in memory.</summary>
    public const long DefaultMemoryBytes = 256L << 20;

    /// <summary>8 MiB: tables of 1 MiB in memory, each for the contents of some thousands of assets. With less they are too small to be
    /// worth a file.</summary>
    public const long MinimumMemoryBytes = 8L << 20;

    /// <summary>Calls that wait: of 8,192 claims each, some 20 MB.</summary>
    public const int DefaultQueueCapacity = 64;

    /// <summary>What the registry keeps in memory of its files: half of it a cache of filters, indexes and entries, three eighths what
    /// is not yet in a file.</summary>
    /// <value><see cref="DefaultMemoryBytes"/> by default; <see cref="MinimumMemoryBytes"/> at least. With 1.3 bytes a hash for the cache's
    /// half, whoever brings new content waits for no disk.</value>
    public long MemoryBytes { get; set; } = DefaultMemoryBytes;

    /// <summary>Whether what is entered is flushed to the disk before it is answered.</summary>
    /// <value>True by default. Off, a power cut may take what was answered last; the end of the process does not.</value>
    public bool FlushToDisk { get; set; } = true;

    /// <summary>How many calls may wait for the registry; further ones wait to be let in.</summary>
    /// <value><see cref="DefaultQueueCapacity"/> by default; at least 1. Calls that enter and calls that only ask are counted apart.</value>
    public int QueueCapacity { get; set; } = DefaultQueueCapacity;

    /// <summary>The clock of <see cref="FirstUpload.Time"/>.</summary>
    /// <value>The system's clock by default.</value>
    public TimeProvider TimeProvider { get; set; } = TimeProvider.System;

    internal UploadRegistryOptions ValidatedCopy()
    {
        List<string> violations = [];
        if (MemoryBytes < MinimumMemoryBytes)
            violations.Add($"MemoryBytes must be at least {MinimumMemoryBytes}, not {MemoryBytes}.");
        if (QueueCapacity < 1)
            violations.Add($"QueueCapacity must be at least 1, not {QueueCapacity}.");
        if (TimeProvider is null)
            violations.Add("TimeProvider must not be null.");
        if (violations.Count != 0)
            throw new ArgumentException(string.Join(' ', violations));
        return (UploadRegistryOptions)MemberwiseClone();
    }
}
