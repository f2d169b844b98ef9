using Piwa.Pipeline.Shards;

namespace Piwa.Pipeline.Stores;

/// <summary>Shards of another data set.</summary>
internal sealed class DatasetSource : ShardSource
{
    private readonly Dataset _dataset;
    private readonly S3Store? _store;
    private readonly ILookup<ulong, DeadLetterRecord> _letters;
    private readonly IReadOnlyDictionary<ulong, ShardRecord> _makers;

    /// <param name="dataset">It; disposed with this.</param>
    /// <param name="store">Where it lies, if not in a directory; not disposed.</param>
    /// <exception cref="ArgumentException">It is of uploads.</exception>
    /// <exception cref="ManifestException">It is damaged.</exception>
    public DatasetSource(Dataset dataset, S3Store? store)
    {
        (_dataset, _store) = (dataset, store);
        if (_dataset.Campaign.IsOfUploads)
            throw new ArgumentException($"'{dataset.Address}' is of uploads: they are made where they are registered, and are not merged.", nameof(dataset));
        _letters = _dataset.ReadDeadLetters().ToLookup(letter => letter.AssetIndex);
        _makers = _dataset.ReadMakers();
        Finished = _dataset.Shards.Select(shard => shard.FirstAsset).ToHashSet();
        Order = new WorkOrder(_dataset.Campaign, _dataset.Shards is [.., var last] ? last.FirstAsset + (ulong)last.Assets : 0);
    }

    public override WorkOrder Order { get; }

    public override IReadOnlySet<ulong> Finished { get; }

    public override Task<UnitRecord> ReadAsync(ulong firstAsset, CancellationToken cancellationToken)
    {
        ShardRecord shard = _dataset.FindShard(firstAsset)!;
        DeadLetterRecord[] letters = [.. shard.Dead.Select(dead => _letters[dead].FirstOrDefault()
            ?? throw new ManifestException($"{_dataset.DeadLetterPath}: the letter of asset {dead} is missing. 'piwa repair' mends it."))];
        return Task.FromResult(new UnitRecord(shard, letters, _makers.GetValueOrDefault(firstAsset)));
    }

    public override Task<Stream> OpenAsync(ShardRecord shard, CancellationToken cancellationToken)
    {
        if (_store is not null)
            return _store.Objects.OpenReadAsync(shard.File, cancellationToken);
        try
        {
            return _dataset.FindLink(shard) is { } link
                ? throw new ManifestException($"{link} is a link. A data set's files lie in its directory; put the file itself there.")
                : Task.FromResult<Stream>(File.OpenRead(_dataset.PathOf(shard)));
        }
        catch (DirectoryNotFoundException fault)
        {
            throw new FileNotFoundException(fault.Message, fault);
        }
    }

    public override string NameOf(ShardRecord shard) => shard.File;

    public override string AdviceFor(ShardRecord shard, bool isThere) => _store is null
        ? $"'piwa repair {_dataset.DirectoryPath}' makes it again."
        : $"Copy the data set into a directory, 'piwa repair' it there, and put it back with 'piwa sync'.";

    public override void Dispose()
    {
        _dataset.Dispose();
        base.Dispose();
    }

    public override string ToString() => _dataset.Address;
}
