using Piwa.Chain.Hashing;

namespace Piwa.Chain.Bubblegum;

/// <summary>What both versions of metadata have in common.</summary>
internal interface IAssetMetadata
{
    IReadOnlyList<Creator> Creators { get; }

    bool IsMutable { get; }

    bool PrimarySaleHappened { get; }

    Hash256 DataHash();

    Hash256 CreatorHash();

    /// <summary>The metadata after an update.</summary>
    IAssetMetadata Updated(MetadataUpdate update);

    /// <summary>The first limit that the metadata breaks, apart from its collection and token standard; null if none.</summary>
    BubblegumError? FirstLimitViolation();
}
