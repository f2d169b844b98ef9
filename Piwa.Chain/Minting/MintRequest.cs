using Piwa.Chain.Bubblegum;
using Piwa.Chain.Keys;

namespace Piwa.Chain.Minting;

/// <summary>An asset to mint.</summary>
public readonly record struct MintRequest
{
    /// <summary>Asks for an asset.</summary>
    /// <param name="metadata">Its metadata. A lane of version 2 mints what <see cref="MetadataArgs.ToV2"/> makes of it.</param>
    /// <param name="owner">Who will own it.</param>
    /// <param name="delegateKey">Who may act for the owner; nobody else if null.</param>
    public MintRequest(MetadataArgs metadata, PublicKey owner, PublicKey? delegateKey = null)
    {
        ArgumentNullException.ThrowIfNull(metadata);
        EncodedMetadata = metadata.Encode();
        Owner = owner;
        Delegate = delegateKey;
    }

    /// <summary>Its metadata in their Borsh encoding of version 1, as <see cref="MetadataView.Write"/> writes it; kept, not
    /// copied.</summary>
    public ReadOnlyMemory<byte> EncodedMetadata { get; init; }

    /// <summary>Who will own it.</summary>
    public PublicKey Owner { get; init; }

    /// <summary>Who may act for the owner; nobody else if null.</summary>
    public PublicKey? Delegate { get; init; }

    /// <summary>Its metadata, read from their encoding whenever they are asked for.</summary>
    /// <exception cref="WireFormatException">The encoding is none.</exception>
    public MetadataArgs Metadata
    {
        get => MetadataArgs.Parse(EncodedMetadata.Span, out _);
        init => EncodedMetadata = (value ?? throw new ArgumentNullException(nameof(value))).Encode();
    }

    internal PublicKey LeafDelegate => Delegate ?? Owner;
}
