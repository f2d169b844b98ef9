using CsCheck;
using Org.BouncyCastle.Crypto.Digests;
using Org.BouncyCastle.Crypto.Parameters;
using Piwa.Pipeline.Encoding;

namespace Piwa.Tests.Encoding;

public sealed class Blake3Tests
{
    public static TheoryData<string> InstructionSets => Blake3TestData.InstructionSets;

    [Fact]
    public void TheVectorFileIsWhole() => Assert.Equal(35 * 3, Blake3TestData.Vectors().Count());

    [Theory]
    [MemberData(nameof(InstructionSets))]
    public void PublishedVectorsHold(string instructionSet)
    {
        var set = Blake3TestData.Require(instructionSet);
        foreach (var (domain, input, expected) in Blake3TestData.Vectors())
        {
            var output = new byte[expected.Length];
            Blake3.Hash(set, domain, input, output);
            Assert.Equal(expected, output);
        }
    }

    [Fact]
    public void PublicFormsAgreeWithTheVectors()
    {
        foreach (var (domain, input, expected) in Blake3TestData.Vectors())
        {
            Assert.Equal(expected.AsSpan(0, Blake3.HashBytes), Blake3.Hash(domain, input).Bytes);
            var output = new byte[expected.Length];
            Blake3.Hash(domain, input, output);
            Assert.Equal(expected, output);
            if (domain != Blake3Domain.Plain)
                continue;
            Assert.Equal(expected.AsSpan(0, Blake3.HashBytes), Blake3.Hash(input).Bytes);
            Array.Clear(output);
            Blake3.Hash(input, output);
            Assert.Equal(expected, output);
        }
    }

    // Trees of every shape up to two and a half of the widest kernel, each a byte short, exact, and a byte over.
    [Theory]
    [MemberData(nameof(InstructionSets))]
    public void EveryTreeShapeAgreesWithPortable(string instructionSet)
    {
        var set = Blake3TestData.Require(instructionSet);
        const int Chunks = 40;
        var input = Blake3TestData.Input(Chunks * Blake3.ChunkBytes + 1);
        byte[] expected = new byte[Blake3.HashBytes], actual = new byte[Blake3.HashBytes];
        for (var chunks = 1; chunks <= Chunks; chunks++)
            for (var extra = -1; extra <= 1; extra++)
            {
                var part = input.AsSpan(0, chunks * Blake3.ChunkBytes + extra);
                Blake3.Hash(Blake3InstructionSet.Portable, Blake3Domain.Plain, part, expected);
                Blake3.Hash(set, Blake3Domain.Plain, part, actual);
                Assert.True(expected.AsSpan().SequenceEqual(actual), $"{chunks} chunks and {extra} bytes");
            }
    }

    // No input here is 4 TiB long, but the counter of chunk 2^32 must carry into its upper word in the middle of a group.
    [Theory]
    [MemberData(nameof(InstructionSets))]
    public unsafe void ChunkCounterCarriesIntoItsUpperWord(string instructionSet)
    {
        var set = Blake3TestData.Require(instructionSet);
        var input = Blake3TestData.Input(16 * Blake3.ChunkBytes);
        foreach (var first in new[] { (1UL << 32) - 15, (1UL << 32) - 8, (1UL << 32) - 1, 1UL << 32, (1UL << 54) - 16 })
        {
            Blake3Node expected, actual;
            fixed (byte* bytes = input)
            {
                Blake3.SubtreeNode(Blake3InstructionSet.Portable, Blake3Domain.Plain, bytes, input.Length, first, &expected);
                Blake3.SubtreeNode(set, Blake3Domain.Plain, bytes, input.Length, first, &actual);
            }

            Assert.Equal(new ReadOnlySpan<uint>(expected.Block, 16), new ReadOnlySpan<uint>(actual.Block, 16));
        }
    }

    [Fact]
    public void RandomInputAgreesWithBouncyCastle() =>
        Gen.Byte.Array[0, 20_000].Select(Gen.Byte.Array[32], Gen.Int[0, 300]).Sample((input, key, outputBytes) =>
        {
            Blake3Parameters[] parameters = [Blake3Parameters.Key(key), Blake3Parameters.Context("Piwa test 2025 context"u8.ToArray())];
            Blake3Domain[] domains = [Blake3Domain.Keyed(key), Blake3Domain.DeriveKey("Piwa test 2025 context")];
            for (var i = 0; i < domains.Length; i++)
            {
                var oracle = new Blake3Digest(Blake3.HashBytes * 8);
                oracle.Init(parameters[i]);
                Assert.Equal(Expected(oracle, input, outputBytes), Actual(domains[i], input, outputBytes));
            }

            Assert.Equal(
                Expected(new Blake3Digest(Blake3.HashBytes * 8), input, outputBytes),
                Actual(Blake3Domain.Plain, input, outputBytes));
        }, iter: 60);

    [Theory]
    [MemberData(nameof(InstructionSets))]
    public void ManyInputsGetTheHashesTheyGetOneByOne(string instructionSet)
    {
        var set = Blake3TestData.Require(instructionSet);
        var data = Blake3TestData.Input(40 * 1100);
        var domain = Blake3Domain.DeriveKey("Piwa test 2025 many");
        int[] lengths = [0, 1, 31, 32, 63, 64, 65, 127, 128, 129, 960, 1023, 1024, 1025, 1100];
        foreach (var length in lengths)
            for (var count = 0; count <= 40; count++)
            {
                var inputs = data.AsSpan(0, count * length);
                // One more than asked for, to see that it stays untouched.
                var hashes = new ContentHash[count + 1];
                Blake3.HashMany(set, domain, inputs, length, hashes.AsSpan(0, count));
                for (var i = 0; i < count; i++)
                    Assert.Equal(Blake3.Hash(domain, inputs.Slice(i * length, length)), hashes[i]);
                Assert.True(hashes[count].IsZero);
            }
    }

    [Fact]
    public void ManyInputsMustFillTheSpanExactly()
    {
        var hashes = new ContentHash[3];
        foreach (var length in new[] { 29, 31 })
            Assert.Throws<ArgumentException>(() => Blake3.HashMany(Blake3Domain.Plain, new byte[length], 10, hashes));
        Assert.Throws<ArgumentOutOfRangeException>(() => Blake3.HashMany(Blake3Domain.Plain, [], -1, hashes));
        Assert.Throws<ArgumentNullException>(() => Blake3.HashMany(null!, [], 0, []));
    }

    [Fact]
    public void OutputMayOverlapTheInput()
    {
        var buffer = Blake3TestData.Input(5000);
        var expected = Blake3.Hash(buffer);
        Blake3.Hash(buffer, buffer.AsSpan(100, Blake3.HashBytes));
        Assert.Equal(expected.Bytes, buffer.AsSpan(100, Blake3.HashBytes));
    }

    [Fact]
    public void HashingAllocatesNothing()
    {
        var input = Blake3TestData.Input(100_000);
        var hashes = new ContentHash[100];
        HashAll();
        var before = GC.GetAllocatedBytesForCurrentThread();
        HashAll();
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);

        void HashAll()
        {
            hashes[0] = Blake3.Hash(input);
            hashes[1] = Blake3.Hash(input.AsSpan(0, 100));
            Blake3.HashMany(Blake3Domain.Plain, input.AsSpan(0, 100 * 100), 100, hashes);
        }
    }

    private static byte[] Actual(Blake3Domain domain, byte[] input, int outputBytes)
    {
        var output = new byte[outputBytes];
        Blake3.Hash(domain, input, output);
        return output;
    }

    private static byte[] Expected(Blake3Digest oracle, byte[] input, int outputBytes)
    {
        var output = new byte[outputBytes];
        oracle.BlockUpdate(input, 0, input.Length);
        oracle.OutputFinal(output, 0, outputBytes);
        return output;
    }
}
