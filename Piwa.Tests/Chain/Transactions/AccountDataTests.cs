using System.Buffers.Binary;
using CsCheck;
using Piwa.Chain;
using Piwa.Chain.Keys;
using Piwa.Chain.Token;
using Piwa.Chain.Transactions;

namespace Piwa.Tests.Chain.Transactions;

/// <summary>Accounts of Solana's own programs; LiteSvmTests reads real ones.</summary>
public sealed class AccountDataTests
{
    private const int TableMetadataBytes = 56;

    [Fact]
    public void NonceRoundTripsAndOtherStatesAreRefused()
    {
        NonceAccount nonce = new(TestKeys.Key(1), TestKeys.Leaf(2), 5_000);
        byte[] data = nonce.Encode();
        Assert.Equal(nonce, NonceAccount.Parse(data));
        for (int length = 0; length < data.Length; length++)
            Assert.Throws<WireFormatException>(() => NonceAccount.Parse(data.AsSpan(..length)));
        Assert.Throws<WireFormatException>(() => NonceAccount.Parse(new byte[81]));

        data[0] = 0;
        WireFormatException legacy = Assert.Throws<WireFormatException>(() => NonceAccount.Parse(data));
        Assert.Contains("version 0", legacy.Message, StringComparison.Ordinal);
        WireFormatException empty = Assert.Throws<WireFormatException>(() => NonceAccount.Parse(new byte[80]));
        Assert.Contains("state 0", empty.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(255)]
    [InlineData(256)]
    public void LookupTableIsReadWithAllItsAddresses(int count)
    {
        PublicKey[] addresses = [.. Enumerable.Range(0, count).Select(TestKeys.Key)];
        AddressLookupTable table = AddressLookupTable.Parse(TestKeys.Key(9), Table(addresses));
        Assert.Equal(addresses, table.Addresses);
        Assert.Equal(TestKeys.Key(9), table.Key);
        if (count != 0)
            Assert.True(table.TryFind(addresses[^1], out byte index) && index == count - 1);
    }

    [Fact]
    public void OtherDataIsNoLookupTable()
    {
        byte[] data = Table([TestKeys.Key(1)]);
        for (int length = 0; length < data.Length; length++)
        {
            if (length != TableMetadataBytes)
                Assert.Throws<WireFormatException>(() => AddressLookupTable.Parse(default, data.AsSpan(..length)));
        }

        byte[] large = Table([.. Enumerable.Range(0, 257).Select(TestKeys.Key)]);
        Assert.Throws<WireFormatException>(() => AddressLookupTable.Parse(default, large));
        data[0] = 0;
        Assert.Throws<WireFormatException>(() => AddressLookupTable.Parse(default, data));
    }

    [Fact]
    public void TokenAccountsAreReadWholeOrRefused()
    {
        byte[] account = new byte[TokenAccount.Size];
        TestKeys.Key(1).CopyTo(account);
        TestKeys.Key(2).CopyTo(account.AsSpan(32));
        BinaryPrimitives.WriteUInt64LittleEndian(account.AsSpan(64), 77);
        account[72] = 1;
        TestKeys.Key(3).CopyTo(account.AsSpan(76));
        account[108] = 2;
        TokenAccount read = TokenAccount.Parse(account);
        Assert.Equal(
            new TokenAccount
            {
                Mint = TestKeys.Key(1),
                Owner = TestKeys.Key(2),
                Amount = 77,
                Delegate = TestKeys.Key(3),
                State = TokenAccountState.Frozen,
            },
            read);
        for (int length = 0; length < account.Length; length++)
            Assert.Throws<WireFormatException>(() => TokenAccount.Parse(account.AsSpan(..length)));
        Assert.Throws<WireFormatException>(() => TokenAccount.Parse([.. account, 0]));
        account[72] = 2;
        WireFormatException wrong = Assert.Throws<WireFormatException>(() => TokenAccount.Parse(account));
        Assert.Contains("delegate", wrong.Message, StringComparison.Ordinal);
        Assert.Contains("not initialized",
            Assert.Throws<WireFormatException>(() => TokenAccount.Parse(new byte[TokenAccount.Size])).Message, StringComparison.Ordinal);
        Assert.Throws<WireFormatException>(() => TokenMint.Parse(new byte[TokenMint.Size]));
    }

    [Fact]
    public void NoiseIsRefusedOrRead() => Gen.Byte.Array[0, 300].Sample(bytes =>
    {
        foreach (Action parse in (Action[])
        [
            () => NonceAccount.Parse(bytes), () => AddressLookupTable.Parse(default, bytes), () => TokenAccount.Parse(bytes),
            () => TokenMint.Parse(bytes),
        ])
        {
            try
            {
                parse();
            }
            catch (WireFormatException)
            {
            }
        }
    });

    [Theory]
    [InlineData(0)]
    [InlineData(31)]
    public void ExtensionThatFitsNoTransactionIsRefused(int count) => Assert.Throws<ArgumentException>(() =>
        AddressLookupTableInstructions.Extend(TestKeys.Key(1), TestKeys.Key(2), TestKeys.Key(2), new PublicKey[count]));

    [Fact]
    public void ThirtyAddressesFitATransaction()
    {
        TransactionSizer sizer = new(TestKeys.Key(2));
        Assert.True(sizer.TryAdd(AddressLookupTableInstructions.Extend(
            TestKeys.Key(1),
            TestKeys.Key(2),
            TestKeys.Key(2),
            new PublicKey[AddressLookupTableInstructions.MaximumAddressesPerExtension])));
    }

    [Fact]
    public void LoadedAccountsDataSizeLimitIsNumberFour() =>
        Assert.Equal("0400000100", Convert.ToHexStringLower(ComputeBudgetInstructions.SetLoadedAccountsDataSizeLimit(0x10000).Data.Span));

    private static byte[] Table(PublicKey[] addresses)
    {
        byte[] data = new byte[TableMetadataBytes + (addresses.Length * PublicKey.Size)];
        data[0] = 1;
        for (int i = 0; i < addresses.Length; i++)
            addresses[i].CopyTo(data.AsSpan(TableMetadataBytes + (i * PublicKey.Size)));
        return data;
    }
}
