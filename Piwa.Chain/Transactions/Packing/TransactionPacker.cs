using Piwa.Chain.Keys;

namespace Piwa.Chain.Transactions.Packing;

/// <summary>Packs instructions of one kind into as few transactions as they fit.</summary>
/// <remarks>
/// <para>
/// Four limits close a transaction, whichever is met first: its bytes, the accounts it may name, the instructions it may run, and its
/// compute units, of which a <see cref="ComputeModel"/> says how many to ask for.
/// </para>
/// <para>Not safe to use from several threads: a packer belongs to a lane.</para>
/// </remarks>
public sealed class TransactionPacker
{
    private readonly TransactionPackerOptions _options;
    private readonly ComputeModel _compute;
    private readonly PublicKey _feePayer;
    private readonly Instruction[] _fixed;
    private readonly List<Instruction> _items = [];
    private readonly TransactionSizer _sizer;
    private PackLimit _closedBy;
    private int _itemCount;
    private int _traceLength;
    private uint _knownUnits;

    /// <summary>Creates a packer.</summary>
    /// <param name="options">How it works; copied.</param>
    /// <param name="compute">What the lane has learned about its instructions; kept, not copied.</param>
    /// <exception cref="ArgumentException">The options are invalid; the message names all violations.</exception>
    public TransactionPacker(TransactionPackerOptions options, ComputeModel compute)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(compute);
        _options = options.ValidatedCopy();
        _compute = compute;
        _feePayer = _options.FeePayer!.Value;
        _fixed = FixedInstructions(units: 0, microLamports: 0);
        _sizer = new TransactionSizer(_feePayer, _options.LookupTables);
        Start();
    }

    /// <summary>Items in the transaction that is being packed.</summary>
    public int Count => _itemCount;

    /// <summary>Adds an instruction if it fits.</summary>
    /// <param name="item">The instruction, with what it takes.</param>
    /// <returns>False if the transaction is full: <see cref="Take"/> it, and add the instruction to the next.</returns>
    /// <exception cref="TransactionTooLargeException">The instruction does not fit a transaction of its own.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The instruction claims to run nothing, or more than a transaction may.</exception>
    public bool TryAdd(PackItem item)
    {
        ArgumentNullException.ThrowIfNull(item.Instruction);
        return TryAdd([item.Instruction], item.TraceLength, item.KnownUnits);
    }

    /// <summary>Adds instructions that belong together, as one item, if they fit.</summary>
    /// <param name="instructions">The instructions, in order.</param>
    /// <param name="traceLength">Instructions that they run, themselves and all that programs call for them included.</param>
    /// <param name="knownUnits">Compute units of them that are known before they run.</param>
    /// <returns>False if the transaction is full: <see cref="Take"/> it, and add them to the next.</returns>
    /// <exception cref="TransactionTooLargeException">They do not fit a transaction of their own.</exception>
    /// <exception cref="ArgumentOutOfRangeException">They claim to run nothing, or more than a transaction may.</exception>
    internal bool TryAdd(ReadOnlySpan<Instruction> instructions, int traceLength, uint knownUnits)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(traceLength);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(traceLength, Transaction.MaximumTraceLength - _fixed.Length);
        _sizer.Begin();
        foreach (Instruction instruction in instructions)
            _sizer.Extend(instruction);
        PackLimit limit = LimitOf(traceLength, knownUnits);
        if (limit == PackLimit.None)
        {
            _items.AddRange(instructions);
            _itemCount++;
            _traceLength += traceLength;
            _knownUnits += knownUnits;
            return true;
        }

        int bytes = _sizer.Bytes;
        _sizer.Undo();
        if (_itemCount == 0)
        {
            throw limit == PackLimit.Accounts
                ? new TransactionTooLargeException($"The instruction names more than {Transaction.MaximumAccounts} accounts.")
                : TransactionTooLargeException.For(bytes);
        }

        _closedBy = limit;
        return false;
    }

    /// <summary>Takes the transaction, and starts the next.</summary>
    /// <param name="microLamports">The priority fee to bid: millionths of a lamport per compute unit that is asked for.</param>
    /// <exception cref="InvalidOperationException">Nothing was added.</exception>
    /// <exception cref="ArgumentException">A fee is given, but the packer was not told to bid one.</exception>
    public PackedTransaction Take(ulong microLamports = 0)
    {
        if (_itemCount == 0)
            throw new InvalidOperationException("The transaction is empty.");
        if (microLamports != 0 && !_options.BidsPriorityFee)
            throw new ArgumentException("The packer was told to bid no priority fee: set BidsPriorityFee.", nameof(microLamports));

        uint limit = _compute.LimitFor(_itemCount, _knownUnits);
        PackedTransaction transaction = new(_options.LookupTables)
        {
            FeePayer = _feePayer,
            Instructions = [.. FixedInstructions(limit, microLamports), .. _items],
            ItemCount = _itemCount,
            Bytes = _sizer.Bytes,
            TraceLength = _traceLength,
            ComputeUnitLimit = limit,
            KnownUnits = _knownUnits,
            ClosedBy = _closedBy,
        };
        _items.Clear();
        _itemCount = 0;
        Start();
        return transaction;
    }

    private PackLimit LimitOf(int traceLength, uint knownUnits)
    {
        if (_sizer.Bytes > Transaction.MaximumBytes)
            return PackLimit.Bytes;
        if (_sizer.AccountCount > Transaction.MaximumAccounts)
            return PackLimit.Accounts;
        if (_traceLength + traceLength > Transaction.MaximumTraceLength)
            return PackLimit.Trace;

        // One alone is tried with all that a transaction can have.
        return _itemCount == 0 || !_options.LimitsComputeUnits || _compute.Fits(_itemCount + 1, _knownUnits + knownUnits)
            ? PackLimit.None
            : PackLimit.ComputeUnits;
    }

    private void Start()
    {
        _sizer.Clear();
        foreach (Instruction instruction in _fixed)
            _sizer.Add(instruction);
        _closedBy = PackLimit.None;
        _traceLength = _fixed.Length;
        _knownUnits = (uint)_fixed.Length * ComputeBudgetInstructions.OwnComputeUnits;
    }

    /// <summary>What stands before the items. The length depends on no argument.</summary>
    private Instruction[] FixedInstructions(uint units, ulong microLamports)
    {
        List<Instruction> instructions = [.. _options.Leading];
        if (_options.LimitsComputeUnits)
            instructions.Add(ComputeBudgetInstructions.SetComputeUnitLimit(units));
        if (_options.BidsPriorityFee)
            instructions.Add(ComputeBudgetInstructions.SetComputeUnitPrice(microLamports));
        if (_options.LoadedAccountsDataSizeLimit is { } bytes)
            instructions.Add(ComputeBudgetInstructions.SetLoadedAccountsDataSizeLimit(bytes));
        return [.. instructions];
    }
}
