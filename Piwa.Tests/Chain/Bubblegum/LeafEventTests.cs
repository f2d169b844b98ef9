using CsCheck;
using Piwa.Chain;
using Piwa.Chain.Bubblegum;
using Piwa.Chain.Hashing;

namespace Piwa.Tests.Chain.Bubblegum;

public sealed class LeafEventTests
{
    private const int EventBytesV1 = 209;
    private const int EventBytesV2 = 274;

    [Fact]
    public void Version1HasTheLengthOnChainAndRoundTrips() => RoundTrip(First(), EventBytesV1);

    [Fact]
    public void Version2HasTheLengthOnChainAndRoundTrips() => RoundTrip(Second(), EventBytesV2);

    [Fact]
    public void EventThatEndsEarlyOrGoesOnIsRefused()
    {
        byte[] bytes = new LeafEvent(First(), First().Hash()).Encode();
        for (int length = 0; length < bytes.Length; length++)
            Assert.Throws<WireFormatException>(() => LeafEvent.Parse(bytes.AsSpan(..length)));
        Assert.Throws<WireFormatException>(() => LeafEvent.Parse([.. bytes, 0]));
    }

    [Fact]
    public void AnyChangedByteIsNoticed()
    {
        byte[] bytes = new LeafEvent(Second(), Second().Hash()).Encode();
        for (int i = 0; i < bytes.Length; i++)
        {
            bytes[i] ^= 1;
            Assert.Throws<WireFormatException>(() => LeafEvent.Parse(bytes));
            bytes[i] ^= 1;
        }
    }

    [Fact]
    public void NoiseIsRefused() => Gen.Byte.Array[0, 300].Sample(bytes =>
    {
        Assert.Throws<WireFormatException>(() => LeafEvent.Parse(bytes));
    });

    [Fact]
    public void EveryFieldChangesTheHash()
    {
        LeafSchema leaf = Second();
        Hash256 other = TestKeys.Leaf(99);
        LeafSchema[] changed =
        [
            leaf with { Version = LeafVersion.V1 }, leaf with { AssetId = TestKeys.Key(99) }, leaf with { Owner = TestKeys.Key(99) },
            leaf with { Delegate = TestKeys.Key(99) }, leaf with { Nonce = 99 }, leaf with { DataHash = other },
            leaf with { CreatorHash = other }, leaf with { CollectionHash = other }, leaf with { AssetDataHash = other },
            leaf with { Flags = 1 },
        ];
        Assert.Equal(changed.Length + 1, changed.Append(leaf).Select(each => each.Hash()).Distinct().Count());
    }

    private static void RoundTrip(LeafSchema leaf, int length)
    {
        LeafEvent emitted = new(leaf, leaf.Hash());
        byte[] bytes = emitted.Encode();
        Assert.Equal(length, bytes.Length);
        Assert.Equal(emitted, LeafEvent.Parse(bytes));
    }

    private static LeafSchema First() =>
        LeafSchema.ForMint(TestKeys.Key(1), 7, TestKeys.Key(2), TestKeys.Key(3), new MetadataArgs { Name = "one" });

    private static LeafSchema Second() =>
        LeafSchema.ForMint(TestKeys.Key(1), 7, TestKeys.Key(2), TestKeys.Key(3), new MetadataArgsV2 { Name = "two" });
}
