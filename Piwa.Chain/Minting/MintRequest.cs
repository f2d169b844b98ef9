using Piwa.Chain.Bubblegum;
using Piwa.Chain.Keys;

namespace Piwa.Chain.Minting;

/// <summary>An asset to mint.</summary>
/// <param name="Metadata">Its metadata. A lane of version 2 mints what <see cref="MetadataArgs.ToV2"/> makes of it.</param>
/// <param name="Owner">Who will own it.</param>
/// <param name="Delegate">Who may act for the owner; nobody else if null.</param>
public sealed record MintRequest(MetadataArgs Metadata, PublicKey Owner, PublicKey? Delegate = null);
