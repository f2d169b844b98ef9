using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.InteropServices;
using Piwa.Chain.Hashing;
using Piwa.Chain.Keys;

namespace Piwa.Chain.Trees;

/// <summary>A concurrent Merkle tree, as it stands in the data of its account, byte for byte.</summary>
/// <remarks>
/// <para>
/// The tree remembers its latest roots, each with the path that led to it, in a ring of change logs. A proof made for any of these
/// roots is brought up to date by the changes after it, so that writers need not wait for each other. Appending needs no proof: the
/// tree keeps that of its rightmost leaf.
/// </para>
/// <para>
/// The account's bytes are the state; an instance is a view of them and holds nothing else. An operation that fails leaves the bytes
/// as they were. Not safe for use by several threads at once.
/// </para>
/// <para>Source: the whitepaper "Compressing Digital Assets with Concurrent Merkle Trees" (J. Xi, N. Toscano and others, 2022) and the
/// behaviour of spl-account-compression, which runs of the real programs in the tests hold it to.</para>
/// </remarks>
public sealed partial class ConcurrentMerkleTree
{
    private const int SequenceOffset = TreeSize.HeaderBytes;
    private const int ActiveOffset = SequenceOffset + sizeof(ulong);
    private const int CountOffset = ActiveOffset + sizeof(ulong);
    private const int ChangeLogsOffset = CountOffset + sizeof(ulong);

    private readonly byte[] _account;
    private readonly IWriteObserver? _observer;
    private readonly int _depth;
    private readonly int _rightmostOffset;
    private readonly int _canopyOffset;

    private ConcurrentMerkleTree(byte[] account, TreeSize size, IWriteObserver? observer)
    {
        _account = account;
        _observer = observer;
        _depth = size.Depth;
        _rightmostOffset = ChangeLogsOffset + (size.BufferSize * size.ChangeLogBytes);
        _canopyOffset = _rightmostOffset + size.ChangeLogBytes;
        Size = size;
    }

    /// <summary>The account's data: the state itself.</summary>
    public ReadOnlyMemory<byte> Bytes => _account;

    /// <summary>Depth, buffer and canopy.</summary>
    public TreeSize Size { get; }

    /// <summary>Who may change the tree.</summary>
    public PublicKey Authority => TreeHeader.Authority(_account);

    /// <summary>The slot in which the tree was initialized.</summary>
    public ulong CreationSlot => TreeHeader.CreationSlot(_account);

    /// <summary>The number of changes since the tree was initialized.</summary>
    public ulong SequenceNumber => ReadUInt64(SequenceOffset);

    /// <summary>The place of the newest change in the ring.</summary>
    public int ActiveIndex => (int)ReadUInt64(ActiveOffset) & (Size.BufferSize - 1);

    /// <summary>The root.</summary>
    public Hash256 Root => ChangeLogNodes(ActiveIndex)[0];

    /// <summary>The number of places that were ever filled from the left: the index of the next leaf to be appended.</summary>
    public long LeafCount => RightmostIndex;

    /// <summary>The rightmost leaf; zero in an empty tree.</summary>
    public Hash256 RightmostLeaf => RightmostNodes[_depth];

    /// <summary>The places in the ring that are filled.</summary>
    internal int ChangeLogCount => (int)Math.Min(ReadUInt64(CountOffset), (ulong)Size.BufferSize);

    /// <summary>The leaf index of the newest change.</summary>
    internal uint LastChangedIndex => ReadUInt32(ChangeLogOffset(ActiveIndex) + ((_depth + 1) * Hash256.Size));

    /// <summary>The newest change: the root, then the path from the leaf up.</summary>
    internal ReadOnlySpan<Hash256> LastChange => ChangeLogNodes(ActiveIndex);

    private bool IsInitialized => (ReadUInt64(SequenceOffset) | ReadUInt64(ActiveOffset) | ReadUInt64(CountOffset)) != 0;

    private uint RightmostIndex => ReadUInt32(_rightmostOffset + ((_depth + 1) * Hash256.Size));

    /// <summary>The proof of the rightmost leaf, then the leaf.</summary>
    private Span<Hash256> RightmostNodes =>
        MemoryMarshal.Cast<byte, Hash256>(_account.AsSpan(_rightmostOffset, (_depth + 1) * Hash256.Size));

    /// <summary>Initializes an empty tree in an account of zeros.</summary>
    /// <param name="account">The account's data; becomes the tree's state.</param>
    /// <param name="size">The tree's size.</param>
    /// <param name="authority">Who may change the tree.</param>
    /// <param name="creationSlot">The slot of the initialization.</param>
    /// <exception cref="ArgumentException">The account has another length than the size asks for, or is not all zeros.</exception>
    public static ConcurrentMerkleTree Initialize(byte[] account, TreeSize size, PublicKey authority, ulong creationSlot)
    {
        ArgumentNullException.ThrowIfNull(account);
        ArgumentNullException.ThrowIfNull(size);
        if (account.Length != size.AccountBytes)
        {
            throw new ArgumentException(
                $"A tree of this size needs {size.AccountBytes} bytes, the account has {account.Length}.", nameof(account));
        }

        if (account.AsSpan().ContainsAnyExcept((byte)0))
            throw new ArgumentException("The account is in use: it holds bytes other than zero.", nameof(account));
        return InitializeUnchecked(account, size, authority, creationSlot);
    }

    /// <summary>Opens the tree that an account holds.</summary>
    /// <param name="account">The account's data; stays the tree's state.</param>
    /// <exception cref="WireFormatException">The account holds no initialized tree.</exception>
    public static ConcurrentMerkleTree Open(byte[] account)
    {
        ArgumentNullException.ThrowIfNull(account);
        AccountCompressionError? error = TryOpen(account, observer: null, out ConcurrentMerkleTree? tree);
        return error switch
        {
            null when tree!.IsInitialized => tree,
            null => throw new WireFormatException("The account is meant for a tree but has not been initialized."),
            _ => throw new WireFormatException($"An account of {account.Length} bytes holds no tree: {error}."),
        };
    }

    /// <summary>Whether it is the tree that an account holds now: opening that would give the same.</summary>
    internal bool IsOpen(byte[] account) => _account == account
        && TreeHeader.AccountType(account) == TreeHeader.TreeAccountType
        && TreeHeader.Depth(account) == (uint)_depth
        && TreeHeader.BufferSize(account) == (uint)Size.BufferSize;

    /// <summary>Opens a tree with the checks and errors of the programs.</summary>
    internal static AccountCompressionError? TryOpen(byte[] account, IWriteObserver? observer, out ConcurrentMerkleTree? tree)
    {
        tree = null;
        if (account.Length < TreeSize.HeaderBytes || TreeHeader.AccountType(account) != TreeHeader.TreeAccountType)
            return AccountCompressionError.IncorrectAccountType;
        AccountCompressionError? error =
            TryMeasure(account.Length, TreeHeader.Depth(account), TreeHeader.BufferSize(account), out TreeSize? size);
        if (error is null)
            tree = new ConcurrentMerkleTree(account, size!, observer);
        return error;
    }

    /// <summary>The number of leaves of a tree, from its account up to the canopy: the index behind the proof of the rightmost
    /// leaf.</summary>
    internal static long CountLeaves(ReadOnlySpan<byte> account, TreeSize size) =>
        BinaryPrimitives.ReadUInt32LittleEndian(account[(TreeSize.HeaderBytes + size.TreeBytes - (2 * sizeof(uint)))..]);

    /// <summary>Where the root stands in an account, from the account's first bytes: header and counters.</summary>
    /// <exception cref="WireFormatException">The bytes are not those of a tree.</exception>
    internal static (int Offset, ulong SequenceNumber) LocateRoot(ReadOnlySpan<byte> head)
    {
        if (head.Length < ChangeLogsOffset
            || TreeHeader.AccountType(head) != TreeHeader.TreeAccountType
            || TreeHeader.Depth(head) > TreeSize.DeepestTree
            || !TreeSize.IsValid((int)TreeHeader.Depth(head), (int)TreeHeader.BufferSize(head)))
        {
            throw new WireFormatException($"{head.Length} bytes are not the head of a tree.");
        }

        TreeSize size = new((int)TreeHeader.Depth(head), (int)TreeHeader.BufferSize(head));
        int active = (int)BinaryPrimitives.ReadUInt64LittleEndian(head[ActiveOffset..]) & (size.BufferSize - 1);
        return (ChangeLogsOffset + (active * size.ChangeLogBytes), BinaryPrimitives.ReadUInt64LittleEndian(head[SequenceOffset..]));
    }

    /// <summary>The size of a tree from its parameters and the length of its account.</summary>
    internal static AccountCompressionError? TryMeasure(int accountBytes, uint depth, uint bufferSize, out TreeSize? size)
    {
        size = null;
        if (depth > TreeSize.DeepestTree || bufferSize > int.MaxValue || !TreeSize.IsValid((int)depth, (int)bufferSize))
            return AccountCompressionError.ConcurrentMerkleTreeConstantsError;

        int canopyBytes = accountBytes - new TreeSize((int)depth, (int)bufferSize).AccountBytes;
        if (canopyBytes < 0)
            return AccountCompressionError.ZeroCopyError;

        // A canopy of full levels without the root has two nodes less than a power of two.
        int places = (canopyBytes / Hash256.Size) + 2;
        int canopyDepth = BitOperations.Log2((uint)places) - 1;
        if (canopyBytes % Hash256.Size != 0 || !BitOperations.IsPow2(places) || canopyDepth > depth)
            return AccountCompressionError.CanopyLengthMismatch;
        size = new TreeSize((int)depth, (int)bufferSize, canopyDepth);
        return null;
    }

    /// <summary>Initializes an account whose length and contents were checked.</summary>
    internal static ConcurrentMerkleTree InitializeUnchecked(byte[] account, TreeSize size, PublicKey authority, ulong creationSlot)
    {
        TreeHeader.Write(account, size, authority, creationSlot);
        ConcurrentMerkleTree tree = new(account, size, observer: null);
        EmptyNodes.Levels[..size.Depth].CopyTo(tree.RightmostNodes);
        Span<Hash256> first = tree.ChangeLogNodes(0);
        first[0] = EmptyNodes.Levels[size.Depth];
        EmptyNodes.Levels[..size.Depth].CopyTo(first[1..]);
        tree.WriteUInt64(CountOffset, 1);
        return tree;
    }

    /// <summary>A change log: the root, then the path from the leaf up.</summary>
    private Span<Hash256> ChangeLogNodes(int index) =>
        MemoryMarshal.Cast<byte, Hash256>(_account.AsSpan(ChangeLogOffset(index), (_depth + 1) * Hash256.Size));

    private int ChangeLogOffset(int index) => ChangeLogsOffset + (index * Size.ChangeLogBytes);

    private ulong ReadUInt64(int offset) => BinaryPrimitives.ReadUInt64LittleEndian(_account.AsSpan(offset));

    private uint ReadUInt32(int offset) => BinaryPrimitives.ReadUInt32LittleEndian(_account.AsSpan(offset));

    private void WriteUInt64(int offset, ulong value) => BinaryPrimitives.WriteUInt64LittleEndian(_account.AsSpan(offset), value);

    private void WriteUInt32(int offset, uint value) => BinaryPrimitives.WriteUInt32LittleEndian(_account.AsSpan(offset), value);
}
