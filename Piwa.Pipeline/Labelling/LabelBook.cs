using System.Text.Json;
using Piwa.Chain.Economy;
using Piwa.Chain.Keys;
using Piwa.Pipeline.Encoding;
using Piwa.Pipeline.Shards;

namespace Piwa.Pipeline.Labelling;

/// <summary>The labels of a data set, in <c>labels.jsonl</c>, which only grows: a label is on disk before it counts.</summary>
/// <remarks>
/// <para>
/// A wallet has one label of an asset: a later one takes the place of the earlier. For what a wallet has contributed it counts once, at the
/// time of the first: see <see cref="CountByWallet"/>.
/// </para>
/// <para>Thread-safe. All labels are in memory, some hundred bytes each. One process writes at a time.</para>
/// </remarks>
public sealed class LabelBook : IDisposable
{
    private const string FileName = "labels.jsonl";
    private const string LockName = "labels.lock";

    private readonly string _path;
    private readonly FileStream? _lock;
    private readonly Lock _gate = new();
    private readonly Dictionary<ulong, List<AssetLabel>> _byAsset = [];
    private readonly SortedSet<(int Labels, ulong Asset)> _byCount = [];
    private readonly Dictionary<string, long> _uses = [];
    private readonly Dictionary<string, long> _byWallet = [];

    // When each wallet first labelled each content.
    private readonly Dictionary<(ContentHash Hash, string Wallet), long> _first = [];

    private LabelBook(string path, FileStream? lockFile) => (_path, _lock) = (path, lockFile);

    /// <summary>Labels that count: one of each wallet for an asset.</summary>
    public int Count { get; private set; }

    /// <summary>Assets that have a label.</summary>
    public int AssetCount
    {
        get
        {
            lock (_gate)
                return _byAsset.Count;
        }
    }

    /// <summary>Bytes after the last whole line: what a crash has torn.</summary>
    public int TornBytes { get; private set; }

    /// <summary>Where the labels of a data set lie.</summary>
    /// <param name="directory">The data set's directory.</param>
    public static string PathIn(string directory) => Path.Combine(directory, FileName);

    /// <summary>Opens the labels of a data set to add to them.</summary>
    /// <param name="directory">The data set's directory; created when it is not there.</param>
    /// <exception cref="ManifestException">The file is damaged; the message names the line.</exception>
    /// <exception cref="IOException">It cannot be written, or another process has it open.</exception>
    public static LabelBook Open(string directory)
    {
        ArgumentException.ThrowIfNullOrEmpty(directory);
        Directory.CreateDirectory(directory);
        FileStream lockFile = TakeLock(directory);
        try
        {
            var book = new LabelBook(PathIn(directory), lockFile);
            book.Read();
            CheckedLines.Repair(book._path, book.TornBytes);
            return book;
        }
        catch
        {
            lockFile.Dispose();
            throw;
        }
    }

    /// <summary>Opens the labels of a data set to read them, also while another process adds to them.</summary>
    /// <param name="directory">The data set's directory; one without the file has no labels.</param>
    /// <exception cref="ManifestException">The file is damaged; the message names the line.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static LabelBook OpenReadOnly(string directory)
    {
        ArgumentException.ThrowIfNullOrEmpty(directory);
        var book = new LabelBook(PathIn(directory), null);
        book.Read();
        return book;
    }

    /// <summary>Keeps a label; when this returns, it is on disk.</summary>
    /// <param name="label">The label.</param>
    /// <exception cref="ArgumentException">It says what no label may say.</exception>
    /// <exception cref="InvalidOperationException">The book was opened to read.</exception>
    /// <exception cref="IOException">It cannot be written.</exception>
    public void Put(AssetLabel label)
    {
        ArgumentNullException.ThrowIfNull(label);
        if (_lock is null)
            throw new InvalidOperationException("The labels were opened to read.");
        if (LabelRules.FindFault(label) is { } fault)
            throw new ArgumentException($"The label of asset {label.Asset}: {fault}", nameof(label));
        if (!PublicKey.TryParse(label.Wallet, out _))
            throw new ArgumentException($"'{label.Wallet}' is no address of a wallet.", nameof(label));
        lock (_gate)
        {
            CheckedLines.Append(_path, JsonSerializer.Serialize(label, LabelJson.Default.AssetLabel));
            Keep(label);
        }
    }

    /// <summary>The labels of an asset, in no order.</summary>
    /// <param name="asset">Its index.</param>
    public IReadOnlyList<AssetLabel> Of(ulong asset)
    {
        lock (_gate)
            return _byAsset.TryGetValue(asset, out List<AssetLabel>? labels) ? [.. labels] : [];
    }

    /// <summary>All labels, those of one asset together, in the order of the assets.</summary>
    public IReadOnlyList<IReadOnlyList<AssetLabel>> ByAsset()
    {
        lock (_gate)
            return [.. _byAsset.OrderBy(pair => pair.Key).Select(pair => (IReadOnlyList<AssetLabel>)[.. pair.Value])];
    }

    /// <summary>Labels of a wallet that count.</summary>
    /// <param name="wallet">The wallet.</param>
    public long CountOf(PublicKey wallet)
    {
        lock (_gate)
            return _byWallet.GetValueOrDefault(wallet.ToString());
    }

    /// <summary>How many labels each wallet has given first in a time: one that it changes later, or repeats, counts once, when it was new.</summary>
    /// <param name="from">The beginning, which is in it.</param>
    /// <param name="until">The end, which is not.</param>
    /// <returns>The wallets that have given some, in the order of their addresses.</returns>
    public IReadOnlyList<WalletCount> CountByWallet(DateTimeOffset from, DateTimeOffset until)
    {
        long first = from.ToUnixTimeMilliseconds(), end = until.ToUnixTimeMilliseconds();
        lock (_gate)
        {
            return
            [
                .. _first.Where(pair => pair.Value >= first && pair.Value < end)
                    .GroupBy(pair => pair.Key.Wallet)
                    .OrderBy(wallet => wallet.Key, StringComparer.Ordinal)
                    .Select(wallet => new WalletCount(PublicKey.Parse(wallet.Key), wallet.LongCount())),
            ];
        }
    }

    /// <summary>Tags that begin with a text, those that are used most first.</summary>
    /// <param name="beginning">The text; empty for all.</param>
    /// <param name="most">How many at most.</param>
    public IReadOnlyList<string> FindTags(string beginning, int most)
    {
        ArgumentNullException.ThrowIfNull(beginning);
        lock (_gate)
        {
            return
            [
                .. _uses.Where(pair => pair.Key.StartsWith(beginning, StringComparison.Ordinal))
                    .OrderByDescending(pair => pair.Value).ThenBy(pair => pair.Key, StringComparer.Ordinal)
                    .Take(most).Select(pair => pair.Key),
            ];
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _lock?.Dispose();

    /// <summary>The asset with the fewest labels that fits, of the first that are looked at.</summary>
    /// <param name="fits">Whether an asset with so many labels fits.</param>
    /// <param name="most">How many are looked at.</param>
    internal ulong? FindFewest(Func<int, ulong, IReadOnlyList<AssetLabel>, bool> fits, int most)
    {
        lock (_gate)
        {
            foreach ((int labels, ulong asset) in _byCount)
            {
                if (fits(labels, asset, _byAsset[asset]))
                    return asset;
                if (--most == 0)
                    return null;
            }

            return null;
        }
    }

    private void Read()
    {
        using var reader = new CheckedLineReader(_path);
        while (reader.TryRead(out ReadOnlySpan<byte> content))
        {
            AssetLabel label;
            try
            {
                label = JsonSerializer.Deserialize(content, LabelJson.Default.AssetLabel) ?? throw new FormatException("it is null.");
            }
            catch (Exception fault) when (fault is JsonException or FormatException)
            {
                throw new ManifestException($"{reader.Place}: {fault.Message}", fault);
            }

            if ((LabelRules.FindFault(label) ?? (PublicKey.TryParse(label.Wallet, out _) ? null : "its wallet is no address.")) is { } wrong)
                throw new ManifestException($"{reader.Place}: {wrong}");
            Keep(label);
        }

        TornBytes = reader.TornBytes;
    }

    private void Keep(AssetLabel label)
    {
        if (!_byAsset.TryGetValue(label.Asset, out List<AssetLabel>? labels))
            _byAsset[label.Asset] = labels = [];
        _byCount.Remove((labels.Count, label.Asset));
        int before = labels.FindIndex(one => one.Wallet == label.Wallet);
        if (before >= 0)
        {
            CountTags(labels[before], -1);
            labels[before] = label;
        }
        else
        {
            labels.Add(label);
            Count++;
            _byWallet[label.Wallet] = _byWallet.GetValueOrDefault(label.Wallet) + 1;
        }

        CountTags(label, 1);
        _byCount.Add((labels.Count, label.Asset));
        _first.TryAdd((label.Hash, label.Wallet), label.Time);
    }

    private void CountTags(AssetLabel label, int change)
    {
        foreach (string tag in label.Tags)
        {
            long uses = _uses.GetValueOrDefault(tag) + change;
            if (uses == 0)
                _uses.Remove(tag);
            else
                _uses[tag] = uses;
        }
    }

    private static FileStream TakeLock(string directory)
    {
        try
        {
            return new FileStream(Path.Combine(directory, LockName), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException fault)
        {
            throw new IOException($"The labels of '{directory}' cannot be locked: another process may have them open. {fault.Message}", fault);
        }
    }
}
