using Piwa.Chain;
using Piwa.Chain.Bubblegum;

namespace Piwa.Tests.Chain.Bubblegum;

public sealed class TreeConfigTests
{
    private static readonly TreeConfig Config = new()
    {
        TreeCreator = TestKeys.Key(1),
        TreeDelegate = TestKeys.Key(2),
        TotalMintCapacity = 16_384,
        MintedCount = 77,
        IsPublic = true,
        Version = LeafVersion.V2,
    };

    [Fact]
    public void FieldsStandWhereTheProgramPutsThem()
    {
        byte[] data = Config.Encode();
        Assert.Equal(96, data.Length);
        Assert.Equal("7af5aff8ab2200cf", Convert.ToHexStringLower(data.AsSpan(..8)));
        Assert.Equal(16_384, BitConverter.ToInt64(data, 72));
        Assert.Equal(77, BitConverter.ToInt64(data, 80));
        Assert.Equal([1, 1, 1, 0, 0, 0, 0, 0], data[88..]);
    }

    [Fact]
    public void AccountRoundTrips() => Assert.Equal(Config, TreeConfig.Parse(Config.Encode()));

    [Fact]
    public void OtherAccountsAreRefused()
    {
        byte[] data = Config.Encode();
        for (int length = 0; length <= 90; length++)
            Assert.Throws<WireFormatException>(() => TreeConfig.Parse(data.AsSpan(..length)));
        for (int i = 0; i < 8; i++)
        {
            data[i] ^= 1;
            Assert.Throws<WireFormatException>(() => TreeConfig.Parse(data));
            data[i] ^= 1;
        }
    }
}
