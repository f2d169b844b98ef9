using Piwa.Chain.Keys;
using Piwa.Chain.Rpc;
using Piwa.Chain.Transactions;

namespace Piwa.Tests.Chain.Ledger;

public sealed class MemoProgramTests : IDisposable
{
    private readonly TestLedger _test = new();

    public void Dispose() => _test.Dispose();

    [Theory]
    [InlineData("hello", "Program log: Memo (len 5): \"hello\"")]
    [InlineData("a \"b\"\\\n\u0001", "Program log: Memo (len 8): \"a \\\"b\\\"\\\\\\n\\u{1}\"")]
    [InlineData("🦎", "Program log: Memo (len 4): \"🦎\"")]
    public void TheTextIsInTheLog(string text, string expected)
    {
        PublicKey me = _test.Payer.PublicKey;
        Signature signature = _test.Send(MemoInstructions.Memo(text, me));
        IReadOnlyList<string> logs = _test.Ledger.GetTransaction(signature)!.LogMessages!;
        Assert.Contains($"Program log: Signed by {me}", logs);
        Assert.Contains(expected, logs);
    }

    [Fact]
    public void WhoIsNamedSigns() => Assert.Equal(
        TransactionError.ForInstruction(0, InstructionErrorKind.MissingRequiredSignature),
        _test.Refusal(new Instruction(ProgramIds.Memo, [AccountMeta.ReadOnly(TestKeys.Key(1))], "x"u8.ToArray())));

    [Fact]
    public void TextIsUtf8()
    {
        TransactionOutcome outcome = _test.Ledger.SendTransactions(
            [_test.Build(new Instruction(ProgramIds.Memo, [], new byte[] { (byte)'a', 0xFF })).Bytes])[0];
        Assert.Equal(TransactionError.ForInstruction(0, InstructionErrorKind.InvalidInstructionData), outcome.Error);
        Assert.Contains("Program log: Invalid UTF-8, from byte 1", outcome.LogMessages);
    }
}
