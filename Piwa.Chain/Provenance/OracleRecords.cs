using System.Text.Json;
using Piwa.Chain.Storage;

namespace Piwa.Chain.Provenance;

/// <summary>An oracle's verdicts, in a log, and what follows from them for each wallet.</summary>
/// <remarks>
/// A log behind a head of 16 bytes: "PIWAORCL", u32 format, u32 CRC-32C of both. A record of the log is an <see cref="OracleRecord"/> as
/// JSON. Not safe for several threads.
/// </remarks>
internal sealed class OracleRecords : IDisposable
{
    private const uint Format = 1;

    private readonly Dictionary<string, WalletStanding> _standings = [];
    private readonly LogFile? _log;
    private readonly FileStream? _alone;
    private bool _isBroken;

    /// <param name="storage">Where the log is; null to keep nothing.</param>
    /// <param name="alone">Held for as long as the log is written to; disposed with it.</param>
    /// <param name="visit">Is given each entry that is read.</param>
    /// <exception cref="OracleRecordException">It is damaged.</exception>
    public OracleRecords(ILogStorage? storage, FileStream? alone = null, Action<OracleRecord>? visit = null)
    {
        _alone = alone;
        if (storage is null)
            return;
        _log = new LogFile(storage, new LogKind(LogHead.Bytes, problem => new OracleRecordException(problem)));
        try
        {
            if (!_log.ReadHead().AsSpan().SequenceEqual(Head()))
                throw new OracleRecordException($"'{storage.Name}' does not start like the record of an oracle, of format {Format}.");
            _log.ReadAll((body, _) =>
            {
                OracleRecord entry = JsonSerializer.Deserialize(body, OracleJson.Default.OracleRecord) ?? throw new JsonException("An entry is null.");
                Take(entry);
                visit?.Invoke(entry);
            });
        }
        catch (JsonException fault)
        {
            _log.Dispose();
            throw new OracleRecordException($"'{storage.Name}' is damaged: {fault.Message} Restore it from a backup.", fault);
        }
        catch
        {
            _log.Dispose();
            throw;
        }
    }

    public IReadOnlyCollection<WalletStanding> Standings => _standings.Values;

    /// <exception cref="OracleRecordException">It is damaged, or another oracle has it.</exception>
    public static OracleRecords Open(string? path)
    {
        if (path is null)
            return new OracleRecords(null);
        FileStream alone = Lock(path);
        try
        {
            return new OracleRecords(FileLogStorage.Open(path, Head()), alone);
        }
        catch
        {
            alone.Dispose();
            throw;
        }
    }

    public static OracleRecords OpenReadOnly(string path, Action<OracleRecord>? visit = null) => new(FileLogStorage.OpenReadOnly(path), visit: visit);

    public WalletStanding StandingOf(string wallet) =>
        _standings.TryGetValue(wallet, out WalletStanding? standing) ? standing : new WalletStanding(wallet, 0, 0, 0, 0, 0);

    /// <summary>Enters a verdict, durably.</summary>
    public void Enter(OracleRecord entry)
    {
        if (_isBroken)
            throw new OracleRecordException($"A write to '{_log!.Name}' has failed. Start the oracle again.");
        if (_log is not null)
        {
            byte[] body = JsonSerializer.SerializeToUtf8Bytes(entry, OracleJson.Default.OracleRecord);
            byte[] frame = [.. new byte[LogFrame.HeadBytes], .. body];
            _isBroken = true;
            _log.Append(frame);
            _log.Flush();
            _isBroken = false;
        }

        Take(entry);
    }

    public void Dispose()
    {
        _log?.Dispose();
        _alone?.Dispose();
    }

    /// <summary>A file beside the log: the log itself may be read meanwhile.</summary>
    private static FileStream Lock(string path)
    {
        try
        {
            return new FileStream(path + ".lock", FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException inUse) when (inUse is not (DirectoryNotFoundException or PathTooLongException))
        {
            throw new OracleRecordException($"'{path}' is in use by an oracle. Stop it first.", inUse);
        }
    }

    private static byte[] Head() => LogHead.Of("PIWAORCL"u8, Format);

    private void Take(OracleRecord entry) => _standings[entry.Wallet] = StandingOf(entry.Wallet).With(entry);
}
