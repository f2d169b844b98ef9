using System.Runtime.InteropServices;
using Piwa.Pipeline.Stages;
using Piwa.Tests.Kernels.Buffers;

namespace Piwa.Tests.Stages;

/// <summary>What native code has freed goes back to the system after shards.</summary>
public sealed unsafe class FreedMemoryTests
{
    [Fact]
    public void WhatIsFreedBeneathWhatIsNotIsGivenBack()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && NativeLibrary.TryLoad("libc.so.6", out _), "Only glibc gives freed memory back when it is asked to.");

        // Of the heap's, not mapped one by one; what lies on top keeps the heap from shrinking by itself.
        const int Count = 400, Length = 64 << 10;
        var blocks = new nint[Count];
        for (int i = 0; i < Count; i++)
        {
            blocks[i] = (nint)NativeMemory.Alloc(Length);
            new Span<byte>((void*)blocks[i], Length).Fill(1);
        }

        void* top = NativeMemory.Alloc(Length);
        long before = Present();
        foreach (nint block in blocks)
            NativeMemory.Free((void*)block);
        GiveBackFreed();
        long after = Present();
        NativeMemory.Free(top);
        Assert.InRange(before, Count * (Length - (2 * Environment.SystemPageSize)), Count * (long)Length);
        Assert.InRange(after, 0, before / 4);

        long Present() => blocks.Sum(block => PageMap.PresentBytes(new Span<byte>((void*)block, Length)));
    }

    // Each library has its own; by its name it is not clear whose.
    private static void GiveBackFreed() =>
        typeof(BlobChunks).Assembly.GetType("Piwa.Common.MemoryPages", throwOnError: true)!.GetMethod("GiveBackFreed")!.Invoke(null, null);
}
