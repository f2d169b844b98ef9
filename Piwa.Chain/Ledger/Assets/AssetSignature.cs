using Piwa.Chain.Keys;

namespace Piwa.Chain.Ledger.Assets;

/// <summary>A transaction that changed a leaf.</summary>
/// <param name="Signature">Its id.</param>
/// <param name="Instruction">What it did, by the name that indexers use.</param>
/// <param name="Slot">The slot it landed in.</param>
internal readonly record struct AssetSignature(Signature Signature, string Instruction, ulong Slot);
