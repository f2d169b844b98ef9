namespace Piwa.Pipeline.Encoding;

/// <summary>
/// A node of the hash tree whose last compression has not run yet, because what it gives depends on where the node turns out to stand:
/// a chaining value inside the tree, output of any length at the root.
/// </summary>
internal unsafe struct Blake3Node
{
    /// <summary>What goes into the compression: the key for a parent, the chaining value of the blocks before for a chunk.</summary>
    public fixed uint ChainingValue[Blake3.HashBytes / sizeof(uint)];

    /// <summary>The last block of a chunk, filled up with zeros, or the two chaining values of a parent's children.</summary>
    public fixed uint Block[Blake3.BlockBytes / sizeof(uint)];

    /// <summary>Bytes of <see cref="Block"/> that count.</summary>
    public uint BlockBytes;

    /// <summary>Number of the chunk; 0 for a parent.</summary>
    public ulong Counter;

    /// <summary>Domain flags, without the root flag.</summary>
    public uint Flags;
}
