using Piwa.Chain.Borsh;
using Piwa.Chain.Hashing;
using Piwa.Chain.Keys;

namespace Piwa.Chain.Minting;

/// <summary>A minting transaction as the journal knows it before it is sent for the first time: the signed bytes, and all that will be
/// true of the tree once they have landed.</summary>
/// <remarks>
/// Layout: u64 first leaf, u64 last valid block height, 32 bytes durable nonce, 32 bytes root afterwards, u32 count and leaves of 32
/// bytes, u32 length and bytes of the transaction.
/// </remarks>
internal sealed record JournalEntry
{
    private const int FixedBytes = (2 * sizeof(ulong)) + (2 * Hash256.Size) + (2 * sizeof(uint));

    /// <summary>Where its first leaf will stand: the leaves that the tree has before.</summary>
    public required long FirstLeaf { get; init; }

    /// <summary>The leaves that it appends.</summary>
    public required IReadOnlyList<Hash256> Leaves { get; init; }

    /// <summary>The root that the tree has afterwards.</summary>
    public required Hash256 Root { get; init; }

    /// <summary>The last block height at which it may land, if it stands on a blockhash. On a durable nonce it may land at any: up to this
    /// height, a nonce that differs may be one that is not final.</summary>
    public required ulong LastValidBlockHeight { get; init; }

    /// <summary>The value of the durable nonce that it stands on; zero if it stands on a blockhash.</summary>
    public Hash256 Nonce { get; init; }

    /// <summary>The signed transaction in its wire form.</summary>
    public required ReadOnlyMemory<byte> Transaction { get; init; }

    /// <summary>The leaves that the tree has afterwards.</summary>
    public long End => FirstLeaf + Leaves.Count;

    public bool HasNonce => Nonce != Hash256.Zero;

    /// <summary>The transaction's id: the first signature, behind their number, which is a single byte.</summary>
    public Signature Id => new(Transaction.Span.Slice(1, Signature.Size));

    public int EncodedBytes => FixedBytes + (Leaves.Count * Hash256.Size) + Transaction.Length;

    public void Write(Span<byte> destination)
    {
        BorshWriter writer = new(destination);
        writer.WriteUInt64((ulong)FirstLeaf);
        writer.WriteUInt64(LastValidBlockHeight);
        writer.WriteHash(Nonce);
        writer.WriteHash(Root);
        writer.WriteUInt32((uint)Leaves.Count);
        foreach (Hash256 leaf in Leaves)
            writer.WriteHash(leaf);
        writer.WriteUInt32((uint)Transaction.Length);
        writer.WriteBytes(Transaction.Span);
    }

    /// <exception cref="WireFormatException">The bytes are no entry.</exception>
    public static JournalEntry Read(ReadOnlySpan<byte> bytes)
    {
        BorshReader reader = new(bytes, "journal entry");
        ulong firstLeaf = reader.ReadUInt64("first leaf");
        ulong lastValidBlockHeight = reader.ReadUInt64("last valid block height");
        Hash256 nonce = reader.ReadHash("nonce");
        Hash256 root = reader.ReadHash("root");
        Hash256[] leaves = new Hash256[reader.ReadCount(Hash256.Size, "leaves")];
        for (int i = 0; i < leaves.Length; i++)
            leaves[i] = reader.ReadHash("leaf");
        byte[] transaction = reader.Take(reader.ReadCount(1, "transaction"), "transaction").ToArray();
        if (reader.Position != bytes.Length || leaves.Length == 0 || transaction.Length <= Signature.Size)
            throw reader.Invalid("entry", "has another length than its fields");
        return new JournalEntry
        {
            FirstLeaf = (long)firstLeaf,
            Leaves = leaves,
            Root = root,
            LastValidBlockHeight = lastValidBlockHeight,
            Nonce = nonce,
            Transaction = transaction,
        };
    }
}
