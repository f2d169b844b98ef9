using CsCheck;
using Piwa.Pipeline.Encoding;

namespace Piwa.Tests.Encoding;

public sealed class Blake3HasherTests
{
    public static TheoryData<string> InstructionSets => Blake3TestData.InstructionSets;

    [Theory]
    [MemberData(nameof(InstructionSets))]
    public void PublishedVectorsHoldByteByByteAndInPieces(string instructionSet)
    {
        var set = Blake3TestData.Require(instructionSet);
        foreach (var (domain, input, expected) in Blake3TestData.Vectors())
        {
            var hasher = new Blake3Hasher(domain, set);
            foreach (var piece in new[] { 1, 63, 1024, 5000, 16_384, 16_385, 40_000 })
            {
                hasher.Reset();
                for (var i = 0; i < input.Length; i += piece)
                    hasher.Update(input.AsSpan(i, Math.Min(piece, input.Length - i)));
                var output = new byte[expected.Length];
                hasher.Finish(output);
                Assert.Equal(expected, output);
            }
        }
    }

    [Fact]
    public void HoweverTheInputIsCutTheHashIsTheSame()
    {
        var input = Blake3TestData.Input(1 << 20);
        // Cuts of all orders of magnitude: a uniform choice would hardly ever be small.
        var cut = Gen.Int[0, 19].SelectMany(bits => Gen.Int[0, 1 << bits]);
        cut.Array[0, 12].Select(Gen.Int[0, input.Length]).Sample((cuts, length) =>
        {
            var hasher = new Blake3Hasher(Blake3Domain.Plain);
            var rest = input.AsSpan(0, length);
            foreach (var piece in cuts)
            {
                var take = Math.Min(piece, rest.Length);
                hasher.Update(rest[..take]);
                rest = rest[take..];
            }

            hasher.Update(rest);
            Assert.Equal(Blake3.Hash(input.AsSpan(0, length)), hasher.Finish());
        }, iter: 200);
    }

    // Groups of 16 chunks are where the hasher decides what to keep: a group short, exact and over, with every stack depth.
    [Fact]
    public void EveryGroupBoundaryIsRight()
    {
        const int GroupBytes = 16 * Blake3.ChunkBytes;
        var input = Blake3TestData.Input(20 * GroupBytes + 1);
        var whole = new Blake3Hasher(Blake3Domain.Plain);
        var pieces = new Blake3Hasher(Blake3Domain.Plain);
        for (var groups = 1; groups <= 20; groups++)
            for (var extra = -1; extra <= 1; extra++)
            {
                var part = input.AsSpan(0, groups * GroupBytes + extra);
                whole.Reset();
                whole.Update(part);
                pieces.Reset();
                for (var i = 0; i < part.Length; i += GroupBytes)
                    pieces.Update(part.Slice(i, Math.Min(GroupBytes, part.Length - i)));
                var expected = Blake3.Hash(part);
                Assert.Equal(expected, whole.Finish());
                Assert.Equal(expected, pieces.Finish());
            }
    }

    [Fact]
    public void FinishingChangesNothing()
    {
        var input = Blake3TestData.Input(100_000);
        var hasher = new Blake3Hasher(Blake3Domain.Plain);
        for (var i = 0; i < input.Length; i += 9_999)
        {
            hasher.Update(input.AsSpan(i, Math.Min(9_999, input.Length - i)));
            Assert.Equal(hasher.Finish(), hasher.Finish());
        }

        Assert.Equal(Blake3.Hash(input), hasher.Finish());
    }

    [Fact]
    public void AnyPartOfTheOutputCanBeRead()
    {
        var hasher = new Blake3Hasher(Blake3Domain.Plain);
        hasher.Update(Blake3TestData.Input(3000));
        var output = new byte[1000];
        hasher.Finish(output);
        Gen.Int[0, 1000].Select(Gen.Int[0, 1000]).Sample((a, b) =>
        {
            var (first, last) = (Math.Min(a, b), Math.Max(a, b));
            var part = new byte[last - first];
            hasher.Finish((ulong)first, part);
            Assert.Equal(output[first..last], part);
        });
    }

    [Fact]
    public void SteadyStateAllocatesNothing()
    {
        var input = Blake3TestData.Input(100_000);
        var hasher = new Blake3Hasher(Blake3Domain.Plain);
        var hash = default(ContentHash);
        HashOnce();
        var before = GC.GetAllocatedBytesForCurrentThread();
        HashOnce();
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.Equal(Blake3.Hash(input), hash);

        void HashOnce()
        {
            hasher.Reset();
            hasher.Update(input.AsSpan(0, 1000));
            hasher.Update(input.AsSpan(1000));
            hash = hasher.Finish();
        }
    }

    [Fact]
    public void DomainIsRequired() => Assert.Throws<ArgumentNullException>(() => new Blake3Hasher(null!));
}
