using Piwa.Chain.Borsh;
using Piwa.Chain.Hashing;

namespace Piwa.Chain.Bubblegum;

/// <summary>The event that minting a leaf emits through the noop program, from which indexers learn what the leaf's hash is made
/// of.</summary>
/// <param name="Leaf">The leaf.</param>
/// <param name="LeafHash">Its hash.</param>
public readonly record struct LeafEvent(LeafSchema Leaf, Hash256 LeafHash)
{
    /// <summary>Application data (variant 1) of version 1 (variant 0), then the length of what follows.</summary>
    private const int EnvelopeBytes = 2 + sizeof(uint);

    private const byte ApplicationData = 1;
    private const byte ApplicationDataV1 = 0;
    private const byte LeafSchemaEvent = 1;
    private const int VersionCount = 2;

    /// <summary>Of the longer version.</summary>
    internal const int MaximumBytes = EnvelopeBytes + 2 + LeafSchema.EncodedBytesV2 + Hash256.Size;

    private int PayloadBytes => 2 + Leaf.EncodedBytes + Hash256.Size;

    /// <summary>The data of the noop instruction.</summary>
    public byte[] Encode()
    {
        byte[] bytes = new byte[EnvelopeBytes + PayloadBytes];
        Write(bytes);
        return bytes;
    }

    /// <summary>Writes the data of the noop instruction into a buffer of <see cref="MaximumBytes"/>.</summary>
    /// <returns>The number of bytes written.</returns>
    internal int Write(Span<byte> destination)
    {
        BorshWriter writer = new(destination);
        writer.WriteByte(ApplicationData);
        writer.WriteByte(ApplicationDataV1);
        writer.WriteUInt32((uint)PayloadBytes);
        writer.WriteByte(LeafSchemaEvent);
        writer.WriteByte((byte)Leaf.Version);
        Leaf.Write(ref writer);
        writer.WriteHash(LeafHash);
        return writer.Position;
    }

    /// <summary>Whether the data of a noop instruction is that of a leaf.</summary>
    internal static bool IsOne(ReadOnlySpan<byte> data) => data.Length > EnvelopeBytes
        && data[0] == ApplicationData
        && data[1] == ApplicationDataV1
        && data[EnvelopeBytes] == LeafSchemaEvent;

    /// <summary>Reads the data of a noop instruction.</summary>
    /// <param name="data">The data, whole.</param>
    /// <exception cref="WireFormatException">The data is not a leaf event, or the hash is not that of the leaf.</exception>
    public static LeafEvent Parse(ReadOnlySpan<byte> data)
    {
        BorshReader reader = new(data, "Leaf event");
        if (reader.ReadByte("event") != ApplicationData || reader.ReadByte("event version") != ApplicationDataV1)
            throw reader.Invalid("event", "is not application data");
        int length = reader.ReadCount(1, "payload");
        if (length != data.Length - EnvelopeBytes || reader.ReadByte("event type") != LeafSchemaEvent)
            throw reader.Invalid("payload", "is not one leaf");

        byte version = reader.ReadVariant(VersionCount, "version");
        LeafSchema leaf = LeafSchema.Read(ref reader);
        Hash256 hash = reader.ReadHash("leaf hash");
        if (reader.Position != data.Length || (byte)leaf.Version != version || leaf.Hash() != hash)
            throw reader.Invalid("leaf hash", "does not belong to the leaf");
        return new LeafEvent(leaf, hash);
    }
}
