namespace Piwa.Chain.Ledger.Assets;

/// <summary>A change of a leaf.</summary>
/// <param name="Transaction">The transaction, by its number in the ledger.</param>
/// <param name="Previous">The change of the same leaf before this one, by its number in the index; -1 if this is the first.</param>
/// <param name="Operation">What was done.</param>
internal readonly record struct AssetEvent(int Transaction, int Previous, BubblegumOperation Operation);
