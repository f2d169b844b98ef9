using System.Numerics;
using Piwa.Chain.Economy;
using Piwa.Chain.Keys;

namespace Piwa.Tests.Chain.Economy;

/// <summary>The settlement of an epoch again, slow and obvious, in numbers without bounds.</summary>
internal static class ReferenceSettlement
{
    public static Dictionary<ValueAccount, BigInteger> Settle(EpochBooks books)
    {
        Dictionary<ValueAccount, BigInteger> result = [];
        EconomyParameters rules = books.Parameters;
        BigInteger revenue = 0;
        foreach (Posting paid in books.Escrow)
        {
            Add(paid.Account, -paid.Amount.Units);
            revenue += paid.Amount.Units;
        }

        BigInteger fund = books.AssetsAtBegin < rules["revenue.asset-target"] ? revenue * rules["revenue.generation-share"] / 1_000_000 : 0;
        BigInteger rest = revenue - fund;
        BigInteger uploaders = books.Facts.Uploads.Sum(each => (decimal)each.Count) > 0 ? rest * rules["revenue.uploader-share"] / 1_000_000 : 0;
        BigInteger labellers = books.Facts.Labels.Sum(each => (decimal)each.Count) > 0 ? rest * rules["revenue.labeller-share"] / 1_000_000 : 0;
        BigInteger nodes = rest - uploaders - labellers;
        if (books.Facts.Nodes.Sum(each => (decimal)each.Assets) == 0)
            (fund, nodes) = (fund + nodes, 0);
        BigInteger spent = books.Facts.Nodes.Sum(each => (decimal)each.NewAssets) > 0
            ? books.GenerationFund.Units * (BigInteger)rules["generation.epoch-share"] / 1_000_000
            : 0;
        Add(ValueAccount.GenerationFund, fund - spent);
        foreach ((PublicKey wallet, BigInteger share) in Divide(uploaders, books.Facts.Uploads.Select(each => (each.Wallet, each.Count))))
            Add(new(ValueAccountKind.UploaderPayable, wallet), share);
        foreach ((PublicKey wallet, BigInteger share) in Divide(labellers, books.Facts.Labels.Select(each => (each.Wallet, each.Count))))
            Add(new(ValueAccountKind.LabellerPayable, wallet), share);

        Dictionary<PublicKey, BigInteger> earned = Divide(nodes, books.Facts.Nodes.Select(each => (each.Node, each.Assets)));
        foreach ((PublicKey node, BigInteger share) in earned.ToArray())
        {
            (PublicKey, long)[] stakes = [.. books.Delegations.Where(each => each.Account.Node == node).Select(each => (each.Account.Owner, each.Amount.Units))];
            if (stakes.Length == 0)
                continue;
            BigInteger toStakers = share * rules["revenue.staker-share"] / 1_000_000;
            earned[node] -= toStakers;
            foreach ((PublicKey staker, BigInteger part) in Divide(toStakers, stakes))
                Add(new(ValueAccountKind.StakerPayable, staker), part);
        }

        foreach ((PublicKey node, BigInteger share) in Divide(spent, books.Facts.Nodes.Select(each => (each.Node, each.NewAssets))))
            earned[node] = earned.GetValueOrDefault(node) + share;
        foreach ((PublicKey node, BigInteger share) in earned)
        {
            BigInteger room = BigInteger.Max(0, rules["node.hold-back"] - books.HeldBack(node).Units);
            Add(new(ValueAccountKind.NodeHeldBack, node), BigInteger.Min(room, share));
            Add(new(ValueAccountKind.NodePayable, node), share - BigInteger.Min(room, share));
        }

        return result.Where(each => !each.Value.IsZero).ToDictionary();

        void Add(ValueAccount account, BigInteger amount) => result[account] = result.GetValueOrDefault(account) + amount;
    }

    /// <summary>One unit after the other to whoever is furthest below the exact share, of equals to the first wallet.</summary>
    private static Dictionary<PublicKey, BigInteger> Divide(BigInteger total, IEnumerable<(PublicKey Wallet, long Weight)> weights)
    {
        (PublicKey Wallet, long Weight)[] all = [.. weights.OrderBy(each => Convert.ToHexString(each.Wallet.ToArray()), StringComparer.Ordinal)];
        BigInteger sum = all.Aggregate(BigInteger.Zero, (before, each) => before + each.Weight);
        if (sum == 0 || total == 0)
            return all.ToDictionary(each => each.Wallet, _ => BigInteger.Zero);
        var shares = all.ToDictionary(each => each.Wallet, each => total * each.Weight / sum);
        HashSet<PublicKey> served = [];
        while (shares.Values.Aggregate(BigInteger.Zero, (before, each) => before + each) < total)
        {
            PublicKey? furthest = null;
            BigInteger most = -1;
            foreach ((PublicKey wallet, long weight) in all.Where(each => !served.Contains(each.Wallet)))
            {
                BigInteger missing = (total * weight) - (total * weight / sum * sum);
                if (missing > most)
                    (furthest, most) = (wallet, missing);
            }

            shares[furthest!.Value]++;
            served.Add(furthest.Value);
        }

        return shares;
    }
}
