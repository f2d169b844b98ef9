using Piwa.Pipeline.Stages;
using Piwa.Tests.Kernels.Buffers;

namespace Piwa.Tests.Stages;

/// <summary>Memory of blobs, which the garbage collector does not look after.</summary>
public sealed class BlobChunksTests
{
    private const int Chunk = 1 << 20;

    [Fact]
    public void BlobsLieApartAndStayAsTheyAreUntilTheArenaForgetsThem()
    {
        using var chunks = new BlobChunks();
        var arena = new BlobArena(chunks);
        var random = new Random(1);

        // More than a slab of sixteen chunks, and some larger than a chunk.
        byte[][] blobs = [.. Enumerable.Range(0, 60).Select(number => Bytes(random, number % 20 == 7 ? (2 * Chunk) + number : random.Next(Chunk)))];
        ReadOnlyMemory<byte>[] kept = [.. blobs.Select(blob => arena.Add(blob))];
        Assert.All(blobs.Zip(kept), pair => Assert.True(pair.First.AsSpan().SequenceEqual(pair.Second.Span)));
    }

    [Fact]
    public void WhatAnArenaGivesBackIsUsedAgain()
    {
        using var chunks = new BlobChunks();
        var arena = new BlobArena(chunks);
        ReadOnlyMemory<byte> first = arena.Add([1, 2, 3]);
        arena.Clear();
        ReadOnlyMemory<byte> second = arena.Add([4, 5, 6]);
        Assert.Equal([4, 5, 6], second.ToArray());
        Assert.Equal([4, 5, 6], first.ToArray());
    }

    [Fact]
    public void WhoReadsABlobAfterTheRunIsToldSo()
    {
        var chunks = new BlobChunks();
        ReadOnlyMemory<byte> blob = new BlobArena(chunks).Add([1, 2, 3]);
        chunks.Dispose();
        Assert.Throws<ObjectDisposedException>(() => blob.ToArray());
        Assert.Throws<ObjectDisposedException>(() => blob.Pin());
    }

    [Fact]
    public void ARunLongerThanASlabHasAllThatRunsUsuallyTakeFromThenOn()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Only Linux is asked for pages.");
        using var chunks = new BlobChunks();
        Memory<byte>[] taken = [.. Enumerable.Range(0, 64).Select(number =>
        {
            Memory<byte> chunk = chunks.Take(1);
            Assert.InRange(PageMap.PresentBytes(chunk.Span), number < 16 ? 0 : Chunk - (2 * Environment.SystemPageSize), Chunk);
            return chunk;
        })];
        Assert.All(taken, chunk => Assert.Equal(Chunk, chunk.Length));
    }

    private static byte[] Bytes(Random random, int length)
    {
        byte[] bytes = new byte[length];
        random.NextBytes(bytes);
        return bytes;
    }
}
