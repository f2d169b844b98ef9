using Piwa.Kernels.Buffers;
using Piwa.Kernels.Devices;
using Piwa.Kernels.Meshes;
using Piwa.Kernels.Recipes;
using Piwa.Pipeline.Encoding;
using Piwa.Pipeline.Exports;
using Piwa.Pipeline.Shards;
using Piwa.Pipeline.Stages;

namespace Piwa.Pipeline.Verification;

/// <summary>One verification of a data set; see <see cref="DatasetVerifier"/> for what it checks.</summary>
internal sealed class VerificationRun : IDisposable
{
    private readonly Dataset _dataset;
    private readonly VerifyOptions _options;
    private readonly AssetRemaker _remaker;
    private readonly IRecipeSource _recipes;
    private readonly Random _random;
    private readonly ChainCheck _chain;
    private readonly RowHasher _hasher = new();
    private readonly List<string> _findings = [];
    private readonly List<ShardRecord> _damaged = [];
    private long _rows;
    private long _deadLetters;
    private long _bytes;
    private int _regenerated;
    private int _signed;

    /// <param name="dataset">The data set.</param>
    /// <param name="options">How thoroughly.</param>
    /// <param name="device">Makes the samples; not disposed.</param>
    public VerificationRun(Dataset dataset, VerifyOptions options, Device device)
    {
        _dataset = dataset;
        _options = options;
        _chain = new ChainCheck(dataset, Find);
        _recipes = dataset.CreateSource();
        _random = options.SampleSeed is { } seed ? new Random(seed) : new Random();
        _remaker = new AssetRemaker(device, dataset.Campaign, _recipes);
    }

    /// <summary>The shards whose files are not what the manifest says, or cannot be read.</summary>
    public IReadOnlyList<ShardRecord> Damaged => _damaged;

    /// <summary>Whether a dead letter is missing or damaged.</summary>
    public bool AreLettersDamaged { get; private set; }

    public async Task<VerifyReport> RunAsync(IProgress<VerifyProgress>? progress, CancellationToken cancellationToken)
    {
        CheckManifest();
        CheckDeadLetters();
        await CheckStrayFilesAsync(cancellationToken).ConfigureAwait(false);
        if (!_options.LeavesLedgerOut)
            _chain.Open();
        int done = 0;
        foreach (ShardRecord shard in _dataset.Shards)
        {
            await CheckShardAsync(shard, cancellationToken).ConfigureAwait(false);
            progress?.Report(new VerifyProgress(++done, _dataset.Shards.Count, _rows));
        }

        _chain.CheckCounts();
        await _chain.CheckPromotionsAsync(cancellationToken).ConfigureAwait(false);
        TelemetryReport telemetry = await TelemetryVerifier.CheckAsync(_dataset, _chain.Ledger, cancellationToken).ConfigureAwait(false);
        _findings.AddRange(telemetry.Findings.Select(_dataset.Named));
        return new VerifyReport(
            _dataset.Shards.Count,
            _rows,
            _deadLetters,
            _bytes,
            _chain.MintProofs,
            _chain.AnchorProofs,
            _chain.Promotions,
            _regenerated,
            _findings)
        {
            ShardsSigned = _signed,
            Root = _dataset.Root,
            TelemetryPosts = telemetry.Posts.Count,
        };
    }

    public void Dispose()
    {
        _chain.Dispose();
        _remaker.Dispose();
    }

    private void Find(string finding) => _findings.Add(_dataset.Named(finding));

    private void CheckManifest()
    {
        if (_dataset.Shards.Count == 0)
            Find($"{_dataset.ManifestPath}: it names no shard.");
        if (_options.Root is { } root && root != _dataset.Root)
            Find($"{_dataset.ManifestPath}: the data set's root is {_dataset.Root}, not {root}: it has other shards, or not all.");
        if (_dataset.TornManifestBytes > 0)
        {
            Find($"{_dataset.ManifestPath}: its last {_dataset.TornManifestBytes} bytes are no whole line: a write that a crash cut off, "
                + "or damage. Run generate again to mend it.");
        }
    }

    /// <summary>The dead letters are readable, and there is one for each asset that the manifest says could not be made.</summary>
    private void CheckDeadLetters()
    {
        int before = _findings.Count;
        try
        {
            HashSet<ulong> letters = [.. _dataset.ReadDeadLetters(out int tornBytes).Select(letter => letter.AssetIndex)];
            if (tornBytes > 0)
                Find($"{_dataset.DeadLetterPath}: its last {tornBytes} bytes are no whole line.");
            foreach (ulong dead in _dataset.Shards.SelectMany(shard => shard.Dead).Where(dead => !letters.Contains(dead)))
                Find($"{_dataset.DeadLetterPath}: the letter of asset {dead} is missing.");
        }
        catch (ManifestException fault)
        {
            Find(fault.Message);
        }

        AreLettersDamaged = _findings.Count > before;
    }

    /// <summary>Files in the shards' folder that the manifest does not name.</summary>
    private async Task CheckStrayFilesAsync(CancellationToken cancellationToken)
    {
        var named = _dataset.Shards.Select(shard => shard.File).ToHashSet();
        foreach (string file in await _dataset.ListShardFilesAsync(cancellationToken).ConfigureAwait(false))
        {
            bool unfinished = Path.GetFileName(file).StartsWith(DurableFile.TemporaryPrefix, StringComparison.Ordinal);
            if (!unfinished && !named.Contains(file))
                Find($"{Path.Combine(_dataset.DirectoryPath, file)}: the manifest does not name this file.");
        }
    }

    private async Task CheckShardAsync(ShardRecord shard, CancellationToken cancellationToken)
    {
        _deadLetters += shard.Dead.Count;
        CheckSignature(shard);
        try
        {
            if (!await CheckFileAsync(shard, cancellationToken).ConfigureAwait(false))
            {
                _damaged.Add(shard);
                return;
            }

            ShardReader reader = await ShardReader.OpenAsync(_dataset.PathOf(shard), cancellationToken).ConfigureAwait(false);
            await using (reader.ConfigureAwait(false))
                await CheckRowsAsync(shard, reader, cancellationToken).ConfigureAwait(false);
        }
        catch (ShardFormatException fault)
        {
            Find(fault.Message);
            _damaged.Add(shard);
        }
        finally
        {
            _dataset.Release(shard);
        }
    }

    private void CheckSignature(ShardRecord shard)
    {
        if (!ProofOfRender.IsSigned(shard))
            return;
        if (ProofOfRender.FindFault(shard) is { } fault)
            Find($"{shard.File}: its proof of render: {fault}");
        else
            _signed++;
    }

    private async Task<bool> CheckFileAsync(ShardRecord shard, CancellationToken cancellationToken)
    {
        string path = _dataset.PathOf(shard);
        if (_dataset.FindLink(shard) is { } link)
        {
            Find($"{shard.File}: {link} is a link, and no file of the data set.");
            return false;
        }

        if (await _dataset.FindLengthAsync(shard, cancellationToken).ConfigureAwait(false) is not { } length)
        {
            Find($"{shard.File}: the file is missing.");
            return false;
        }

        if (length != shard.Bytes)
        {
            Find($"{shard.File}: it has {length} bytes; the manifest says {shard.Bytes}.");
            return false;
        }

        await _dataset.BringAsync(shard, cancellationToken).ConfigureAwait(false);
        ContentHash hash;
        try
        {
            hash = FileHash.Compute(path, cancellationToken);
        }
        catch (IOException fault)
        {
            Find($"{shard.File}: it cannot be read: {fault.Message}");
            return false;
        }

        _bytes += length;
        if (hash == shard.FileHash)
            return true;

        Find($"{shard.File}: its hash is {hash}; the manifest says {shard.FileHash}. The file was changed or damaged.");
        return false;
    }

    private async Task CheckRowsAsync(ShardRecord shard, ShardReader reader, CancellationToken cancellationToken)
    {
        HashSet<ulong> samples = ChooseSamples(shard);
        var rows = new List<ShardAsset>(shard.Rows);
        var dead = shard.Dead.ToHashSet();
        ulong expected = shard.FirstAsset;
        for (int group = 0; group < reader.RowGroupCount; group++)
        {
            foreach (AssetRow row in await reader.ReadRowGroupAsync(group, cancellationToken).ConfigureAwait(false))
            {
                while (dead.Contains(expected))
                    expected++;
                if (row.AssetIndex != expected)
                    Find($"{shard.File}: row {rows.Count} is asset {row.AssetIndex} where {expected} belongs.");
                expected = row.AssetIndex + 1;
                rows.Add(ShardAsset.Of(row));
                if (CheckRow(shard, row) && samples.Contains(row.AssetIndex))
                    CheckAgain(shard, row);
                _rows++;
            }
        }

        if (rows.Count != shard.Rows)
            Find($"{shard.File}: it has {rows.Count} rows; the manifest says {shard.Rows}.");
        if (AssetTree.Root(rows) != shard.Root)
            Find($"{shard.File}: the Merkle root of its assets is not the manifest's.");
        await _chain.CheckAsync(shard, rows, cancellationToken).ConfigureAwait(false);
    }

    private HashSet<ulong> ChooseSamples(ShardRecord shard)
    {
        ulong[] alive = [.. Enumerable.Range(0, shard.Assets).Select(i => shard.FirstAsset + (ulong)i).Except(shard.Dead)];
        return alive.Length == 0 ? [] : [.. _random.GetItems(alive, _options.Samples)];
    }

    /// <summary>Checks what a row says of itself.</summary>
    /// <returns>Whether it has a recipe that the asset can be made from again.</returns>
    private bool CheckRow(ShardRecord shard, AssetRow row)
    {
        AssetHashes hashes = row.Hashes;
        if (AssetHasher.Combine(hashes) != hashes.Asset)
            Find($"{shard.File}: asset {row.AssetIndex}: its hash does not follow from its components' hashes.");
        try
        {
            AssetPictures asset = AssetPictures.From(row, _dataset.Campaign.FindRig);
            if (!row.Recipe.Span.SequenceEqual(RecipeCodec.Encode(_recipes.Create(row.AssetIndex))))
                Find($"{shard.File}: asset {row.AssetIndex}: its recipe is not the campaign's.");
            if (row.Twin != (asset.Recipe.Origin?.Twin ?? Twin.None) || row.RecipeIndex != (asset.Recipe.Origin?.AssetIndex ?? row.AssetIndex))
                Find($"{shard.File}: asset {row.AssetIndex}: recipe index and twin of the row are not its recipe's.");

            foreach (string fault in _hasher.FindFaults(row, asset))
                Find($"{shard.File}: asset {row.AssetIndex}: {fault}.");
            CheckMesh(shard, row, asset);
            return true;
        }
        catch (Exception fault) when (fault is FormatException or ManifestException)
        {
            Find($"{shard.File}: asset {row.AssetIndex}: {fault.Message}");
            return false;
        }
    }

    /// <summary>A mesh that we made is closed; one that was uploaded has the defects that the row says it has.</summary>
    private void CheckMesh(ShardRecord shard, AssetRow row, AssetPictures asset)
    {
        MeshDefects defects = new MeshValidator().Check(asset.Positions, asset.Triangles);
        if (!_dataset.Campaign.IsOfUploads && defects.Total > 0)
            Find($"{shard.File}: asset {row.AssetIndex}: its mesh is not a closed manifold: {defects}.");
        else if (defects with { IsInsideOut = false } != row.Defects) // which way it is turned is in no column
            Find($"{shard.File}: asset {row.AssetIndex}: its mesh has the defects {defects}; the row says {row.Defects}.");
    }

    private void CheckAgain(ShardRecord shard, AssetRow row)
    {
        IReadOnlyList<string> differences = _remaker.Compare(ShardAsset.Of(row));
        foreach (string difference in differences)
            Find($"{shard.File}: asset {row.AssetIndex}: {difference}");
        if (differences.Count == 0)
            _regenerated++;
    }
}
