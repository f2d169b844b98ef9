namespace Piwa.Chain.Ledger.Programs;

/// <summary>What the flags of a leaf of version 2 say.</summary>
[Flags]
internal enum LeafFlags : byte
{
    None = 0,

    /// <summary>Frozen by the asset's delegate.</summary>
    Frozen = 1,

    /// <summary>Frozen by who may freeze the collection's assets for good.</summary>
    FrozenForGood = 2,

    /// <summary>Tied to its owner.</summary>
    NonTransferable = 4,
}
