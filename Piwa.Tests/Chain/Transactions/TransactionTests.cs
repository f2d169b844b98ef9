using CsCheck;
using Piwa.Chain;
using Piwa.Chain.Keys;
using Piwa.Chain.Transactions;

namespace Piwa.Tests.Chain.Transactions;

public sealed class TransactionTests : IDisposable
{
    // A legacy transaction with one signature and one program: signature 65, header 3, two keys 65, blockhash 32,
    // one instruction with no accounts 3 and a length of two bytes for its data.
    private const int BytesBesidesData = 65 + 3 + 65 + 32 + 1 + 2 + 2;

    private readonly Keypair _first = TestKeys.Pair("first");
    private readonly Keypair _second = TestKeys.Pair("second");
    private readonly Keypair _third = TestKeys.Pair("third");

    public void Dispose()
    {
        _first.Dispose();
        _second.Dispose();
        _third.Dispose();
    }

    [Theory]
    [InlineData(1231, true)]
    [InlineData(1232, true)]
    [InlineData(1233, false)]
    public void SizeIsLimitedToThePacket(int bytes, bool isAccepted)
    {
        Message message = Compile(new Instruction(TestKeys.Key(1), [], new byte[bytes - BytesBesidesData]));
        if (isAccepted)
        {
            Assert.Equal(bytes, Transaction.Sign(message, _first).Bytes.Length);
            return;
        }

        TransactionTooLargeException error = Assert.Throws<TransactionTooLargeException>(() => Transaction.Sign(message, _first));
        Assert.Contains("1233", error.Message, StringComparison.Ordinal);
        Assert.Contains("1232", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void SignaturesStandInTheOrderOfTheAccountsWhateverTheOrderOfTheSigners()
    {
        Message message = Compile(new Instruction(
            TestKeys.Key(1), [AccountMeta.ReadOnly(_second.PublicKey, isSigner: true),
                AccountMeta.Writable(_third.PublicKey, isSigner: true)], new byte[1]));
        Transaction one = Transaction.Sign(message, _first, _second, _third);
        Transaction other = Transaction.Sign(message, _third, _second, _first);
        Assert.Equal(one.Bytes.ToArray(), other.Bytes.ToArray());
        Assert.True(one.VerifySignatures());
        Assert.Equal([_first.PublicKey, _third.PublicKey, _second.PublicKey], message.AccountKeys.Take(3));
        Assert.Equal(one.Id, one.Signatures[0]);
    }

    [Fact]
    public async Task SigningElsewhereGivesTheSameBytes()
    {
        Message message = Compile(new Instruction(TestKeys.Key(1), [AccountMeta.ReadOnly(_second.PublicKey, isSigner: true)], new byte[1]));
        Transaction transaction = await Transaction.SignAsync(message, [_second, _first], TestContext.Current.CancellationToken);
        Assert.Equal(Transaction.Sign(message, _first, _second).Bytes.ToArray(), transaction.Bytes.ToArray());
    }

    [Fact]
    public void MissingForeignAndRepeatedSignersAreRefused()
    {
        Message message = Compile(new Instruction(TestKeys.Key(1), [AccountMeta.ReadOnly(_second.PublicKey, isSigner: true)], new byte[1]));
        ArgumentException missing = Assert.Throws<ArgumentException>(() => Transaction.Sign(message, _first));
        Assert.Contains(_second.PublicKey.ToString(), missing.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => Transaction.Sign(message, _first, _second, _third));
        Assert.Throws<ArgumentException>(() => Transaction.Sign(message, _first, _first));
    }

    [Fact]
    public void AccountsKeepTheStrongestUseTheyAreNamedFor()
    {
        PublicKey account = TestKeys.Key(5);
        Message message = Compile(
            new Instruction(TestKeys.Key(1), [AccountMeta.ReadOnly(account)], new byte[1]),
            new Instruction(TestKeys.Key(1), [AccountMeta.Writable(account)], new byte[1]));
        int index = message.AccountKeys.ToList().IndexOf(account);
        Assert.True(message.IsWritable(index));
        Assert.False(message.IsSigner(index));
        Assert.False(message.IsWritable(message.AccountKeys.ToList().IndexOf(TestKeys.Key(1))));
        Assert.True(message.IsWritable(0) && message.IsSigner(0));
    }

    [Fact]
    public void UselessLookupTablesAreLeftOut()
    {
        AddressLookupTable table = new(TestKeys.Key(9), [TestKeys.Key(8)]);
        Message message = Message.CompileV0(
            _first.PublicKey, [new Instruction(TestKeys.Key(1), [AccountMeta.ReadOnly(TestKeys.Key(2))], new byte[1])], default, [table]);
        Assert.Empty(message.AddressTableLookups);
        Assert.Equal(3, message.AccountKeys.Count);
    }

    // Signers and programs must stand in the message even if a table has them.
    [Fact]
    public void SignersAndProgramsAreNeverLookedUp()
    {
        AddressLookupTable table = new(TestKeys.Key(9), [_first.PublicKey, _second.PublicKey, TestKeys.Key(1), TestKeys.Key(2)]);
        Message message = Message.CompileV0(
            _first.PublicKey,
            [new Instruction(TestKeys.Key(1), [AccountMeta.ReadOnly(_second.PublicKey, isSigner: true),
                AccountMeta.Writable(TestKeys.Key(2))], new byte[1])],
            default,
            [table]);
        Assert.Equal([_first.PublicKey, _second.PublicKey, TestKeys.Key(1)], message.AccountKeys);
        Assert.Equal([3], message.AddressTableLookups[0].WritableIndexes.ToArray());
        Assert.True(Transaction.Parse(Transaction.Sign(message, _first, _second).Bytes).VerifySignatures());
    }

    [Theory]
    [InlineData(255, true)]
    [InlineData(256, true)]
    [InlineData(257, false)]
    public void LookupTableIsLimited(int count, bool isAccepted)
    {
        PublicKey[] addresses = [.. Enumerable.Range(0, count).Select(TestKeys.Key)];
        if (isAccepted)
            Assert.Equal(count, new AddressLookupTable(default, addresses).Addresses.Count);
        else
            Assert.Throws<ArgumentException>(() => new AddressLookupTable(default, addresses));
    }

    [Theory]
    [InlineData(255, true)]
    [InlineData(256, true)]
    [InlineData(257, false)]
    public void AccountsOfAMessageAreLimited(int count, bool isAccepted)
    {
        // With the payer and the program.
        AccountMeta[] accounts = [.. Enumerable.Range(10, count - 2).Select(number => AccountMeta.ReadOnly(TestKeys.Key(number)))];
        Instruction instruction = new(TestKeys.Key(1), accounts, new byte[1]);
        if (isAccepted)
            Assert.Equal(count, Compile(instruction).AccountKeys.Count);
        else
            Assert.Throws<ArgumentException>(() => Compile(instruction));
    }

    [Theory]
    [InlineData(126, true)]
    [InlineData(127, true)]
    [InlineData(128, false)]
    public void SignersOfAMessageAreLimited(int count, bool isAccepted)
    {
        // With the payer.
        AccountMeta[] accounts = [.. Enumerable.Range(10, count - 1).Select(number =>
            AccountMeta.ReadOnly(TestKeys.Key(number), isSigner: true))];
        Instruction instruction = new(TestKeys.Key(1), accounts, new byte[1]);
        if (isAccepted)
            Assert.Equal(count, Compile(instruction).Header.RequiredSignatureCount);
        else
            Assert.Throws<ArgumentException>(() => Compile(instruction));
    }

    [Fact]
    public void BytesThatEndEarlyOrGoOnAreRefused()
    {
        foreach (Transaction transaction in (Transaction[])[Legacy(), Version0()])
        {
            byte[] bytes = transaction.Bytes.ToArray();
            for (int length = 0; length < bytes.Length; length++)
                Assert.Throws<WireFormatException>(() => Transaction.Parse(bytes.AsMemory(..length)));
            Assert.Throws<WireFormatException>(() => Transaction.Parse((byte[])[.. bytes, 0]));
        }
    }

    [Fact]
    public void DamagedBytesEitherParseOrAreRefused() =>
        Gen.Select(Gen.Bool, Gen.Int[0, 2000], Gen.Byte).Sample((isLegacy, position, value) =>
        {
            byte[] bytes = (isLegacy ? Legacy() : Version0()).Bytes.ToArray();
            bytes[position % bytes.Length] = value;
            try
            {
                return Transaction.Parse(bytes).Bytes.Length == bytes.Length;
            }
            catch (WireFormatException)
            {
                return true;
            }
        }, iter: 3_000);

    [Fact]
    public void NoiseIsRefusedOrParsed() =>
        Gen.Byte.Array[0, 1300].Sample(bytes =>
        {
            try
            {
                Transaction.Parse(bytes);
            }
            catch (WireFormatException)
            {
            }
        });

    // What the network calls sanitizing: each of these would make a node drop the transaction.
    [Theory]
    [InlineData(65, 2, "signatures")]
    [InlineData(66, 1, "No signer")]
    [InlineData(67, 3, "header")]
    public void HeadersThatContradictTheAccountsAreRefused(int position, byte value, string reason)
    {
        byte[] bytes = Legacy().Bytes.ToArray();
        bytes[position] = value;
        WireFormatException error = Assert.Throws<WireFormatException>(() => Transaction.Parse(bytes));
        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void UnknownVersionIsRefused()
    {
        byte[] bytes = Version0().Bytes.ToArray();
        bytes[65] = 0x81;
        WireFormatException error = Assert.Throws<WireFormatException>(() => Transaction.Parse(bytes));
        Assert.Contains("version 1", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void TransactionsRoundTrip() =>
        Gen.Select(Gen.Int[0, 3], Gen.Int[0, 6], Gen.Byte.Array[0, 40], Gen.Bool).Sample((instructionCount, accountCount, data, isLegacy) =>
        {
            Instruction[] instructions =
            [
                .. Enumerable.Range(0, instructionCount).Select(i => new Instruction(
                    TestKeys.Key(i), [.. Enumerable.Range(5, accountCount).Select(n =>
                        new AccountMeta(TestKeys.Key(n), false, n % 2 == 0))], data)),
            ];
            Message message = isLegacy
                ? Message.CompileLegacy(_first.PublicKey, instructions, TestKeys.Leaf(1))
                : Message.CompileV0(_first.PublicKey, instructions, TestKeys.Leaf(1),
                    [new AddressLookupTable(TestKeys.Key(9), [TestKeys.Key(6)])]);
            Transaction parsed = Transaction.Parse(Transaction.Sign(message, _first).Bytes);
            return parsed.Message.AccountKeys.SequenceEqual(message.AccountKeys)
                && parsed.Message.Header == message.Header
                && parsed.Message.Instructions.Select(i => Convert.ToHexString(i.Data.Span) + Convert.ToHexString(i.AccountIndexes.Span))
                    .SequenceEqual(message.Instructions.Select(i =>
                        Convert.ToHexString(i.Data.Span) + Convert.ToHexString(i.AccountIndexes.Span)))
                && parsed.VerifySignatures();
        }, iter: 200);

    private Message Compile(params Instruction[] instructions) => Message.CompileLegacy(_first.PublicKey, instructions, TestKeys.Leaf(0));

    private Transaction Legacy() =>
        Transaction.Sign(Compile(SystemInstructions.Transfer(_first.PublicKey, TestKeys.Key(2), 5)), _first);

    private Transaction Version0() => Transaction.Sign(
        Message.CompileV0(
            _first.PublicKey,
            [SystemInstructions.Transfer(_first.PublicKey, TestKeys.Key(2), 5)],
            TestKeys.Leaf(0),
            [new AddressLookupTable(TestKeys.Key(9), [TestKeys.Key(2)])]),
        _first);
}
