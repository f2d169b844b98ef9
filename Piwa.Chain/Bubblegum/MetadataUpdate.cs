using System.Text;
using Piwa.Chain.Borsh;

namespace Piwa.Chain.Bubblegum;

/// <summary>What to change of an asset's metadata; what is null stays.</summary>
/// <remarks>Immutable and safe to share between threads.</remarks>
public sealed class MetadataUpdate
{
    /// <summary>Seven options, three lengths of text, a count of creators, and the values of fixed width.</summary>
    private const int MaximumFixedBytes = 7 + (4 * sizeof(uint)) + sizeof(ushort) + 2;

    private Creator[]? _creators;

    /// <summary>What the asset is called from then on.</summary>
    /// <value>Null by default; at most 32 bytes of UTF-8.</value>
    public string? Name { get; init; }

    /// <summary>A short symbol.</summary>
    /// <value>Null by default; at most 10 bytes of UTF-8.</value>
    public string? Symbol { get; init; }

    /// <summary>Where more about the asset stands.</summary>
    /// <value>Null by default; at most 200 bytes of UTF-8.</value>
    public string? Uri { get; init; }

    /// <summary>Who made the asset. Who was verified stays so; nobody can become verified this way.</summary>
    /// <value>Null by default; at most five, with shares that make 100.</value>
    public IReadOnlyList<Creator>? Creators
    {
        get => _creators;
        init => _creators = value is null ? null : [.. value];
    }

    /// <summary>The creators' part of each later sale.</summary>
    /// <value>Null by default; at most 10,000, in hundredths of a per cent.</value>
    public ushort? SellerFeeBasisPoints { get; init; }

    /// <summary>Whether the first sale has happened.</summary>
    /// <value>Null by default; can only become true.</value>
    public bool? PrimarySaleHappened { get; init; }

    /// <summary>Whether the metadata may change later.</summary>
    /// <value>Null by default; can only become false.</value>
    public bool? IsMutable { get; init; }

    /// <summary>Reads an update from the front of Borsh bytes.</summary>
    /// <param name="bytes">The encoding; what follows it is left alone.</param>
    /// <param name="length">The number of bytes that were read.</param>
    /// <exception cref="WireFormatException">The bytes are not an update.</exception>
    public static MetadataUpdate Parse(ReadOnlySpan<byte> bytes, out int length)
    {
        BorshReader reader = new(bytes, "Metadata update");
        MetadataUpdate update = new()
        {
            Name = reader.ReadFlag("name") ? reader.ReadString("name") : null,
            Symbol = reader.ReadFlag("symbol") ? reader.ReadString("symbol") : null,
            Uri = reader.ReadFlag("uri") ? reader.ReadString("uri") : null,
            Creators = reader.ReadFlag("creators") ? CreatorList.Read(ref reader) : null,
            SellerFeeBasisPoints = reader.ReadFlag("seller fee") ? reader.ReadUInt16("seller fee") : null,
            PrimarySaleHappened = reader.ReadFlag("primary sale happened") ? reader.ReadFlag("primary sale happened") : null,
            IsMutable = reader.ReadFlag("is mutable") ? reader.ReadFlag("is mutable") : null,
        };
        length = reader.Position;
        return update;
    }

    /// <summary>The Borsh encoding, as it stands in the instruction's data.</summary>
    public byte[] Encode()
    {
        byte[] buffer = new byte[MaximumFixedBytes + ByteCount(Name) + ByteCount(Symbol) + ByteCount(Uri)
            + ((_creators?.Length ?? 0) * Creator.EncodedBytes)];
        BorshWriter writer = new(buffer);
        WriteText(ref writer, Name);
        WriteText(ref writer, Symbol);
        WriteText(ref writer, Uri);
        writer.WriteFlag(_creators is not null);
        if (_creators is not null)
            CreatorList.Write(ref writer, _creators);
        writer.WriteFlag(SellerFeeBasisPoints is not null);
        if (SellerFeeBasisPoints is { } fee)
            writer.WriteUInt16(fee);
        WriteOption(ref writer, PrimarySaleHappened);
        WriteOption(ref writer, IsMutable);
        return buffer[..writer.Position];
    }

    private static int ByteCount(string? text) => text is null ? 0 : Encoding.UTF8.GetByteCount(text);

    private static void WriteText(ref BorshWriter writer, string? text)
    {
        writer.WriteFlag(text is not null);
        if (text is not null)
            writer.WriteString(text);
    }

    private static void WriteOption(ref BorshWriter writer, bool? value)
    {
        writer.WriteFlag(value is not null);
        if (value is { } flag)
            writer.WriteFlag(flag);
    }
}
