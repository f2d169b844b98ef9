namespace Piwa.Pipeline.Economy;

/// <summary>Why a shard counts no more.</summary>
public enum FallReason
{
    /// <summary>A validator has caught its node at it.</summary>
    Caught,

    /// <summary>Its data set is there and does not have it any more.</summary>
    Gone,
}
