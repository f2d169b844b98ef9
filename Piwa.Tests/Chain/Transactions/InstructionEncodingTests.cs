using Piwa.Chain.Keys;
using Piwa.Chain.Transactions;

namespace Piwa.Tests.Chain.Transactions;

public sealed class InstructionEncodingTests
{
    [Fact]
    public void TransferIsBincode()
    {
        Instruction built = SystemInstructions.Transfer(TestKeys.Key(1), TestKeys.Key(2), 0x0102030405060708);
        Assert.Equal("020000000807060504030201", Convert.ToHexStringLower(built.Data.Span));
        Assert.Equal([AccountMeta.Writable(TestKeys.Key(1), isSigner: true), AccountMeta.Writable(TestKeys.Key(2))], built.Accounts);
    }

    [Fact]
    public void CreateAccountIsBincode()
    {
        Instruction built = SystemInstructions.CreateAccount(TestKeys.Key(1), TestKeys.Key(2), 3, 4, TestKeys.Key(5));
        Assert.Equal(
            "00000000" + "0300000000000000" + "0400000000000000" + Convert.ToHexStringLower(TestKeys.Key(5).ToArray()),
            Convert.ToHexStringLower(built.Data.Span));
        Assert.All(built.Accounts, account => Assert.True(account is { IsSigner: true, IsWritable: true }));
    }

    [Fact]
    public void CreateAccountWithSeedIsBincode()
    {
        Instruction built = SystemInstructions.CreateAccountWithSeed(TestKeys.Key(1), TestKeys.Key(2), "ab", 3, 4, TestKeys.Key(5));
        Assert.Equal(
            "03000000" + Convert.ToHexStringLower(TestKeys.Key(2).ToArray()) + "0200000000000000" + "6162"
            + "0300000000000000" + "0400000000000000" + Convert.ToHexStringLower(TestKeys.Key(5).ToArray()),
            Convert.ToHexStringLower(built.Data.Span));
        Assert.Equal(
            [
                AccountMeta.Writable(TestKeys.Key(1), isSigner: true),
                AccountMeta.Writable(ProgramAddress.WithSeed(TestKeys.Key(2), "ab", TestKeys.Key(5))),
                AccountMeta.ReadOnly(TestKeys.Key(2), isSigner: true),
            ],
            built.Accounts);
    }
}
