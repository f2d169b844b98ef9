using Piwa.Chain.Keys;
using Piwa.Pipeline.Encoding;
using Piwa.Pipeline.Shards;

namespace Piwa.Pipeline.Labelling;

/// <summary>Gives labellers assets, and takes their labels.</summary>
/// <remarks>
/// <para>
/// A wallet is shown assets without a label, in the order of their indices; each <see cref="LabelDeskOptions.RepeatEvery"/>-th is one that others
/// have labelled and it has not, those with the fewest labels first. Where there is none of the one kind, it is one of the other.
/// </para>
/// <para>
/// An asset that is shown is held for its wallet for a while, and what a wallet passes over it is not shown again; both are in memory, and
/// bounded. Thread-safe.
/// </para>
/// </remarks>
public sealed class LabelDesk
{
    /// <summary>Labelled assets that are looked at for one to repeat.</summary>
    private const int MaximumLooks = 10_000;

    /// <summary>Assets that are held or were passed over; the oldest are forgotten.</summary>
    private const int MaximumKept = 100_000;

    /// <summary>Shards whose hashes are kept.</summary>
    private const int MaximumShards = 4;

    private readonly LabelBook _book;
    private readonly LabelDeskOptions _options;
    private readonly Lock _gate = new();
    private readonly Dictionary<ulong, (PublicKey Wallet, DateTimeOffset Until)> _held = [];
    private readonly HashSet<(PublicKey Wallet, ulong Asset)> _passed = [];
    private readonly Queue<(PublicKey Wallet, ulong Asset)> _passedByAge = new();
    private readonly List<(ContentHash File, Dictionary<ulong, ContentHash> Hashes)> _shards = [];
    private ulong _firstOpen;
    private int _shardCount;

    /// <summary>Creates a desk.</summary>
    /// <param name="book">The labels, open for writing; stay their owner's.</param>
    /// <param name="options">Who labels what; copied. The defaults if null.</param>
    /// <exception cref="ArgumentException">The options are invalid; the message names all violations.</exception>
    public LabelDesk(LabelBook book, LabelDeskOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(book);
        _book = book;
        _options = (options ?? new LabelDeskOptions()).ValidatedCopy();
    }

    /// <summary>The labels.</summary>
    public LabelBook Book => _book;

    /// <summary>One of so many assets is one that others have labelled.</summary>
    public int RepeatEvery => _options.RepeatEvery;

    /// <summary>Why a wallet may not label; null if it may.</summary>
    /// <param name="wallet">The wallet.</param>
    public string? FindBar(PublicKey wallet) => _options.FindBar(wallet);

    /// <summary>Assets for a wallet to label next.</summary>
    /// <param name="dataset">The data set as it is.</param>
    /// <param name="wallet">The wallet.</param>
    /// <param name="count">How many.</param>
    /// <param name="except">Those that it has in hand already.</param>
    /// <returns>As many as there are.</returns>
    /// <exception cref="LabelRefusedException">The wallet may not label.</exception>
    public IReadOnlyList<LabelTask> Next(Dataset dataset, PublicKey wallet, int count, IReadOnlyCollection<ulong> except)
    {
        ArgumentNullException.ThrowIfNull(dataset);
        ArgumentNullException.ThrowIfNull(except);
        Check(wallet);
        HashSet<ulong> taken = [.. except];
        List<LabelTask> tasks = [];
        lock (_gate)
        {
            DateTimeOffset now = _options.TimeProvider.GetUtcNow();
            Forget(now);
            long number = _book.CountOf(wallet) + except.Count;
            while (tasks.Count < count && Choose(dataset, wallet, taken, now, isRepeat: (number + tasks.Count + 1) % _options.RepeatEvery == 0) is { } asset)
            {
                taken.Add(asset);
                _held[asset] = (wallet, now + _options.Hold);
                tasks.Add(new LabelTask(asset, _book.Of(asset).Count));
            }
        }

        return tasks;
    }

    /// <summary>Takes a label; when it is answered, it is on disk. A later one of the same wallet takes its place.</summary>
    /// <param name="dataset">The data set as it is.</param>
    /// <param name="wallet">The wallet.</param>
    /// <param name="entry">What it says.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="LabelRefusedException">The wallet may not label.</exception>
    /// <exception cref="ArgumentException">There is no such asset, it is another than was shown, or the label says what none may say.</exception>
    /// <exception cref="IOException">It cannot be written.</exception>
    public async Task<AssetLabel> PutAsync(Dataset dataset, PublicKey wallet, LabelEntry entry, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(dataset);
        ArgumentNullException.ThrowIfNull(entry);
        Check(wallet);
        if (await FindHashAsync(dataset, entry.Asset, cancellationToken).ConfigureAwait(false) is not { } hash)
            throw new ArgumentException($"There is no asset {entry.Asset} in the data set.", nameof(entry));
        if (hash != entry.Hash)
            throw new ArgumentException($"Asset {entry.Asset} is {hash}, not {entry.Hash}, which was shown. Look at it again.", nameof(entry));
        var label = new AssetLabel
        {
            Asset = entry.Asset,
            Hash = hash,
            Wallet = wallet.ToString(),
            Tags = LabelRules.Normalize(entry.Tags),
            Nsfw = entry.Nsfw,
            Quality = entry.Quality,
            Time = _options.TimeProvider.GetUtcNow().ToUnixTimeMilliseconds(),
        };
        _book.Put(label);
        lock (_gate)
            _held.Remove(entry.Asset);
        return label;
    }

    /// <summary>Passes an asset over: the wallet is not shown it again for now.</summary>
    /// <param name="wallet">The wallet.</param>
    /// <param name="asset">Index of the asset.</param>
    public void Pass(PublicKey wallet, ulong asset)
    {
        lock (_gate)
        {
            if (_held.TryGetValue(asset, out var holder) && holder.Wallet == wallet)
                _held.Remove(asset);
            if (!_passed.Add((wallet, asset)))
                return;
            _passedByAge.Enqueue((wallet, asset));
            if (_passedByAge.Count > MaximumKept)
                _passed.Remove(_passedByAge.Dequeue());
        }
    }

    private void Check(PublicKey wallet)
    {
        if (_options.FindBar(wallet) is { } bar)
            throw new LabelRefusedException(bar);
    }

    private ulong? Choose(Dataset dataset, PublicKey wallet, HashSet<ulong> taken, DateTimeOffset now, bool isRepeat) => isRepeat
        ? Repeat(wallet, taken, now, _options.RepeatLabels) ?? New(dataset, wallet, taken, now)
        : New(dataset, wallet, taken, now) ?? Repeat(wallet, taken, now, int.MaxValue);

    private ulong? Repeat(PublicKey wallet, HashSet<ulong> taken, DateTimeOffset now, int most)
    {
        string address = wallet.ToString();
        return _book.FindFewest(
            (labels, asset, given) => labels < most && IsFree(wallet, asset, taken, now) && given.All(label => label.Wallet != address), MaximumLooks);
    }

    private ulong? New(Dataset dataset, PublicKey wallet, HashSet<ulong> taken, DateTimeOffset now)
    {
        // Shards may come in any order.
        if (_shardCount != dataset.Shards.Count)
            (_shardCount, _firstOpen) = (dataset.Shards.Count, 0);
        bool isFirst = true;
        foreach (ShardRecord shard in dataset.Shards.Where(shard => shard.FirstAsset + (ulong)shard.Assets > _firstOpen))
        {
            HashSet<ulong> dead = [.. shard.Dead];
            for (ulong asset = Math.Max(shard.FirstAsset, _firstOpen); asset < shard.FirstAsset + (ulong)shard.Assets; asset++)
            {
                if (dead.Contains(asset) || _book.Of(asset).Count > 0)
                    continue;

                // None before it is without a label.
                if (isFirst)
                    _firstOpen = asset;
                isFirst = false;
                if (IsFree(wallet, asset, taken, now))
                    return asset;
            }
        }

        return null;
    }

    private bool IsFree(PublicKey wallet, ulong asset, HashSet<ulong> taken, DateTimeOffset now) =>
        !taken.Contains(asset) && !_passed.Contains((wallet, asset))
        && !(_held.TryGetValue(asset, out var holder) && holder.Wallet != wallet && holder.Until > now);

    private void Forget(DateTimeOffset now)
    {
        if (_held.Count < MaximumKept)
            return;
        foreach ((ulong asset, (PublicKey, DateTimeOffset Until) holder) in _held)
        {
            if (holder.Until <= now)
                _held.Remove(asset);
        }

        if (_held.Count >= MaximumKept)
            _held.Clear();
    }

    private async Task<ContentHash?> FindHashAsync(Dataset dataset, ulong asset, CancellationToken cancellationToken)
    {
        if (dataset.FindShard(asset) is not { } shard)
            return null;
        lock (_gate)
        {
            if (_shards.Find(one => one.File == shard.FileHash).Hashes is { } known)
                return known.TryGetValue(asset, out ContentHash hash) ? hash : null;
        }

        IReadOnlyList<ShardAsset> rows = await dataset.ReadHashesAsync(shard, cancellationToken).ConfigureAwait(false);
        Dictionary<ulong, ContentHash> hashes = rows.ToDictionary(row => row.AssetIndex, row => row.Hash);
        lock (_gate)
        {
            _shards.Insert(0, (shard.FileHash, hashes));
            if (_shards.Count > MaximumShards)
                _shards.RemoveAt(MaximumShards);
        }

        return hashes.TryGetValue(asset, out ContentHash found) ? found : null;
    }
}
