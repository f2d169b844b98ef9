using System.Collections.Immutable;
using Piwa.Chain.Hashing;

namespace Piwa.Chain.Trees;

/// <summary>The size of a concurrent Merkle tree: its depth, how many changes it remembers, and how much of its top it caches.</summary>
/// <remarks>
/// <para>The programs know 34 pairs of depth and buffer; the canopy is free and follows from the length of the account.</para>
/// <para>
/// An account is a header of 56 bytes, the tree (three 64-bit counters, one change log per buffer entry, the proof of the rightmost
/// leaf), and the canopy: the topmost <see cref="CanopyDepth"/> levels without the root, 2^(c+1) - 2 nodes.
/// </para>
/// </remarks>
public sealed record TreeSize
{
    /// <summary>The longest proof that Bubblegum lets a transaction carry; a deeper tree needs a canopy for the rest.</summary>
    public const int MaximumProofNodes = 17;

    /// <summary>The depth that a tree gets unless asked otherwise: 1,048,576 leaves, whose proofs are rebuilt in well under a
    /// second.</summary>
    public const int DefaultMaximumDepth = 20;

    /// <summary>Bytes of the account's header.</summary>
    internal const int HeaderBytes = 56;

    /// <summary>Bytes of the counters at the head of the tree: sequence, active entry, number of entries.</summary>
    internal const int CounterBytes = 3 * sizeof(ulong);

    /// <summary>The deepest tree of all valid sizes.</summary>
    internal const int DeepestTree = 30;

    /// <summary>log2 of the largest buffer of all valid sizes, 2,048.</summary>
    private const int LargestBufferLog = 11;

    private static readonly ImmutableArray<TreeSize> AllSizes =
    [
        .. from depth in Enumerable.Range(0, DeepestTree + 1)
           from log in Enumerable.Range(0, LargestBufferLog + 1)
           where IsValid(depth, 1 << log)
           select new TreeSize(depth, 1 << log, MinimumCanopyDepth(depth)),
    ];

    /// <summary>Creates a size.</summary>
    /// <param name="depth">Levels below the root.</param>
    /// <param name="bufferSize">Changes that the tree remembers.</param>
    /// <param name="canopyDepth">Levels below the root that the account caches.</param>
    /// <exception cref="ArgumentException">The programs do not know the pair, or the canopy is deeper than the tree.</exception>
    public TreeSize(int depth, int bufferSize, int canopyDepth = 0)
    {
        if (!IsValid(depth, bufferSize))
            throw new ArgumentException($"The programs know no tree of depth {depth} with a buffer of {bufferSize}. See TreeSize.All.");
        if (canopyDepth < 0 || canopyDepth > depth)
        {
            throw new ArgumentException(
                $"A canopy has 0 to {depth} levels in a tree of depth {depth}, not {canopyDepth}.", nameof(canopyDepth));
        }

        Depth = depth;
        BufferSize = bufferSize;
        CanopyDepth = canopyDepth;
    }

    /// <summary>All valid pairs, from the smallest, each with the smallest canopy that Bubblegum accepts.</summary>
    public static IReadOnlyList<TreeSize> All => AllSizes;

    /// <summary>Levels below the root.</summary>
    public int Depth { get; }

    /// <summary>Changes that the tree remembers, so that proofs made before them still serve.</summary>
    public int BufferSize { get; }

    /// <summary>Levels below the root that the account caches, so that proofs may leave them out.</summary>
    public int CanopyDepth { get; }

    /// <summary>The number of leaves that fit.</summary>
    public long Capacity => 1L << Depth;

    /// <summary>Length of the account's data in bytes.</summary>
    public int AccountBytes => HeaderBytes + TreeBytes + (CanopyNodes(CanopyDepth) * Hash256.Size);

    /// <summary>What the account must hold, in lamports.</summary>
    public ulong RentLamports => Rent.MinimumBalance(AccountBytes);

    /// <summary>Bytes of one change log: root, path, index and padding; the proof of the rightmost leaf takes as many.</summary>
    internal int ChangeLogBytes => ((1 + Depth) * Hash256.Size) + (2 * sizeof(uint));

    /// <summary>Bytes between the header and the canopy.</summary>
    internal int TreeBytes => CounterBytes + ((BufferSize + 1) * ChangeLogBytes);

    /// <summary>Whether the programs know a pair.</summary>
    /// <param name="depth">Levels below the root.</param>
    /// <param name="bufferSize">Changes that the tree remembers.</param>
    public static bool IsValid(int depth, int bufferSize) => depth switch
    {
        3 or 5 => bufferSize == 8,
        >= 6 and <= 9 => bufferSize == 16,
        >= 10 and <= 13 => bufferSize == 32,
        14 or 20 => bufferSize is 64 or 256 or 1024 or 2048,
        >= 15 and <= 19 => bufferSize == 64,
        24 => bufferSize is 64 or 256 or 512 or 1024 or 2048,
        26 or 30 => bufferSize is 512 or 1024 or 2048,
        _ => false,
    };

    /// <summary>The smallest canopy with which Bubblegum accepts a tree.</summary>
    /// <param name="depth">Levels below the root.</param>
    public static int MinimumCanopyDepth(int depth) => Math.Max(0, depth - MaximumProofNodes);

    /// <summary>The smallest tree that holds so many leaves, or the largest allowed where none does.</summary>
    /// <param name="leafCount">Leaves that are expected.</param>
    /// <param name="maximumDepth">The deepest tree to use.</param>
    /// <returns>A size with the smallest buffer of its depth and the smallest canopy that Bubblegum accepts.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="leafCount"/> is negative, or no tree is as flat as
    /// <paramref name="maximumDepth"/>.</exception>
    public static TreeSize ForLeaves(long leafCount, int maximumDepth = DefaultMaximumDepth)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(leafCount);
        ArgumentOutOfRangeException.ThrowIfLessThan(maximumDepth, AllSizes[0].Depth);
        return AllSizes.FirstOrDefault(size => size.Capacity >= leafCount && size.Depth <= maximumDepth)
            ?? AllSizes.Where(size => size.Depth <= maximumDepth).GroupBy(size => size.Depth).Last().First();
    }

    /// <summary>Nodes of a canopy: full levels without the root.</summary>
    internal static int CanopyNodes(int canopyDepth) => (2 << canopyDepth) - 2;
}
