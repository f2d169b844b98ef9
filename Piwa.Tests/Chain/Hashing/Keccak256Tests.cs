using CsCheck;
using Org.BouncyCastle.Crypto.Digests;
using Piwa.Chain.Hashing;

namespace Piwa.Tests.Chain.Hashing;

public sealed class Keccak256Tests
{
    // Published: the empty message and "abc" of the original Keccak submission.
    [Theory]
    [InlineData("", "c5d2460186f7233c927e7db2dcc703c0e500b653ca82273b7bfad8045d85a470")]
    [InlineData("616263", "4e03657aea45a94fc7d47ba826c8d667c0d1e6e33a64a036ec44f58fa12d6c45")]
    public void PublishedDigestsAreMet(string message, string digest) =>
        Assert.Equal(digest, Keccak256.Hash(Convert.FromHexString(message)).ToString());

    // The rate is 136 bytes: lengths around its multiples are where padding goes wrong.
    [Fact]
    public void EveryLengthUpToThreeBlocksAgreesWithBouncyCastle()
    {
        byte[] message = new byte[(3 * 136) + 1];
        new Random(1).NextBytes(message);
        for (int length = 0; length <= message.Length; length++)
            Assert.Equal(Oracle(message.AsSpan(..length)), Keccak256.Hash(message.AsSpan(..length)).ToArray());
    }

    [Fact]
    public void RandomMessagesAgreeWithBouncyCastle() =>
        Gen.Byte.Array[0, 600].Sample(message => Oracle(message).AsSpan().SequenceEqual(Keccak256.Hash(message).ToArray()), iter: 2_000);

    [Fact]
    public void PairHashesAsItsConcatenation() =>
        Gen.Byte.Array[64].Sample(bytes =>
        {
            Hash256 pair = Keccak256.HashPair(new Hash256(bytes.AsSpan(..32)), new Hash256(bytes.AsSpan(32..)));
            return pair == Keccak256.Hash(bytes);
        });

    // Four pairs are hashed side by side and the rest one by one: counts around multiples of four.
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(7)]
    [InlineData(8)]
    [InlineData(9)]
    [InlineData(130)]
    public void PairsSideBySideHashAsOneByOne(int pairCount)
    {
        byte[] bytes = new byte[64 * pairCount];
        new Random(pairCount).NextBytes(bytes);
        Hash256[] children = [.. bytes.Chunk(32).Select(node => new Hash256(node))];
        Hash256[] parents = new Hash256[pairCount];
        Keccak256.HashPairs(children, parents);
        for (int i = 0; i < pairCount; i++)
            Assert.Equal(Keccak256.HashPair(children[2 * i], children[(2 * i) + 1]), parents[i]);
    }

    [Fact]
    public void HashMayOverwriteItsMessage()
    {
        byte[] bytes = new byte[40];
        Hash256 expected = Keccak256.Hash(bytes);
        Keccak256.Hash(bytes, bytes);
        Assert.Equal(expected, new Hash256(bytes.AsSpan(..32)));
    }

    [Fact]
    public void ShortDestinationIsRefused() => Assert.Throws<ArgumentException>(() => Keccak256.Hash([], new byte[31]));

    [Fact]
    public void OddChildrenAndTooFewParentsAreRefused()
    {
        Assert.Throws<ArgumentException>(() => Keccak256.HashPairs(new Hash256[3], new Hash256[2]));
        Assert.Throws<ArgumentException>(() => Keccak256.HashPairs(new Hash256[4], new Hash256[1]));
    }

    [Fact]
    public void HashingAllocatesNothing()
    {
        byte[] message = new byte[300];
        byte[] digest = new byte[32];
        Keccak256.Hash(message, digest);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 100; i++)
            Keccak256.Hash(message, digest);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    private static byte[] Oracle(ReadOnlySpan<byte> message)
    {
        KeccakDigest digest = new(256);
        digest.BlockUpdate(message);
        byte[] hash = new byte[32];
        digest.DoFinal(hash, 0);
        return hash;
    }
}
