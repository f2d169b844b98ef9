using Piwa.Chain.Hashing;

namespace Piwa.Chain.Minting;

/// <summary>Reading of leaves in pieces.</summary>
internal static class LaneCourierExtensions
{
    /// <summary>Leaves read at once: 128 KiB.</summary>
    private const int LeavesPerRead = 4096;

    /// <summary>Reads leaves of a tree that were appended.</summary>
    public static async ValueTask<Hash256[]> ReadAllAsync(
        this ILaneCourier courier, LaneTree tree, long firstIndex, int count, CancellationToken cancellationToken)
    {
        Hash256[] leaves = new Hash256[count];
        for (int read = 0; read < count;)
        {
            Memory<Hash256> piece = leaves.AsMemory(read, Math.Min(LeavesPerRead, count - read));
            read += await courier.ReadLeavesAsync(tree, firstIndex + read, piece, cancellationToken).ConfigureAwait(false);
        }

        return leaves;
    }
}
