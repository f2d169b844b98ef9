using System.Collections.Frozen;
using Piwa.Chain.Hashing;
using Piwa.Chain.Keys;
using Piwa.Chain.Rpc;
using Piwa.Chain.Transactions;
using Piwa.Chain.Trees;

namespace Piwa.Chain.Ledger.Execution;

/// <summary>The transaction that a bank is running: its accounts, what it has changed, and what it tells.</summary>
/// <remarks>One after the other: a bank has one context, and its frames, of which there is one at each height, serve all calls.</remarks>
/// <param name="programs">The programs.</param>
/// <param name="undo">What transactions overwrite.</param>
internal sealed class TransactionContext(ProgramTable programs, UndoLog undo)
{
    /// <summary>How deep programs may call each other, the instruction itself included (MAX_INSTRUCTION_STACK_DEPTH).</summary>
    public const int MaximumStackHeight = 5;

    /// <summary>Accounts that nobody may change (agave_reserved_account_keys), as far as the ledger knows them.</summary>
    private static readonly FrozenSet<PublicKey> ReservedKeys =
    [
        ProgramIds.System,
        ProgramIds.ComputeBudget,
        ProgramIds.AddressLookupTable,
        ProgramIds.RentSysvar,
        ProgramIds.RecentBlockhashesSysvar,
    ];

    private readonly List<LedgerAccount> _accounts = [];
    private readonly InstructionFrame?[] _frames = new InstructionFrame?[MaximumStackHeight];
    private Message? _message;
    private TransactionResult? _result;
    private ConcurrentMerkleTree? _lastTree;
    private int _changeable;
    private int _traceLength;
    private int _outerIndex;

    public ulong Slot { get; private set; }

    public Hash256 Blockhash { get; private set; }

    public UndoLog Undo { get; } = undo;

    /// <summary>Its accounts: those of the message, then those of lookup tables.</summary>
    public IReadOnlyList<LedgerAccount> Accounts => _accounts;

    public LedgerAccount Account(int index) => _accounts[index];

    public void Log(string line) => _result!.Logs.Add(line);

    /// <summary>Notes what a program returns, in the words of the runtime's log.</summary>
    /// <param name="program">The program.</param>
    /// <param name="data">What it returns.</param>
    public void Return(PublicKey program, ReadOnlySpan<byte> data) => _result!.AddReturn(program, data);

    public void Report(TreeChange change) => _result!.AddTreeChange(change);

    /// <summary>Begins a transaction, which has no accounts yet.</summary>
    public void Begin(Message message, ulong slot, Hash256 blockhash, TransactionResult result)
    {
        _message = message;
        _result = result;
        _accounts.Clear();
        _changeable = 0;
        _traceLength = 0;
        Slot = slot;
        Blockhash = blockhash;
    }

    public void AddAccount(LedgerAccount account) => _accounts.Add(account);

    /// <param name="count">How many accounts of lookup tables may be changed; they come first.</param>
    public void LetChange(int count) => _changeable = count;

    /// <summary>Runs all instructions, until one fails.</summary>
    public TransactionError? Run()
    {
        ReadOnlySpan<CompiledInstruction> instructions = _message!.InstructionSpan;
        for (_outerIndex = 0; _outerIndex < instructions.Length; _outerIndex++)
        {
            CompiledInstruction instruction = instructions[_outerIndex];
            ReadOnlySpan<byte> indexes = instruction.AccountIndexes.Span;
            InstructionFrame frame = FrameAt(stackHeight: 1);
            PublicKey programId = _message.AccountKeySpan[instruction.ProgramIndex];
            Span<InstructionAccount> named = frame.Begin(programId, indexes.Length, instruction.Data);
            for (int i = 0; i < named.Length; i++)
                named[i] = new InstructionAccount(indexes[i], _message.IsSigner(indexes[i]), IsWritable(indexes[i]));

            if (Execute(frame) is { } fault)
            {
                uint? code = fault.Kind == InstructionErrorKind.Custom ? fault.Code : null;
                return TransactionError.ForInstruction(_outerIndex, fault.Kind, code);
            }
        }

        return null;
    }

    /// <summary>Opens the tree that an account holds, for changes that can be taken back.</summary>
    public AccountCompressionError? OpenTree(byte[] account, out ConcurrentMerkleTree? tree)
    {
        // As a rule the same tree is changed again and again.
        tree = _lastTree;
        if (tree?.IsOpen(account) == true)
            return null;
        AccountCompressionError? error = ConcurrentMerkleTree.TryOpen(account, Undo, out tree);
        _lastTree = tree;
        return error;
    }

    /// <summary>Runs a call that a program makes.</summary>
    public InstructionFault? Invoke(
        PublicKey programId, ReadOnlySpan<InstructionAccount> named, ReadOnlySpan<byte> data, int stackHeight)
    {
        if (stackHeight > MaximumStackHeight)
            return InstructionErrorKind.CallDepth;

        ReadOnlyMemory<byte> kept = _result!.AddCall(_outerIndex, stackHeight, programId, named, data);
        InstructionFrame frame = FrameAt(stackHeight);
        named.CopyTo(frame.Begin(programId, named.Length, kept));
        return Execute(frame);
    }

    private InstructionFrame FrameAt(int stackHeight) => _frames[stackHeight - 1] ??= new InstructionFrame(this, stackHeight);

    /// <summary>Whether instructions may change an account: the message says so, and neither is it the runtime's own nor does the message
    /// call it as a program.</summary>
    private bool IsWritable(int account)
    {
        int fromTables = account - _message!.AccountKeySpan.Length;
        if (!(fromTables < 0 ? _message.IsWritable(account) : fromTables < _changeable) || ReservedKeys.Contains(_accounts[account].Key))
            return false;
        foreach (CompiledInstruction instruction in _message.InstructionSpan)
        {
            if (instruction.ProgramIndex == account)
                return false;
        }

        return true;
    }

    private InstructionFault? Execute(InstructionFrame frame)
    {
        if (++_traceLength > Transaction.MaximumTraceLength)
            return InstructionErrorKind.MaxInstructionTraceLengthExceeded;
        if (!programs.TryGet(frame.ProgramId, out LedgerProgram? program))
            return InstructionErrorKind.UnsupportedProgramId;

        Log(program.InvocationText(frame.StackHeight));
        InstructionFault? fault = program.Execute(frame);
        Log(fault is null ? program.SuccessText : $"Program {program.Id} failed: {fault}");
        return fault;
    }
}
