using Piwa.Pipeline.Encoding;

namespace Piwa.Pipeline.Uploads;

/// <summary>What a certificate of first upload says.</summary>
public sealed record FirstUploadRecord
{
    /// <summary>Address of the uploader's wallet.</summary>
    public required string Uploader { get; init; }

    /// <summary>BLAKE3 of the file that was uploaded.</summary>
    public required ContentHash FileHash { get; init; }

    /// <summary>Length of the file.</summary>
    public required long FileBytes { get; init; }

    /// <summary>Whose the contents are: source, mesh, texture, scene, in this order.</summary>
    public required IReadOnlyList<ContentFirst> Contents { get; init; }

    /// <summary>BLAKE3 of the campaign's file.</summary>
    public required ContentHash Campaign { get; init; }

    /// <summary>Index of the asset in the data set of that campaign.</summary>
    public required ulong Asset { get; init; }

    /// <summary>Content hash of the asset, with its views.</summary>
    public required ContentHash AssetHash { get; init; }

    /// <summary>Address of the asset's compressed NFT; null where it is not minted.</summary>
    public string? Nft { get; init; }

    /// <summary>Address of the tree that the NFT is in; null where it is not minted.</summary>
    public string? Tree { get; init; }

    /// <summary>Address of the wallet of the host that took the upload: it signs.</summary>
    public required string Host { get; init; }

    /// <summary>When this was signed, by the host's clock: milliseconds since 1970, UTC.</summary>
    public required long Time { get; init; }

    /// <summary>The host's signature of the text, in base58; null before it is signed.</summary>
    public string? Signature { get; init; }
}
