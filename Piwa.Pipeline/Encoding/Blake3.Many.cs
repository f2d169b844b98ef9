using System.Runtime.InteropServices;

namespace Piwa.Pipeline.Encoding;

/// <content>Small whole messages side by side: each lane runs one message from its first block to its root.</content>
public static unsafe partial class Blake3
{
    /// <summary>Hashes inputs of one length side by side, with a given instruction set.</summary>
    internal static void HashMany(
        Blake3InstructionSet set, Blake3Domain domain, ReadOnlySpan<byte> inputs, int inputBytes, Span<ContentHash> hashes)
    {
        if (inputBytes > ChunkBytes)
        {
            for (var i = 0; i < hashes.Length; i++)
                Hash(set, domain, inputs.Slice(i * inputBytes, inputBytes), MemoryMarshal.AsBytes(hashes.Slice(i, 1)));
            return;
        }

        var lanes = Lanes(set);
        var blockCount = Math.Max(1, (inputBytes + BlockBytes - 1) / BlockBytes);
        var slotBytes = blockCount * BlockBytes;
        // Kernels read whole blocks: inputs that end within a block are copied to slots whose tails stay zero.
        var copied = slotBytes != inputBytes;
        var slots = stackalloc byte[copied ? lanes * slotBytes : 0];
        if (copied)
            new Span<byte>(slots, lanes * slotBytes).Clear();
        var pointers = stackalloc byte*[MaxLanes];
        var results = stackalloc byte[MaxLanes * HashBytes];
        fixed (byte* bytes = inputs)
        fixed (uint* key = domain.Key)
        {
            var group = new Blake3LaneGroup
            {
                Inputs = pointers,
                BlockCount = blockCount,
                LastBlockBytes = (uint)(inputBytes - (blockCount - 1) * BlockBytes),
                Key = key,
                Flags = domain.Flags,
                FirstFlags = FlagChunkStart,
                LastFlags = FlagChunkEnd | FlagRoot,
                ChainingValues = results,
            };
            for (var first = 0; first < hashes.Length; first += lanes)
            {
                var count = Math.Min(lanes, hashes.Length - first);
                var input = bytes + (nint)first * inputBytes;
                for (var lane = 0; copied && lane < count; lane++)
                    new ReadOnlySpan<byte>(input + lane * inputBytes, inputBytes)
                        .CopyTo(new Span<byte>(slots + lane * slotBytes, slotBytes));
                for (var lane = 0; lane < MaxLanes; lane++)
                    pointers[lane] = (copied ? slots : input) + (lane < count ? lane : 0) * slotBytes;

                CompressLanes(set, group, count);
                new ReadOnlySpan<ContentHash>(results, count).CopyTo(hashes[first..]);
            }
        }
    }
}
