using Piwa.Chain.Keys;
using Piwa.Chain.Transactions;
using Piwa.Tests.Chain.Peers;

namespace Piwa.Tests.Chain.Transactions;

public sealed class TransactionSizerTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void SizeIsThatOfTheCompiledTransactionAfterEveryStep(bool isLegacy)
    {
        RandomChain random = new(seed: 11);
        for (int round = 0; round < 200; round++)
        {
            PublicKey[] signers = [random.Key(), random.Key()];
            PublicKey[] keys = [.. Enumerable.Range(0, 20).Select(_ => random.Key())];
            AddressLookupTable[]? tables = isLegacy ? null : Tables(random, [.. keys, .. signers]);
            TransactionSizer sizer = new(signers[0], tables);
            List<Instruction> instructions = [];
            for (int step = 0; step < 8; step++)
            {
                Instruction instruction = random.Instruction(keys, signers);
                if (sizer.TryAdd(instruction, maximumBytes: 600, maximumAccounts: 14))
                    instructions.Add(instruction);
                Message message = isLegacy
                    ? Message.CompileLegacy(signers[0], instructions, default)
                    : Message.CompileV0(signers[0], instructions, default, tables!);
                int signatures = message.Header.RequiredSignatureCount;
                Assert.Equal(1 + (signatures * Signature.Size) + message.Bytes.Length, sizer.Bytes);
                Assert.Equal(signatures, sizer.SignerCount);
                Assert.Equal(message.ResolveAccounts(tables ?? []).Length, sizer.AccountCount);
                Assert.InRange(sizer.Bytes, 1, 600);
                Assert.InRange(sizer.AccountCount, 1, 14);
            }
        }
    }

    [Theory]
    [InlineData(1_231, true)]
    [InlineData(1_232, true)]
    [InlineData(1_233, false)]
    public void InstructionIsAddedUpToThePacket(int bytes, bool isAdded)
    {
        // Signature 65, header 3, two keys 65, blockhash 32, count 1, and program, no accounts and two bytes of length.
        TransactionSizer sizer = new(TestKeys.Key(0));
        int empty = sizer.Bytes;
        Assert.Equal(isAdded, sizer.TryAdd(new Instruction(TestKeys.Key(1), [], new byte[bytes - 170])));
        Assert.Equal(isAdded ? bytes : empty, sizer.Bytes);
    }

    // A table's account stops being looked up when an instruction makes it sign or runs it.
    [Fact]
    public void AccountThatComesToSignOrRunLeavesItsTable()
    {
        PublicKey key = TestKeys.Key(5);
        AddressLookupTable[] tables = [new AddressLookupTable(TestKeys.Key(9), [key])];
        TransactionSizer sizer = new(TestKeys.Key(0), tables);
        Instruction[] instructions =
        [
            new(TestKeys.Key(1), [AccountMeta.Writable(key)], default),
            new(TestKeys.Key(1), [AccountMeta.ReadOnly(key, isSigner: true)], default),
            new(key, [], default),
        ];
        for (int i = 0; i < instructions.Length; i++)
        {
            sizer.Add(instructions[i]);
            Message message = Message.CompileV0(TestKeys.Key(0), instructions[..(i + 1)], default, tables);
            Assert.Equal(1 + (message.Header.RequiredSignatureCount * Signature.Size) + message.Bytes.Length, sizer.Bytes);
        }
    }

    private static AddressLookupTable[] Tables(RandomChain random, PublicKey[] keys) =>
    [
        .. Enumerable.Range(0, random.Below(4)).Select(_ => new AddressLookupTable(
            random.Key(), [.. Enumerable.Range(0, 1 + random.Below(10)).Select(_ => keys[random.Below(keys.Length)])])),
    ];
}
