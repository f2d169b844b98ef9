using Piwa.Chain.Hashing;
using Piwa.Chain.Keys;
using Piwa.Chain.Trees;

namespace Piwa.Chain.Economy.Payouts;

/// <summary>The proof that a payout was made: its leaf is appended by the transaction that pays it, or neither happens.</summary>
/// <param name="Payout">The payout.</param>
/// <param name="Mint">The mint of RENDER.</param>
/// <param name="Tree">The treasury's tree.</param>
/// <param name="Root">The tree's root on chain when the proof was made.</param>
/// <param name="Proof">The way from the payout's leaf to the root.</param>
public sealed record PayoutProof(Payout Payout, PublicKey Mint, PublicKey Tree, Hash256 Root, MerkleProof Proof)
{
    /// <summary>Whether the payout's leaf leads to the root. Whoever distrusts the root reads it from the chain.</summary>
    public bool Verify() => Proof.Leaf == Payout.Hash(Mint) && Proof.Verify(Root);
}
