using Piwa.Chain.Keys;

namespace Piwa.Chain.Economy;

/// <summary>What a node earns: first what is held back is filled up, all else can be paid out.</summary>
internal static class NodeEarnings
{
    /// <param name="postings">Gets the postings.</param>
    /// <param name="node">The node; in one set of postings it earns once.</param>
    /// <param name="earned">What it earns.</param>
    /// <param name="heldBack">What is held back already.</param>
    /// <param name="parameters">The rules.</param>
    public static void Add(PostingSet postings, PublicKey node, Amount earned, Amount heldBack, EconomyParameters parameters)
    {
        // A vote may have lowered the target: what is above it stays.
        Amount room = parameters.HoldBack > heldBack ? parameters.HoldBack - heldBack : Amount.Zero;
        Amount held = Amount.Min(earned, room);
        postings.Add(new ValueAccount(ValueAccountKind.NodeHeldBack, node), held);
        postings.Add(new ValueAccount(ValueAccountKind.NodePayable, node), earned - held);
    }
}
