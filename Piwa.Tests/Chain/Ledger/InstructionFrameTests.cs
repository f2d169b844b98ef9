using Piwa.Chain.Keys;
using Piwa.Chain.Ledger.Execution;
using Piwa.Chain.Rpc;
using Piwa.Chain.Transactions;

namespace Piwa.Tests.Chain.Ledger;

/// <summary>The rules of the runtime about what a program may do to accounts, which no program of ours should ever run into.</summary>
public sealed class InstructionFrameTests
{
    private const int Writable = 0;
    private const int ReadOnly = 1;
    private const int Foreign = 2;
    private const int Noop = 3;

    private static readonly PublicKey Program = TestKeys.Key(100);

    private readonly LedgerAccount[] _accounts =
    [
        new LedgerAccount(TestKeys.Key(0)) { Owner = Program, Lamports = 10, Data = [1, 2, 3] },
        new LedgerAccount(TestKeys.Key(1)) { Owner = Program, Lamports = 10, Data = [1, 2, 3] },
        new LedgerAccount(TestKeys.Key(2)) { Owner = TestKeys.Key(200), Lamports = 10, Data = [0, 0, 0] },
        new LedgerAccount(ProgramIds.SplNoop),
    ];

    [Fact]
    public void LamportsAreGivenToAnyoneAndTakenFromOwnAccountsOnly()
    {
        InstructionFrame frame = Frame();
        Assert.Null(frame.SetLamports(Foreign, 11));
        Assert.Equal(InstructionErrorKind.ExternalAccountLamportSpend, frame.SetLamports(Foreign, 9)?.Kind);
        Assert.Null(frame.SetLamports(Writable, 9));
        Assert.Equal(InstructionErrorKind.ReadonlyLamportChange, frame.SetLamports(ReadOnly, 11)?.Kind);
        Assert.Equal(InstructionErrorKind.ReadonlyLamportChange, frame.SetLamports(ReadOnly, 9)?.Kind);
        Assert.Null(frame.SetLamports(ReadOnly, 10));
        Assert.Equal([9UL, 10UL, 11UL], _accounts.Take(3).Select(account => account.Lamports));
    }

    [Fact]
    public void OnlyOwnEmptyAccountsChangeHands()
    {
        InstructionFrame frame = Frame();
        Assert.Equal(InstructionErrorKind.ModifiedProgramId, frame.SetOwner(Writable, TestKeys.Key(5))?.Kind);
        Assert.Equal(InstructionErrorKind.ModifiedProgramId, frame.SetOwner(Foreign, TestKeys.Key(5))?.Kind);
        _accounts[Writable].Data = new byte[3];
        _accounts[ReadOnly].Data = new byte[3];
        Assert.Equal(InstructionErrorKind.ModifiedProgramId, frame.SetOwner(ReadOnly, TestKeys.Key(5))?.Kind);
        Assert.Null(frame.SetOwner(ReadOnly, Program));
        Assert.Null(frame.SetOwner(Writable, TestKeys.Key(5)));
        Assert.Equal(TestKeys.Key(5), _accounts[Writable].Owner);
    }

    [Fact]
    public void OnlyOwnDataIsWritten()
    {
        InstructionFrame frame = Frame();
        Assert.Null(frame.WriteData(Writable, 1, [9]));
        Assert.Equal([1, 9, 3], _accounts[Writable].Data);
        Assert.Equal(InstructionErrorKind.ReadonlyDataModified, frame.WriteData(ReadOnly, 1, [9])?.Kind);
        Assert.Equal(InstructionErrorKind.ExternalAccountDataModified, frame.WriteData(Foreign, 1, [9])?.Kind);
        Assert.Equal(InstructionErrorKind.ExternalAccountDataModified, frame.SetData(Foreign, [])?.Kind);
        Assert.Null(frame.SetData(Writable, [7]));
    }

    [Fact]
    public void CallsCarryNoMoreRightsThanTheCallerHas()
    {
        InstructionFrame frame = Frame();
        Assert.Null(frame.Invoke(ProgramIds.SplNoop, [frame.Pass(Writable, isWritable: true)], default));
        Assert.Equal(
            InstructionErrorKind.PrivilegeEscalation, frame.Invoke(ProgramIds.SplNoop, [frame.Pass(ReadOnly, isWritable: true)],
                default)?.Kind);
        Assert.Equal(
            InstructionErrorKind.PrivilegeEscalation, frame.Invoke(ProgramIds.SplNoop, [frame.Pass(Writable, isSigner: true)],
                default)?.Kind);
        Assert.Null(frame.Invoke(ProgramIds.SplNoop, [frame.Pass(Writable, isSigner: true)], default, TestKeys.Key(0)));
        Assert.Equal(InstructionErrorKind.MissingAccount, frame.Invoke(ProgramIds.System, [], default)?.Kind);
    }

    [Theory]
    [InlineData(4, null)]
    [InlineData(5, InstructionErrorKind.CallDepth)]
    public void CallsNestFiveDeep(int stackHeight, InstructionErrorKind? expected) =>
        Assert.Equal(expected, Frame(stackHeight).Invoke(ProgramIds.SplNoop, [], default)?.Kind);

    [Fact]
    public void EverythingIsTakenBackNewestFirst()
    {
        InstructionFrame frame = Frame();
        UndoLog undo = frame.Transaction.Undo;
        byte[] original = _accounts[Writable].Data;
        frame.WriteData(Writable, 0, [7]);
        UndoLog.Mark mark = undo.Here();
        frame.WriteData(Writable, 0, [8, 8]);
        frame.WriteData(Writable, 1, [9]);
        frame.SetLamports(Writable, 3);
        frame.SetLamports(Writable, 2);
        frame.SetData(Writable, [5, 5, 5, 5]);
        undo.RollBack(mark);
        Assert.Same(original, _accounts[Writable].Data);
        Assert.Equal([7, 2, 3], _accounts[Writable].Data);
        Assert.Equal(10UL, _accounts[Writable].Lamports);
        undo.RollBack(default);
        Assert.Equal([1, 2, 3], _accounts[Writable].Data);
    }

    private InstructionFrame Frame(int stackHeight = 1)
    {
        Message message = Message.CompileLegacy(TestKeys.Key(0), [], default);
        TransactionContext context = new(ProgramTable.Create(), new UndoLog());
        context.Begin(message, slot: 0, blockhash: default, new TransactionResult());
        foreach (LedgerAccount account in _accounts)
            context.AddAccount(account);
        ReadOnlySpan<InstructionAccount> named =
        [
            new InstructionAccount(Writable, IsSigner: false, IsWritable: true),
            new InstructionAccount(ReadOnly, IsSigner: false, IsWritable: false),
            new InstructionAccount(Foreign, IsSigner: false, IsWritable: true),
            new InstructionAccount(Noop, IsSigner: false, IsWritable: false),
        ];
        InstructionFrame frame = new(context, stackHeight);
        named.CopyTo(frame.Begin(Program, named.Length, default));
        return frame;
    }
}
