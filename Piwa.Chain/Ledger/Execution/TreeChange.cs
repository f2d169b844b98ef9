using Piwa.Chain.Hashing;
using Piwa.Chain.Keys;

namespace Piwa.Chain.Ledger.Execution;

/// <summary>A change of a tree that takes effect with its transaction.</summary>
/// <param name="Tree">The tree's account.</param>
/// <param name="Kind">What happened.</param>
/// <param name="Index">The changed leaf, for <see cref="TreeChangeKind.LeafSet"/>.</param>
/// <param name="Leaf">What stands there now, for <see cref="TreeChangeKind.LeafSet"/>.</param>
internal readonly record struct TreeChange(PublicKey Tree, TreeChangeKind Kind, uint Index = 0, Hash256 Leaf = default);
