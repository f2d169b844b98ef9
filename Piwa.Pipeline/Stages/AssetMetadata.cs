using System.Buffers.Text;
using System.Diagnostics;
using System.Globalization;
using Piwa.Chain.Bubblegum;
using Piwa.Pipeline.Encoding;

namespace Piwa.Pipeline.Stages;

/// <summary>What an asset's compressed NFT says: a pure function of index and content, so that anyone can compute the leaf again.</summary>
internal static class AssetMetadata
{
    /// <summary>Digits of the largest index.</summary>
    private const int MaximumIndexDigits = 20;

    /// <summary>Bytes of a buffer that holds any asset's metadata in their encoding.</summary>
    public const int MaximumBytes = MetadataView.MaximumValidBytes;

    private static ReadOnlySpan<byte> Prefix => "Piwa #"u8;

    /// <summary>Scheme of the address: the content hash, in base64 without padding as for URLs.</summary>
    private static ReadOnlySpan<byte> Scheme => "b3:"u8;

    /// <summary>Writes the metadata of an asset in their encoding.</summary>
    /// <param name="assetIndex">Its index.</param>
    /// <param name="hash">Its content hash.</param>
    /// <param name="destination">At least <see cref="MaximumBytes"/>.</param>
    /// <returns>The number of bytes written.</returns>
    public static int Write(ulong assetIndex, ContentHash hash, Span<byte> destination)
    {
        Span<byte> name = stackalloc byte[Prefix.Length + MaximumIndexDigits];
        Prefix.CopyTo(name);
        bool isWhole = assetIndex.TryFormat(name[Prefix.Length..], out int digits, provider: CultureInfo.InvariantCulture);
        Debug.Assert(isWhole, "No index has more digits.");
        Span<byte> uri = stackalloc byte[Scheme.Length + Base64Url.GetEncodedLength(ContentHash.ByteCount)];
        Scheme.CopyTo(uri);
        Base64Url.EncodeToUtf8(hash.Bytes, uri[Scheme.Length..]);
        name = name[..(Prefix.Length + digits)];
        return new MetadataView { Name = name, Symbol = "PIWA"u8, Uri = uri, IsMutable = false }.Write(destination);
    }

    public static MetadataArgs Of(ulong assetIndex, ContentHash hash)
    {
        Span<byte> encoded = stackalloc byte[MaximumBytes];
        return MetadataArgs.Parse(encoded[..Write(assetIndex, hash, encoded)], out _);
    }
}
