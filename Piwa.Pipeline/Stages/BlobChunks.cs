using System.Numerics;

namespace Piwa.Pipeline.Stages;

/// <summary>Memory that the arenas of a run take and give back, so that it is there once for the blobs under way, not once for each batch.</summary>
/// <remarks>Thread-safe.</remarks>
internal sealed class BlobChunks
{
    /// <summary>Large enough for an asset, small enough that the last chunk's empty rest does not matter.</summary>
    private const int ChunkBytes = 1 << 20;

    private readonly Lock _lock = new();
    private readonly List<byte[]> _idle = [];

    /// <summary>Takes a chunk that holds so many bytes.</summary>
    public byte[] Take(int bytes)
    {
        lock (_lock)
        {
            for (int i = _idle.Count - 1; i >= 0; i--)
            {
                byte[] chunk = _idle[i];
                if (chunk.Length < bytes)
                    continue;

                _idle.RemoveAt(i);
                return chunk;
            }
        }

        return GC.AllocateUninitializedArray<byte>(Math.Max(ChunkBytes, (int)BitOperations.RoundUpToPowerOf2((uint)bytes)));
    }

    /// <summary>Gives chunks back.</summary>
    public void Return(List<byte[]> chunks)
    {
        lock (_lock)
            _idle.AddRange(chunks);
    }
}
