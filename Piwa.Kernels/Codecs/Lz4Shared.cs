using ILGPU;

namespace Piwa.Kernels.Codecs;

/// <summary>What the threads of a group share while they pack a block.</summary>
internal struct Lz4Shared
{
    /// <summary>By hash: the last place that was looked at.</summary>
    public ArrayView<ushort> Table;

    /// <summary>By thread: hash of the place that it looks at.</summary>
    public ArrayView<int> Hashes;

    /// <summary>By thread: the earlier place that may match.</summary>
    public ArrayView<int> Candidates;

    /// <summary>Three votes, taken in turns: one is cast, one was read and one is being emptied.</summary>
    public ArrayView<int> Votes;
}
