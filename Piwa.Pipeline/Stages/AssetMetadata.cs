using System.Buffers.Text;
using System.Globalization;
using Piwa.Chain.Bubblegum;
using Piwa.Pipeline.Encoding;

namespace Piwa.Pipeline.Stages;

/// <summary>What an asset's compressed NFT says: a pure function of index and content, so that anyone can compute the leaf again.</summary>
internal static class AssetMetadata
{
    private const string Symbol = "PIWA";

    /// <summary>Scheme of the address: the content hash, in base64 without padding as for URLs.</summary>
    private const string Scheme = "b3:";

    public static MetadataArgs Of(ulong assetIndex, ContentHash hash) => new()
    {
        Name = string.Create(CultureInfo.InvariantCulture, $"Piwa #{assetIndex}"),
        Symbol = Symbol,
        Uri = string.Create(Scheme.Length + Base64Url.GetEncodedLength(ContentHash.ByteCount), hash, WriteUri),
        IsMutable = false,
    };

    private static void WriteUri(Span<char> uri, ContentHash hash)
    {
        Scheme.CopyTo(uri);
        Base64Url.EncodeToChars(hash.Bytes, uri[Scheme.Length..]);
    }
}
