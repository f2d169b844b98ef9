namespace Piwa.Pipeline.Stores;

/// <summary>What a directory or a prefix holds.</summary>
internal enum StoreKind
{
    /// <summary>A data set: its files may grow and be written anew.</summary>
    Dataset,

    /// <summary>The store of a fleet: its objects are created once.</summary>
    Fleet,
}
