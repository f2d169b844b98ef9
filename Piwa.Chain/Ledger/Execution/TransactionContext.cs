using System.Collections.Frozen;
using Piwa.Chain.Hashing;
using Piwa.Chain.Keys;
using Piwa.Chain.Rpc;
using Piwa.Chain.Transactions;

namespace Piwa.Chain.Ledger.Execution;

/// <summary>A running transaction: its accounts, what it has changed, and what it has told.</summary>
/// <param name="message">What it does.</param>
/// <param name="accounts">Its accounts: those of the message, then those of lookup tables.</param>
/// <param name="changeable">How many of the latter may be changed; they come first.</param>
/// <param name="slot">The slot it runs in.</param>
/// <param name="blockhash">That slot's blockhash.</param>
/// <param name="programs">The programs.</param>
/// <param name="undo">What it overwrites.</param>
internal sealed class TransactionContext(
    Message message, LedgerAccount[] accounts, int changeable, ulong slot, Hash256 blockhash, ProgramTable programs, UndoLog undo)
{
    /// <summary>How deep programs may call each other, the instruction itself included (MAX_INSTRUCTION_STACK_DEPTH).</summary>
    public const int MaximumStackHeight = 5;

    /// <summary>What a mint logs, and what it calls: transactions are full of them.</summary>
    private const int LinesOfMint = 9, CallsOfMint = 3;

    /// <summary>Accounts that nobody may change (agave_reserved_account_keys), as far as the ledger knows them.</summary>
    private static readonly FrozenSet<PublicKey> ReservedKeys =
    [
        ProgramIds.System,
        ProgramIds.ComputeBudget,
        ProgramIds.AddressLookupTable,
        ProgramIds.RentSysvar,
        ProgramIds.RecentBlockhashesSysvar,
    ];

    private readonly LedgerAccount[] _accounts = accounts;
    private readonly ProgramLog _logs = new(message.InstructionSpan.Length * LinesOfMint);
    private readonly List<InnerInstruction> _innerInstructions = new(message.InstructionSpan.Length * CallsOfMint);
    private readonly List<TreeChange> _treeChanges = new(message.InstructionSpan.Length);
    private int _traceLength;
    private int _outerIndex;

    public ulong Slot { get; } = slot;

    public Hash256 Blockhash { get; } = blockhash;

    public UndoLog Undo { get; } = undo;

    public IReadOnlyList<string> Logs => _logs;

    public IReadOnlyList<InnerInstruction> InnerInstructions => _innerInstructions;

    public IReadOnlyList<TreeChange> TreeChanges => _treeChanges;

    public LedgerAccount Account(int index) => _accounts[index];

    public void Log(string line) => _logs.Add(line);

    /// <summary>Notes what a program returns, in the words of the runtime's log.</summary>
    /// <param name="program">The program.</param>
    /// <param name="data">What it returns; kept, not copied.</param>
    public void Return(PublicKey program, byte[] data) => _logs.AddReturn(program, data);

    public void Report(TreeChange change) => _treeChanges.Add(change);

    /// <summary>Runs all instructions, until one fails.</summary>
    public TransactionError? Run()
    {
        ReadOnlySpan<CompiledInstruction> instructions = message.InstructionSpan;
        for (_outerIndex = 0; _outerIndex < instructions.Length; _outerIndex++)
        {
            CompiledInstruction instruction = instructions[_outerIndex];
            ReadOnlySpan<byte> indexes = instruction.AccountIndexes.Span;
            InstructionAccount[] named = new InstructionAccount[indexes.Length];
            for (int i = 0; i < named.Length; i++)
                named[i] = new InstructionAccount(indexes[i], message.IsSigner(indexes[i]), IsWritable(indexes[i]));

            PublicKey programId = message.AccountKeySpan[instruction.ProgramIndex];
            if (Execute(programId, named, instruction.Data, stackHeight: 1) is { } fault)
            {
                uint? code = fault.Kind == InstructionErrorKind.Custom ? fault.Code : null;
                return TransactionError.ForInstruction(_outerIndex, fault.Kind, code);
            }
        }

        return null;
    }

    /// <summary>Whether instructions may change an account: the message says so, and neither is it the runtime's own nor does the message
    /// call it as a program.</summary>
    private bool IsWritable(int account)
    {
        int fromTables = account - message.AccountKeySpan.Length;
        if (!(fromTables < 0 ? message.IsWritable(account) : fromTables < changeable) || ReservedKeys.Contains(_accounts[account].Key))
            return false;
        foreach (CompiledInstruction instruction in message.InstructionSpan)
        {
            if (instruction.ProgramIndex == account)
                return false;
        }

        return true;
    }

    /// <summary>Runs a call that a program makes.</summary>
    public InstructionFault? Invoke(PublicKey programId, InstructionAccount[] named, ReadOnlyMemory<byte> data, int stackHeight)
    {
        if (stackHeight > MaximumStackHeight)
            return InstructionErrorKind.CallDepth;

        byte[] indexes = new byte[named.Length];
        for (int i = 0; i < indexes.Length; i++)
            indexes[i] = named[i].Index;
        _innerInstructions.Add(new InnerInstruction(_outerIndex, stackHeight, programId, indexes, data));
        return Execute(programId, named, data, stackHeight);
    }

    private InstructionFault? Execute(PublicKey programId, InstructionAccount[] named, ReadOnlyMemory<byte> data, int stackHeight)
    {
        if (++_traceLength > Transaction.MaximumTraceLength)
            return InstructionErrorKind.MaxInstructionTraceLengthExceeded;
        if (!programs.TryGet(programId, out LedgerProgram? program))
            return InstructionErrorKind.UnsupportedProgramId;

        Log(program.InvocationText(stackHeight));
        InstructionFault? fault = program.Execute(new InstructionFrame(this, programId, named, data, stackHeight));
        Log(fault is null ? program.SuccessText : $"Program {programId} failed: {fault}");
        return fault;
    }
}
