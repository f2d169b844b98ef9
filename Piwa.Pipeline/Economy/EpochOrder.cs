using Piwa.Chain.Economy;
using Piwa.Chain.Keys;

namespace Piwa.Pipeline.Economy;

/// <summary>The orders in which lists of a statement stand: there is one for each content.</summary>
internal static class EpochOrder
{
    /// <summary>Who was validated first comes first: of two shards of the same assets it is the one that counts.</summary>
    public static int Shards(EpochShard left, EpochShard right)
    {
        int order = left.At.CompareTo(right.At);
        if (order == 0)
            order = left.Identity.CompareTo(right.Identity);
        return order != 0 ? order : Wallets(left.Node, right.Node);
    }

    public static int Fallen(FallenShard left, FallenShard right) => left.Identity.CompareTo(right.Identity);

    public static int Caught(CaughtNode left, CaughtNode right)
    {
        int order = left.Identity.CompareTo(right.Identity);
        return order != 0 ? order : Wallets(left.Node, right.Node);
    }

    public static int Counts(WalletCount left, WalletCount right) => Wallets(left.Wallet, right.Wallet);

    public static int Wallets(PublicKey left, PublicKey right) => left.ToArray().AsSpan().SequenceCompareTo(right.ToArray());
}
