using Piwa.Chain.Keys;
using Piwa.Chain.Trees;

namespace Piwa.Tests.Chain.Trees;

/// <summary>The events of trees, each in an array of its own.</summary>
internal static class TreeEvents
{
    public static byte[] Encode(PublicKey key, ConcurrentMerkleTree tree)
    {
        byte[] buffer = new byte[ChangeLogEvent.MaximumBytes];
        return buffer[..ChangeLogEvent.Write(key, tree, buffer)];
    }
}
