using Piwa.Chain.Keys;
using Piwa.Chain.Transactions;
using Piwa.Tests.Chain.Peers;

namespace Piwa.Tests.Chain.Transactions;

public sealed class MessageDecompileTests
{
    [Fact]
    public void CompilingWhatWasDecompiledGivesTheSameBytes()
    {
        RandomChain random = new(seed: 12);
        for (int round = 0; round < 300; round++)
        {
            PublicKey[] signers = [random.Key(), random.Key(), random.Key()];
            PublicKey[] keys = [.. Enumerable.Range(0, 12).Select(_ => random.Key())];
            Instruction[] instructions = [.. Enumerable.Range(0, random.Below(5)).Select(_ => random.Instruction(keys, signers))];
            AddressLookupTable[] tables =
            [
                .. Enumerable.Range(0, random.Below(3)).Select(_ => new AddressLookupTable(
                    random.Key(), [.. keys.Take(1 + random.Below(keys.Length))])),
            ];
            Message legacy = Message.CompileLegacy(signers[0], instructions, random.Hash());
            Assert.Equal(
                legacy.Bytes.ToArray(),
                Message.CompileLegacy(legacy.FeePayer, Message.Parse(legacy.Bytes).Decompile(), legacy.RecentBlockhash).Bytes.ToArray());

            Message versioned = Message.CompileV0(signers[0], instructions, random.Hash(), tables);
            Instruction[] again = Message.Parse(versioned.Bytes).Decompile([.. tables.Reverse()]);
            Assert.Equal(
                versioned.Bytes.ToArray(),
                Message.CompileV0(versioned.FeePayer, again, versioned.RecentBlockhash, tables).Bytes.ToArray());
            for (int i = 0; i < instructions.Length; i++)
            {
                Assert.Equal(instructions[i].ProgramId, again[i].ProgramId);
                Assert.Equal(instructions[i].Data.ToArray(), again[i].Data.ToArray());
                Assert.Equal(instructions[i].Accounts.Select(account => account.Key), again[i].Accounts.Select(account => account.Key));
                Assert.All(instructions[i].Accounts.Zip(again[i].Accounts), pair => Assert.True(
                    (pair.Second.IsSigner || !pair.First.IsSigner) && (pair.Second.IsWritable || !pair.First.IsWritable)));
            }
        }
    }

    [Fact]
    public void MissingAndShortTablesAreNamed()
    {
        AddressLookupTable table = new(TestKeys.Key(9), [TestKeys.Key(1), TestKeys.Key(2)]);
        Message message = Message.CompileV0(
            TestKeys.Key(0), [new Instruction(TestKeys.Key(3), [AccountMeta.Writable(TestKeys.Key(2))], default)], default, [table]);
        ArgumentException missing = Assert.Throws<ArgumentException>(() => message.Decompile());
        Assert.Contains(TestKeys.Key(9).ToString(), missing.Message, StringComparison.Ordinal);
        ArgumentException isShort = Assert.Throws<ArgumentException>(() =>
            message.Decompile(new AddressLookupTable(TestKeys.Key(9), [TestKeys.Key(1)])));
        Assert.Contains("address 1", isShort.Message, StringComparison.Ordinal);
    }
}
