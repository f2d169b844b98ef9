using Piwa.Chain.Keys;

namespace Piwa.Chain.Bubblegum;

/// <summary>One who made an asset, and their share of royalties.</summary>
/// <param name="Address">The creator's wallet.</param>
/// <param name="IsVerified">Whether the creator vouches for it; a verified creator signs the minting transaction.</param>
/// <param name="Share">Per cent of the royalties; the shares of all creators make 100.</param>
public readonly record struct Creator(PublicKey Address, bool IsVerified, byte Share)
{
    /// <summary>Bytes of the encoding: address, verified, share.</summary>
    internal const int EncodedBytes = PublicKey.Size + 2;
}
