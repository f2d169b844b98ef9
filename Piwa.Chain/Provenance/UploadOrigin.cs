using Piwa.Chain.Keys;

namespace Piwa.Chain.Provenance;

/// <summary>Who brings content, and in what.</summary>
/// <param name="Wallet">Their wallet.</param>
/// <param name="Shard">The shard or file that holds it, with the campaign it is of; 1 to <see cref="MaximumShardBytes"/> bytes of
/// UTF-8.</param>
public sealed record UploadOrigin(PublicKey Wallet, string Shard)
{
    /// <summary>The longest <see cref="Shard"/>, in bytes of UTF-8.</summary>
    public const int MaximumShardBytes = 255;
}
