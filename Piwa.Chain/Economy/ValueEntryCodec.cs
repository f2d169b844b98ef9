using System.Text;
using Piwa.Chain.Borsh;
using Piwa.Chain.Hashing;
using Piwa.Chain.Keys;

namespace Piwa.Chain.Economy;

/// <summary>Entries as the log holds them.</summary>
/// <remarks>
/// Layout: 32 bytes hash of the entry before; u64 milliseconds since 1970; u8 cause; u32 length and bytes of the key, UTF-8; u32 length and
/// bytes of the data; u32 count and postings of 73 bytes: u8 kind, 32 bytes owner, 32 bytes node, i64 base units; then 32 bytes Keccak-256
/// of all before it.
/// </remarks>
internal static class ValueEntryCodec
{
    private const int PostingBytes = 1 + (2 * PublicKey.Size) + sizeof(long);
    private const int FixedBytes = (2 * Hash256.Size) + sizeof(long) + 1 + (3 * sizeof(uint));
    private static readonly int Causes = Enum.GetValues<ValueCause>().Length;
    private static readonly int Kinds = Enum.GetValues<ValueAccountKind>().Length;

    public static int EncodedBytes(string key, int dataBytes, int postings) =>
        FixedBytes + Encoding.UTF8.GetByteCount(key) + dataBytes + (postings * PostingBytes);

    /// <summary>Writes an entry and its hash.</summary>
    /// <returns>The hash.</returns>
    public static Hash256 Write(Span<byte> destination, ValueEntry entry)
    {
        BorshWriter writer = new(destination);
        writer.WriteHash(entry.Previous);
        writer.WriteUInt64((ulong)entry.Time.ToUnixTimeMilliseconds());
        writer.WriteByte((byte)entry.Cause);
        writer.WriteString(entry.Key);
        writer.WriteUInt32((uint)entry.Data.Length);
        writer.WriteBytes(entry.Data.Span);
        writer.WriteUInt32((uint)entry.Postings.Count);
        foreach ((ValueAccount account, Amount amount) in entry.Postings)
        {
            writer.WriteByte((byte)account.Kind);
            writer.WriteKey(account.Owner);
            writer.WriteKey(account.Node);
            writer.WriteUInt64((ulong)amount.Units);
        }

        Hash256 hash = Keccak256.Hash(destination[..writer.Position]);
        writer.WriteHash(hash);
        return hash;
    }

    /// <exception cref="WireFormatException">The bytes are no entry, or its hash is another.</exception>
    public static ValueEntry Read(ReadOnlySpan<byte> bytes, long number)
    {
        BorshReader reader = new(bytes, "entry");
        Hash256 previous = reader.ReadHash("hash before");
        ulong time = reader.ReadUInt64("time");
        if (time > (ulong)DateTimeOffset.MaxValue.ToUnixTimeMilliseconds())
            throw reader.Invalid("time", "is after all times");
        ValueCause cause = (ValueCause)reader.ReadVariant(Causes, "cause");
        string key = reader.ReadString("key");
        byte[] data = reader.Take(reader.ReadCount(1, "data"), "data").ToArray();
        Posting[] postings = new Posting[reader.ReadCount(PostingBytes, "postings")];
        for (int i = 0; i < postings.Length; i++)
        {
            var kind = (ValueAccountKind)reader.ReadVariant(Kinds, "kind of account");
            ValueAccount account = new(kind, reader.ReadKey("owner"), reader.ReadKey("node"));
            postings[i] = new Posting(account, new Amount((long)reader.ReadUInt64("amount")));
        }

        Hash256 computed = Keccak256.Hash(bytes[..reader.Position]), hash = reader.ReadHash("hash");
        if (hash != computed)
            throw reader.Invalid("hash", "is not that of the entry: it was changed");
        if (reader.Position != bytes.Length)
            throw reader.Invalid("entry", "has bytes behind it");
        return new ValueEntry(number, DateTimeOffset.FromUnixTimeMilliseconds((long)time), cause, key, data, postings, previous, hash);
    }
}
