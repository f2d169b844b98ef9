namespace Piwa.Pipeline.Packaging;

/// <summary>What <see cref="DatasetExporter"/> writes, and where.</summary>
public sealed class DatasetExportOptions
{
    /// <summary>Default of <see cref="TarAssets"/>.</summary>
    public const int DefaultTarAssets = 256;

    /// <summary>Largest <see cref="TarAssets"/>.</summary>
    public const int MaxTarAssets = 65_536;

    /// <summary>The form.</summary>
    /// <value>Default: tar files for streaming.</value>
    public ExportFormat Format { get; set; }

    /// <summary>Directory of the export: not there, empty, or that of the same export, which goes on.</summary>
    public string OutputDirectory { get; set; } = "";

    /// <summary>Index of the first asset.</summary>
    /// <value>Default 0.</value>
    public ulong FirstAsset { get; set; }

    /// <summary>Indices from the first asset on.</summary>
    /// <value>Default none: all that are there.</value>
    public ulong? AssetCount { get; set; }

    /// <summary>What lies behind the asset in colour images.</summary>
    /// <value>Default: nothing.</value>
    public ExportBackground Background { get; set; }

    /// <summary>Whether tar files hold the mesh with its materials as <c>KEY.glb</c>.</summary>
    /// <value>Default no: its textures take longer than all the rest.</value>
    public bool IncludeGlb { get; set; }

    /// <summary>Whether each object of <see cref="ExportFormat.Objaverse"/> is one file, <c>renders/KEY.zip</c>, as Objaverse-XL has them.</summary>
    /// <value>Default no.</value>
    public bool Zip { get; set; }

    /// <summary>Indices in a tar file.</summary>
    /// <value>1 to 65,536; default 256.</value>
    public int TarAssets { get; set; } = DefaultTarAssets;

    /// <summary>Checks all values.</summary>
    /// <exception cref="ArgumentException">Values are out of their ranges, or do not go together; the message names all that do not.</exception>
    internal void Validate()
    {
        List<string> faults = [];
        if (!Enum.IsDefined(Format))
            faults.Add($"Format is {Format}; it must be one of {string.Join(", ", Enum.GetNames<ExportFormat>())}.");
        if (!Enum.IsDefined(Background))
            faults.Add($"Background is {Background}; it must be one of {string.Join(", ", Enum.GetNames<ExportBackground>())}.");
        if (string.IsNullOrWhiteSpace(OutputDirectory))
            faults.Add("OutputDirectory is empty; name the directory of the export.");
        if (AssetCount == 0)
            faults.Add("AssetCount is 0; it must be at least 1.");
        if (TarAssets is < 1 or > MaxTarAssets)
            faults.Add($"TarAssets is {TarAssets}; it must be 1 to {MaxTarAssets}.");
        if (IncludeGlb && Format != ExportFormat.WebDataset)
            faults.Add($"IncludeGlb is for {ExportFormat.WebDataset}; {Format} has no place for it.");
        if (Zip && Format != ExportFormat.Objaverse)
            faults.Add($"Zip is for {ExportFormat.Objaverse}; {Format} is no zip files.");
        if (Background != ExportBackground.Transparent && Format is ExportFormat.Trellis or ExportFormat.Objaverse)
            faults.Add($"Background is {Background}; the loaders of {Format} need the alpha channel, so it must be {ExportBackground.Transparent}.");
        if (faults.Count > 0)
            throw new ArgumentException(string.Join(" ", faults));
    }
}
