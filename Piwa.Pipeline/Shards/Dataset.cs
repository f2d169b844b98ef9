using System.Text.Json;
using Piwa.Pipeline.Encoding;

namespace Piwa.Pipeline.Shards;

/// <summary>A data set's directory: its campaign, its manifest, and where its files lie.</summary>
/// <remarks>
/// <c>campaign.json</c>, <c>manifest.jsonl</c>, <c>dead-letters.jsonl</c>, <c>makers.jsonl</c>, <c>shards/</c>, <c>ledger/</c>; of uploads <c>uploads.jsonl</c> and
/// <c>meshes/</c> as well. Reading is safe while another
/// process writes; one process writes at a time, see <see cref="OpenForWriting"/>.
/// </remarks>
public sealed partial class Dataset : IDisposable
{
    private const string CampaignName = "campaign.json";
    private const string ManifestFile = "manifest.jsonl";
    private const string DeadLetterFile = "dead-letters.jsonl";
    private const string PromotionsFile = "promotions.log";
    private const string OracleFile = "oracle.log";
    private const string UploadLog = "uploads.jsonl";
    private const string SourceDirectory = "meshes";
    private const string LockFile = ".lock";
    private const string ShardDirectory = "shards";

    private readonly Lock _lockObject = new();
    private readonly FileStream? _lock;
    private readonly IDatasetOrigin? _origin;
    private readonly List<ShardRecord> _shards = [];
    private readonly List<ShardRecord> _outbox = [];
    private readonly Dictionary<ulong, (long Row, long Shard)> _places = [];
    private ShardTotals _totals;
    private long _anchors;

    private Dataset(string directory, FileStream? lockFile, IDatasetOrigin? origin, Campaign campaign, ContentHash campaignHash)
    {
        DirectoryPath = directory;
        _origin = origin;
        _lock = lockFile;
        Campaign = campaign;
        CampaignHash = campaignHash;
    }

    /// <summary>The data set's directory; of one in a bucket, that of copies of its small files, which end with it.</summary>
    public string DirectoryPath { get; }

    /// <summary>What the data set is made of.</summary>
    public Campaign Campaign { get; }

    /// <summary>BLAKE3 of the campaign's file: each shard and each line of the manifest names it.</summary>
    public ContentHash CampaignHash { get; }

    /// <summary>The committed shards in the order of their assets.</summary>
    public IReadOnlyList<ShardRecord> Shards => _shards;

    /// <summary>Directory of the embedded ledger.</summary>
    public string LedgerPath => Path.Combine(DirectoryPath, "ledger");

    /// <summary>The register of promotions, see <see cref="Chain.Anchoring.AssetPromoter"/>; it is there once an asset was promoted.</summary>
    public string PromotionsPath => Path.Combine(DirectoryPath, PromotionsFile);

    /// <summary>Directory of the registry of first uploads that the data set's own oracle keeps.</summary>
    public string UploadsPath => Path.Combine(DirectoryPath, "uploads");

    /// <summary>What the data set's own oracle has found, see <see cref="Chain.Provenance.Oracle"/>.</summary>
    public string OracleRecordPath => Path.Combine(DirectoryPath, OracleFile);

    /// <summary>The committed shards in the order of the manifest: the order in which they go on the ledger.</summary>
    public IReadOnlyList<ShardRecord> Outbox => _outbox;

    /// <summary>What the manifest comes to, also while shards are committed.</summary>
    internal ShardTotals Totals
    {
        get
        {
            lock (_lockObject)
                return _totals;
        }
    }

    /// <summary>Bytes after the last whole line of the manifest: the rest of a write that a crash cut off.</summary>
    internal int TornManifestBytes { get; private set; }

    /// <summary>Directory in which a repair makes shards again before they take their places.</summary>
    internal string RepairPath => Path.Combine(DirectoryPath, DurableFile.TemporaryPrefix + "repair");

    /// <summary>The manifest; it is there once a shard was committed, and grows with each.</summary>
    public string ManifestPath => Path.Combine(DirectoryPath, ManifestFile);

    /// <summary>The file of <see cref="ReadDeadLetters()"/>; it is there once an asset could not be made.</summary>
    public string DeadLetterPath => Path.Combine(DirectoryPath, DeadLetterFile);

    internal string UploadLogPath => Path.Combine(DirectoryPath, UploadLog);

    /// <summary>Directory of what uploaded assets are made from.</summary>
    internal string SourcesPath => Path.Combine(DirectoryPath, SourceDirectory);

    /// <summary>Whether a directory holds a data set.</summary>
    /// <param name="directory">The directory.</param>
    public static bool Exists(string directory) => File.Exists(Path.Combine(directory, CampaignName));

    /// <summary>Opens a data set to read it.</summary>
    /// <exception cref="DirectoryNotFoundException">There is no data set.</exception>
    /// <exception cref="ManifestException">The campaign or the manifest is damaged.</exception>
    public static Dataset Open(string directory)
    {
        CheckExists(directory);
        return Load(directory, lockFile: null, origin: null, owns: false, mend: false);
    }

    /// <summary>Opens a data set to add to it, or creates it.</summary>
    /// <param name="directory">The data set's directory.</param>
    /// <param name="campaign">What it is made of; where the data set is there already, it must be the same.</param>
    /// <exception cref="IOException">Another process writes to the data set, or the directory cannot be written.</exception>
    /// <exception cref="DatasetMismatchException">The directory holds another campaign.</exception>
    /// <exception cref="ManifestException">The campaign or the manifest is damaged.</exception>
    public static Dataset OpenForWriting(string directory, Campaign campaign)
    {
        ArgumentException.ThrowIfNullOrEmpty(directory);
        ArgumentNullException.ThrowIfNull(campaign);
        campaign.Validate();
        CheckIsDirectory(directory);
        Directory.CreateDirectory(Path.Combine(directory, ShardDirectory));
        FileStream lockFile = Lock(directory);
        try
        {
            byte[] content = CampaignFile.Serialize(campaign);
            string path = Path.Combine(directory, CampaignName);
            if (!File.Exists(path))
                DurableFile.Write(path, content);

            Dataset dataset = Load(directory, lockFile, origin: null, owns: false, mend: true);
            CheckSame(directory, dataset.Campaign, campaign);
            dataset.RemoveTemporaryFiles();
            dataset.MendDeadLetters();
            _ = dataset.ReadUploads(out int tornBytes);
            CheckedLines.Repair(dataset.UploadLogPath, tornBytes);
            dataset.MendMakers();
            return dataset;
        }
        catch
        {
            lockFile.Dispose();
            throw;
        }
    }

    /// <summary>Opens a data set so that nobody else writes to it. Unfinished files are removed; the rest stays as it is, damaged or not.</summary>
    /// <exception cref="DirectoryNotFoundException">There is no data set.</exception>
    /// <exception cref="IOException">Another process writes to the data set, or the directory cannot be written.</exception>
    /// <exception cref="ManifestException">The campaign or the manifest is damaged.</exception>
    internal static Dataset OpenForRepair(string directory)
    {
        CheckExists(directory);
        Directory.CreateDirectory(Path.Combine(directory, ShardDirectory));
        FileStream lockFile = Lock(directory);
        try
        {
            Dataset dataset = Load(directory, lockFile, origin: null, owns: false, mend: false);
            dataset.RemoveTemporaryFiles();
            return dataset;
        }
        catch
        {
            lockFile.Dispose();
            throw;
        }
    }

    /// <summary>Path of a shard's file below the directory.</summary>
    public static string ShardFile(ulong firstAsset) => $"{ShardDirectory}/shard-{firstAsset:D10}.parquet";

    /// <summary>The ranges that are still to make so that the assets 0 .. <paramref name="assetCount"/> - 1 are there.</summary>
    internal IEnumerable<WorkUnit> Missing(ulong assetCount)
    {
        ulong unit = (ulong)Campaign.ShardAssets, next = 0;
        foreach (ShardRecord shard in _shards)
        {
            foreach (WorkUnit gap in Cut(next, Math.Min(shard.FirstAsset, assetCount)))
                yield return gap;
            next = shard.FirstAsset + (ulong)shard.Assets;
        }

        foreach (WorkUnit gap in Cut(next, assetCount))
            yield return gap;

        IEnumerable<WorkUnit> Cut(ulong from, ulong end)
        {
            while (from < end)
            {
                ulong to = Math.Min(((from / unit) + 1) * unit, end);
                yield return new WorkUnit(from, (int)(to - from));
                from = to;
            }
        }
    }

    /// <summary>Number of a shard's first row among all assets to mint.</summary>
    internal long MintIndexOf(ShardRecord shard)
    {
        lock (_lockObject)
            return _places[shard.FirstAsset].Row;
    }

    /// <summary>Number of a shard among all to anchor, which are those that have rows.</summary>
    internal long AnchorIndexOf(ShardRecord shard)
    {
        lock (_lockObject)
            return _places[shard.FirstAsset].Shard;
    }

    /// <summary>The assets that could not be made, in the order of their entry.</summary>
    /// <remarks>Read from the file at each call, whole: what is at its end and not yet a line is left out.</remarks>
    /// <exception cref="ManifestException">The file is damaged.</exception>
    public IReadOnlyList<DeadLetterRecord> ReadDeadLetters() => ReadDeadLetters(out _);

    internal List<DeadLetterRecord> ReadDeadLetters(out int tornBytes)
    {
        List<string> lines = CheckedLines.Read(DeadLetterPath, out tornBytes);
        return [.. lines.Select((line, i) => Parse(line, DatasetJson.Default.DeadLetterRecord, $"{DeadLetterPath}, line {i + 1}"))];
    }

    /// <summary>Enters assets that could not be made.</summary>
    internal void Bury(IEnumerable<DeadLetterRecord> letters)
    {
        foreach (DeadLetterRecord letter in letters)
            CheckedLines.Append(DeadLetterPath, JsonSerializer.Serialize(letter, DatasetJson.Default.DeadLetterRecord));
    }

    /// <summary>The dead letters whose lines are whole, whatever lies between them.</summary>
    internal List<DeadLetterRecord> ReadSoundDeadLetters() =>
        [.. CheckedLines.ReadSound(DeadLetterPath).Select(line => Parse(line, DatasetJson.Default.DeadLetterRecord, DeadLetterPath))];

    /// <summary>Writes the dead letters anew.</summary>
    internal void ReplaceDeadLetters(IEnumerable<DeadLetterRecord> letters) => DurableFile.Write(
        DeadLetterPath,
        [.. letters.SelectMany(letter => CheckedLines.Encode(JsonSerializer.Serialize(letter, DatasetJson.Default.DeadLetterRecord)))]);

    private static void CheckExists(string directory)
    {
        ArgumentException.ThrowIfNullOrEmpty(directory);
        CheckIsDirectory(directory);
        if (!Exists(directory))
        {
            throw new DirectoryNotFoundException(
                $"There is no data set in '{directory}': {CampaignName} is missing. Make one with: piwa generate --out {directory}");
        }
    }

    /// <summary>Holds a data set's directory, so that nobody else writes to it.</summary>
    /// <exception cref="IOException">Another process writes to it, or it cannot be written.</exception>
    internal static FileStream Lock(string directory)
    {
        try
        {
            return new FileStream(Path.Combine(directory, LockFile), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException fault) when (fault is not (DirectoryNotFoundException or PathTooLongException))
        {
            throw new IOException(
                FileSharing.IsInUse(fault)
                    ? $"Another process writes to the data set '{directory}'. Wait until it ends, or choose another directory."
                    : $"The data set '{directory}' cannot be written: {fault.Message}",
                fault);
        }
    }

    private static Dataset Load(string directory, FileStream? lockFile, IDatasetOrigin? origin, bool owns, bool mend)
    {
        CheckOwn(directory);
        (string _, Campaign campaign, ContentHash hash) = ReadCampaign(directory);
        var dataset = new Dataset(directory, lockFile, origin, campaign, hash) { OwnsOrigin = owns };
        dataset.LoadManifest(mend);
        return dataset;
    }

    /// <exception cref="DatasetMismatchException">The campaigns are not the same; the message says in what.</exception>
    internal static void CheckSame(string directory, Campaign there, Campaign wanted)
    {
        if (!CampaignFile.Serialize(there).AsSpan().SequenceEqual(CampaignFile.Serialize(wanted)))
            throw new DatasetMismatchException(Difference(directory, there, wanted));
    }

    private static string Difference(string directory, Campaign there, Campaign wanted)
    {
        var differences = new List<string>();
        Compare("generator version", there.GeneratorVersion, wanted.GeneratorVersion);
        Compare("preset", there.Preset, wanted.Preset);
        Compare("rig", there.Rig, wanted.Rig);
        Compare("custom rig", there.CustomRig, wanted.CustomRig);
        Compare("seed", there.Seed, wanted.Seed);
        Compare("image resolution", there.ImageResolution, wanted.ImageResolution);
        Compare("set of channels", ImageChannel.Format(there.Channels), ImageChannel.Format(wanted.Channels));
        Compare("kind of depth", there.DepthKind, wanted.DepthKind);
        Compare("space of normals", there.NormalSpace, wanted.NormalSpace);
        Compare("image format", there.ImageFormat, wanted.ImageFormat);
        Compare("having labels", there.HasLabels, wanted.HasLabels);
        Compare("list of twins", $"'{there.Twins}'", $"'{wanted.Twins}'");
        Compare("target triangles", there.TargetTriangles, wanted.TargetTriangles);
        Compare("oracle", there.Oracle ?? "its own", wanted.Oracle ?? "its own");
        Compare("chain policy", there.Chain, wanted.Chain);
        Compare("assets per shard", there.ShardAssets, wanted.ShardAssets);
        return $"'{directory}' holds another campaign: {string.Join(", ", differences)}. "
            + "Give the same options to continue it, or another directory to begin a new one.";

        void Compare<T>(string name, T old, T given)
        {
            if (!EqualityComparer<T>.Default.Equals(old, given))
                differences.Add($"its {name} is {old}, not {given}");
        }
    }

    /// <summary>Cuts off a torn letter, and drops those of shards that a crash kept from the manifest: they are made and fail again.</summary>
    private void MendDeadLetters()
    {
        List<DeadLetterRecord> letters = ReadDeadLetters(out int tornBytes);
        CheckedLines.Repair(DeadLetterPath, tornBytes);
        HashSet<ulong> dead = [.. _shards.SelectMany(shard => shard.Dead)];
        if (letters.RemoveAll(letter => !dead.Remove(letter.AssetIndex)) > 0)
            ReplaceDeadLetters(letters);
    }

    private void RemoveTemporaryFiles()
    {
        foreach (string folder in ((string[])[DirectoryPath, Path.Combine(DirectoryPath, ShardDirectory), SourcesPath]).Where(Directory.Exists))
        {
            foreach (string file in Directory.EnumerateFiles(folder, DurableFile.TemporaryPrefix + "*"))
                File.Delete(file);
        }

        if (Directory.Exists(RepairPath))
            Directory.Delete(RepairPath, recursive: true);
    }
}
