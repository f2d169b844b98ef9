namespace Piwa.Chain.Collections;

/// <summary>What happened to the assets of a collection, as Metaplex Core is told.</summary>
internal enum CollectionChange : byte
{
    Mint = 0,
    Add = 1,
    Remove = 2,
}
