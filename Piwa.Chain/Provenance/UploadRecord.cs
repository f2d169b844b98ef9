using Piwa.Chain.Hashing;
using Piwa.Chain.Keys;

namespace Piwa.Chain.Provenance;

/// <summary>That content stands in an asset of a campaign: what a shard says of each of its contents, for <see cref="FirstUploadSettlement"/>.</summary>
/// <param name="Hash">The content's BLAKE3.</param>
/// <param name="Campaign">The campaign's place in the list that the network has agreed on; not negative.</param>
/// <param name="Asset">The asset's index in the campaign, which says the shard too; not negative.</param>
/// <param name="Kind">What the content is.</param>
/// <param name="Wallet">Who brings it.</param>
/// <remarks>
/// Ordered by hash, campaign, asset, kind and wallet, each by its bytes with the high ones first: of the records of one hash the least is
/// the first upload. There is no time in it: clocks of several nodes do not agree, and a unit of work that is done again is done later.
/// </remarks>
public readonly record struct UploadRecord(Hash256 Hash, long Campaign, long Asset, ContentKind Kind, PublicKey Wallet)
    : IComparable<UploadRecord>
{
    /// <summary>Compares by hash, campaign, asset, kind and wallet.</summary>
    /// <param name="other">What with.</param>
    public int CompareTo(UploadRecord other)
    {
        Hash256 hash = Hash, otherHash = other.Hash;
        int order = Hash256.AsSpan(in hash).SequenceCompareTo(Hash256.AsSpan(in otherHash));
        if (order == 0)
            order = Campaign.CompareTo(other.Campaign);
        if (order == 0)
            order = Asset.CompareTo(other.Asset);
        if (order == 0)
            order = Kind.CompareTo(other.Kind);
        if (order != 0)
            return order;
        PublicKey wallet = Wallet, otherWallet = other.Wallet;
        return PublicKey.AsSpan(in wallet).SequenceCompareTo(PublicKey.AsSpan(in otherWallet));
    }

    /// <summary>Whether a record comes before another.</summary>
    public static bool operator <(UploadRecord left, UploadRecord right) => left.CompareTo(right) < 0;

    /// <summary>Whether a record comes after another.</summary>
    public static bool operator >(UploadRecord left, UploadRecord right) => left.CompareTo(right) > 0;

    /// <summary>Whether a record does not come after another.</summary>
    public static bool operator <=(UploadRecord left, UploadRecord right) => left.CompareTo(right) <= 0;

    /// <summary>Whether a record does not come before another.</summary>
    public static bool operator >=(UploadRecord left, UploadRecord right) => left.CompareTo(right) >= 0;
}
