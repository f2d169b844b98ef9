using System.Text;
using Piwa.Chain.Hashing;
using Piwa.Chain.Storage;

namespace Piwa.Chain.Economy;

/// <summary>The ledger of value without its rules: entries in double entry, chained by hashes, each durable before the next.</summary>
/// <remarks>
/// A log behind a head of 16 bytes: "PIWAVALU", u32 format, u32 CRC-32C of both. A record of the log is an entry
/// (<see cref="ValueEntryCodec"/>). All entries are in memory as well. Not safe for several threads.
/// </remarks>
internal sealed class ValueLog : IDisposable
{
    public const int MaximumKeyBytes = 256;

    private const uint Format = 1;
    private static readonly LogKind Kind = new(LogHead.Bytes, problem => new ValueLedgerException(problem));

    private readonly LogFile _log;
    private readonly List<ValueEntry> _entries = [];
    private readonly Dictionary<(ValueCause, string), ValueEntry> _byKey = [];
    private bool _isBroken;

    /// <param name="storage">The log; disposed with this.</param>
    /// <param name="balances">Empty; they become those of the entries.</param>
    /// <param name="taken">Is given each entry that is read, before its postings are applied.</param>
    /// <exception cref="ValueLedgerException">It is damaged, or was changed.</exception>
    public ValueLog(ILogStorage storage, ValueBalances balances, Action<ValueEntry>? taken = null)
    {
        Balances = balances;
        _log = new LogFile(storage, Kind);
        try
        {
            if (!_log.ReadHead().AsSpan().SequenceEqual(Head()))
                throw new ValueLedgerException($"'{storage.Name}' does not start like a ledger of value of format {Format}.");
            TornTail = _log.ReadAll((body, _) =>
            {
                ValueEntry entry = ValueEntryCodec.Read(body, _entries.Count);
                if (Problem(entry) is { } problem)
                    throw Changed($"{entry}: {problem}");
                taken?.Invoke(entry);
                Take(entry);
            });
        }
        catch (WireFormatException error)
        {
            _log.Dispose();
            throw Changed($"entry {_entries.Count}: {error.Message.TrimEnd('.')}", error);
        }
        catch (EconomyException error)
        {
            _log.Dispose();
            throw Changed($"entry {_entries.Count}: {error.Message.TrimEnd('.')}", error);
        }
        catch
        {
            _log.Dispose();
            throw;
        }
    }

    public string Name => _log.Name;

    public ValueBalances Balances { get; }

    public IReadOnlyList<ValueEntry> Entries => _entries;

    /// <summary>The hash of the last entry: whoever knows it knows that no entry before it was changed or taken away.</summary>
    public Hash256 Last => _entries is [.., var last] ? last.Hash : Hash256.Zero;

    /// <summary>The rest of a write that a crash cut off; null if there was none.</summary>
    public TornTail? TornTail { get; }

    /// <summary>What a new log starts with.</summary>
    public static byte[] Head() => LogHead.Of("PIWAVALU"u8, Format);

    public ValueEntry? Find(ValueCause cause, string key) => _byKey.GetValueOrDefault((cause, key));

    /// <summary>Enters, durably. What has been entered is not entered again.</summary>
    /// <returns>The entry, be it that it was there.</returns>
    /// <exception cref="EconomyException">It has no balance, takes more than there is, or another entry has that cause and key.</exception>
    /// <exception cref="ValueLedgerException">A write has failed.</exception>
    public ValueEntry Enter(ValueCause cause, string key, ReadOnlyMemory<byte> data, IReadOnlyList<Posting> postings, DateTimeOffset time)
    {
        if (_isBroken)
            throw new ValueLedgerException($"A write to '{Name}' has failed. Open it again.");
        if (Find(cause, key) is { } before)
            return before.IsSame(data.Span, postings) ? before : throw new EconomyException($"{before} is there with other content.");

        time = DateTimeOffset.FromUnixTimeMilliseconds(time.ToUnixTimeMilliseconds());
        ValueEntry entry = new(_entries.Count, time, cause, key, data, postings, Last, Hash256.Zero);
        int bytes = ValueEntryCodec.EncodedBytes(key, data.Length, postings.Count);
        if (Problem(entry) is { } problem)
            throw new EconomyException($"{entry} is not entered: {problem}.");
        if (bytes > LogFrame.MaximumBodyBytes)
            throw new EconomyException($"{entry} is not entered: it takes {bytes} bytes, more than {LogFrame.MaximumBodyBytes}.");

        byte[] frame = new byte[LogFrame.HeadBytes + bytes];
        entry = entry with { Hash = ValueEntryCodec.Write(frame.AsSpan(LogFrame.HeadBytes), entry) };
        _isBroken = true;
        _log.Append(frame);
        _log.Flush();
        _isBroken = false;
        Take(entry);
        return entry;
    }

    public void Dispose() => _log.Dispose();

    private string? Problem(ValueEntry entry)
    {
        if (entry.Previous != Last)
            return "the entry before it is another, so one was changed, taken away or put in";
        if (_entries is [.., var last] && entry.Time < last.Time)
            return $"its time, {entry.Time:O}, is before that of the entry before it, {last.Time:O}";
        if (entry.Time < DateTimeOffset.UnixEpoch)
            return "its time is before 1970";
        if (entry.Key.Length == 0 || Encoding.UTF8.GetByteCount(entry.Key) > MaximumKeyBytes)
            return $"a key has 1 to {MaximumKeyBytes} bytes";
        if (Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(entry.Key)) != entry.Key)
            return "its key has half a character";
        if (_byKey.ContainsKey((entry.Cause, entry.Key)))
            return "there is one of that cause and key";
        return Balances.Problem(entry.Postings);
    }

    private void Take(ValueEntry entry)
    {
        Balances.Apply(entry.Postings);
        _entries.Add(entry);
        _byKey.Add((entry.Cause, entry.Key), entry);
    }

    private ValueLedgerException Changed(string what, Exception? cause = null) =>
        new($"'{_log.Name}' was changed at {what}. Restore it from a backup.", cause!);
}
