using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using Piwa.Chain.Hashing;
using Piwa.Chain.Keys;
using Piwa.Chain.Ledger.Assets;
using Piwa.Chain.Ledger.Execution;
using Piwa.Chain.Ledger.Faults;
using Piwa.Chain.Storage;
using Piwa.Chain.Transactions;

namespace Piwa.Chain.Ledger;

/// <summary>A Solana ledger inside this process, kept in a directory: it runs signed transactions by the rules of the real
/// programs.</summary>
/// <remarks>
/// <para>
/// It knows the system program, compute budget, memo, lookup tables, SPL tokens, both noop and both account compression programs,
/// Bubblegum but for what needs Token Metadata, and Metaplex Core's making of collections. It meters no compute units and has one
/// node, so that whatever lands is final at once; with <see cref="EmbeddedLedgerOptions.FinalitySlots"/> it becomes so later, and with
/// <see cref="EmbeddedLedgerOptions.Faults"/> things go wrong as on a cluster, the same things each time.
/// </para>
/// <para>
/// Every transaction that lands stands in a log that is flushed to the disk before the call returns; opening the ledger runs the log
/// again. The same transactions at the same times make the same bytes. One process at a time may write to a ledger; others may read it.
/// </para>
/// <para>
/// Safe to use from several threads: one lock guards all state, and is held while a batch runs and is flushed, so that nobody sees what
/// may yet be lost. Whoever opens the ledger disposes it.
/// </para>
/// </remarks>
public sealed partial class EmbeddedLedger : ILedger, IDisposable
{
    /// <summary>The most transactions in a batch.</summary>
    public const int MaximumBatchTransactions = 4096;

    /// <summary>What the faucet starts with: 500 million SOL, as that of a test validator.</summary>
    public const ulong FaucetLamports = 500_000_000_000_000_000;

    private const string LogName = "ledger.log";
    private const string LockName = "ledger.lock";

    private readonly Lock _gate = new();
    private readonly FileStream? _lockFile;
    private readonly LogFile _log;
    private readonly LogHeader _header;
    private readonly bool _isReadOnly;
    private readonly EmbeddedLedgerOptions _options;
    private readonly Keypair _faucet;
    private readonly FaultPlan? _plan;
    private Bank _bank;
    private LedgerHistory _history;
    private readonly BlockhashQueue _blockhashes;
    private readonly LedgerRecordWriter _record = new();
    private readonly List<LandedTransaction> _landed = [];
    private readonly TransactionResult _tried = new();
    private ulong _slot;
    private int _airdropCount;
    private Exception? _fault;
    private bool _isDisposed;

    private EmbeddedLedger(FileStream? lockFile, LogFile log, EmbeddedLedgerOptions options, bool isReadOnly)
    {
        _lockFile = lockFile;
        _log = log;
        _options = options;
        _isReadOnly = isReadOnly;
        _header = LogHeader.Parse(log.ReadHead(), log.Name);
        _faucet = CreateFaucet(_header);
        _blockhashes = new BlockhashQueue(_header.GenesisHash, options.FinalitySlots);
        Start();
        List<LogRecord> records = [];
        TornTail = log.ReadAll((body, offset) => Replay(body, offset, records));
        if (_forkCount != 0)
            ReplayKept(records);
        _final = options.FinalitySlots > 0 ? NewBank() : null;
        Enter(_slot);
        _plan = options.Faults is { } faults && !isReadOnly ? new FaultPlan(faults) : null;
    }

    /// <summary>The rest of a write that a crash had cut off, found when the ledger was opened; null if there was none.</summary>
    public TornTail? TornTail { get; }

    /// <summary>The name that the ledger was created with.</summary>
    public string Name => _header.Name;

    /// <summary>The hash that tells this ledger from all others.</summary>
    public Hash256 GenesisHash => _header.GenesisHash;

    /// <summary>How long a slot lasts.</summary>
    public TimeSpan SlotDuration => _header.SlotDuration;

    /// <summary>Called with transactions that have landed and are durable, in order. The ledger is held meanwhile: whoever listens only
    /// takes note, and never throws.</summary>
    internal event Action<IReadOnlyList<LandedTransaction>>? Landed;

    internal TimeProvider Clock => _options.TimeProvider;

    /// <summary>Whether a directory holds a ledger.</summary>
    /// <param name="directory">The directory.</param>
    public static bool Exists(string directory) => File.Exists(Path.Combine(directory, LogName));

    /// <summary>Opens the ledger of a directory, or creates one.</summary>
    /// <param name="directory">The directory; created if it does not exist.</param>
    /// <param name="options">How to open it; copied.</param>
    /// <exception cref="ArgumentException">The options are invalid; the message names all violations.</exception>
    /// <exception cref="LedgerInUseException">The ledger is open elsewhere.</exception>
    /// <exception cref="LedgerCorruptedException">The log is damaged where it was acknowledged.</exception>
    public static EmbeddedLedger Open(string directory, EmbeddedLedgerOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(directory);
        EmbeddedLedgerOptions copy = (options ?? new EmbeddedLedgerOptions()).ValidatedCopy();
        Directory.CreateDirectory(directory);
        FileStream lockFile = TakeLock(Path.Combine(directory, LockName));
        LogFile? log = null;
        try
        {
            log = new LogFile(FileLogStorage.Open(Path.Combine(directory, LogName), HeadOfNew(copy)), LogHeader.Kind);
            return new EmbeddedLedger(lockFile, log, copy, isReadOnly: false);
        }
        catch
        {
            log?.Dispose();
            lockFile.Dispose();
            throw;
        }
    }

    /// <summary>Creates a ledger that lives in memory and goes with this object: for tests.</summary>
    /// <param name="options">How to open it; copied. There is no disk to flush to.</param>
    /// <exception cref="ArgumentException">The options are invalid; the message names all violations.</exception>
    public static EmbeddedLedger OpenInMemory(EmbeddedLedgerOptions? options = null) => OpenInMemory(storage: null, options);

    /// <summary>Opens the ledger of a log in memory, or of a new one.</summary>
    internal static EmbeddedLedger OpenInMemory(MemoryLogStorage? storage, EmbeddedLedgerOptions? options)
    {
        EmbeddedLedgerOptions copy = (options ?? new EmbeddedLedgerOptions()).ValidatedCopy();
        LogFile log = new(storage ?? NewStorage(copy), LogHeader.Kind);
        return new EmbeddedLedger(lockFile: null, log, copy, isReadOnly: false);
    }

    /// <summary>A log in memory, for a ledger that is opened more than once.</summary>
    internal static MemoryLogStorage NewStorage(EmbeddedLedgerOptions options) => new(HeadOfNew(options));

    /// <summary>Opens the ledger of a directory to read it as it is now. Nothing is written, and another process may be writing.</summary>
    /// <param name="directory">The directory.</param>
    /// <param name="options">How to open it; copied.</param>
    /// <exception cref="ArgumentException">The options are invalid; the message names all violations.</exception>
    /// <exception cref="DirectoryNotFoundException">There is no such directory.</exception>
    /// <exception cref="FileNotFoundException">The directory holds no ledger.</exception>
    /// <exception cref="LedgerCorruptedException">The log is damaged where it was acknowledged.</exception>
    public static EmbeddedLedger OpenReadOnly(string directory, EmbeddedLedgerOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(directory);
        EmbeddedLedgerOptions copy = (options ?? new EmbeddedLedgerOptions()).ValidatedCopy();
        LogFile log = new(FileLogStorage.OpenReadOnly(Path.Combine(directory, LogName)), LogHeader.Kind);
        try
        {
            return new EmbeddedLedger(lockFile: null, log, copy, isReadOnly: true);
        }
        catch
        {
            log.Dispose();
            throw;
        }
    }

    /// <summary>Closes the ledger; everything acknowledged is on the disk already.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            if (_isDisposed)
                return;
            _isDisposed = true;
            _log.Dispose();
            _faucet.Dispose();
            _lockFile?.Dispose();
        }
    }

    private static byte[] HeadOfNew(EmbeddedLedgerOptions options)
    {
        // The log keeps milliseconds, so the start of the first slot has no fraction either.
        long genesis = options.TimeProvider.GetUtcNow().ToUnixTimeMilliseconds();
        return new LogHeader(options.Name, options.SlotDuration, DateTimeOffset.FromUnixTimeMilliseconds(genesis)).Encode();
    }

    private static FileStream TakeLock(string path)
    {
        try
        {
            return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException error) when (error is not (DirectoryNotFoundException or PathTooLongException))
        {
            throw new LedgerInUseException(
                $"The ledger is open elsewhere: '{path}' is locked. Close the process that has it, or use another directory.", error);
        }
    }

    /// <summary>The faucet's key follows from public data, so that it needs no file: it guards play money.</summary>
    private static Keypair CreateFaucet(LogHeader header)
    {
        Span<byte> seed = stackalloc byte[Keypair.SeedSize];
        SHA256.HashData([.. "Piwa embedded ledger faucet"u8, .. header.GenesisHash.ToArray()], seed);
        return Keypair.FromSeed(seed);
    }

    [MemberNotNull(nameof(_bank), nameof(_history))]
    private void Start()
    {
        _bank = NewBank();
        bool isReversible = _options.FinalitySlots > 0;
        _history = new LedgerHistory(_options.RetainedTransactions, _options.IndexAssets ? new AssetIndex(isReversible) : null, isReversible);
    }

    private Bank NewBank() => new(_faucet.PublicKey, FaucetLamports);

    private void Replay(ReadOnlySpan<byte> body, long bodyOffset, List<LogRecord> records)
    {
        if (ForkRecord.TryParse(body, out ForkRecord fork))
        {
            Fork(fork);
            _slot = Math.Max(_slot, fork.Slot);
            records.RemoveAll(record => record.Slot >= fork.FirstSlot);
            return;
        }

        ulong slot = new LedgerRecordReader(body).Slot;
        records.Add(new LogRecord(bodyOffset, body.Length, slot));
        _slot = Math.Max(_slot, slot);

        // Once there was a fork it is known only at the end what is kept.
        if (_forkCount == 0)
            Replay(body, bodyOffset);
    }

    /// <summary>Starts anew with what no fork has taken back. Each record ran on nothing but others of these.</summary>
    private void ReplayKept(List<LogRecord> records)
    {
        Start();
        foreach (LogRecord record in records)
        {
            byte[] body = new byte[record.Length];
            _log.ReadAt(record.Offset, body);
            Replay(body, record.Offset);
        }
    }

    private void Replay(ReadOnlySpan<byte> body, long bodyOffset)
    {
        LedgerRecordReader record = new(body);
        Hash256 blockhash = _blockhashes.HashOf(record.Slot);
        uint checksum = Crc32C.Seed;
        while (record.TryReadTransaction(out ReadOnlySpan<byte> bytes, out int position))
        {
            if (!TryParse(bytes, new byte[bytes.Length], out Transaction? transaction))
                break;
            TransactionResult result = _history.Spare;
            _bank.Execute(transaction, record.Slot, blockhash, keepFailure: true, result);
            checksum = ResultChecksum.Extend(checksum, result);
            if (!result.HasLanded)
                break;
            _history.Add(transaction, new LedgerEntry(record.Slot, bodyOffset + position, (ushort)bytes.Length), result);
        }

        if (checksum != record.ResultChecksum || !record.IsAtEnd)
        {
            throw new LedgerCorruptedException(
                $"Running the transactions of slot {record.Slot} again came to something else than it did at first. "
                + "The ledger was written by a version whose programs behave differently; open it with that one.");
        }
    }

    private void ThrowIfUnusable()
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        if (_fault is not null)
        {
            throw new LedgerFaultedException(
                $"Writing to the ledger's log failed before ({_fault.Message}), so that memory and disk may differ. Dispose the ledger and open it again.",
                _fault);
        }
    }

    private DateTimeOffset TimeOf(ulong slot) => _header.Genesis + (slot * _header.SlotDuration);

    private readonly record struct LogRecord(long Offset, int Length, ulong Slot);
}
