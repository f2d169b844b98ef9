using Piwa.Chain.Keys;

namespace Piwa.Chain.Economy;

/// <summary>Settles an epoch: from its books to the exact list of its postings. A pure function.</summary>
/// <remarks>
/// <list type="number">
/// <item>The revenue is all that buyers have in escrow.</item>
/// <item>If fewer assets than the target existed when the epoch began, a share of it goes to the generation fund, rounded down. So the
/// epoch in which the target is reached is settled as those before it: who funds what is known before the epoch begins (ours).</item>
/// <item>Of the rest uploaders get a share, rounded down, and labellers another, each divided by counts; a share that there is nobody
/// for stays with the nodes' part.</item>
/// <item>What is left is the nodes', divided by the validated assets of each that exist. If there is no such node, it goes to the fund.</item>
/// <item>Of each node's revenue its stakers get a share, rounded down, divided by what each had staked with it when the epoch began; if
/// nobody had, the node keeps it.</item>
/// <item>A share of what was in the fund, rounded down, is divided among nodes by the assets that they made in this epoch. It is no
/// revenue: stakers get nothing of it (ours).</item>
/// <item>Of what a node earns, revenue and fund together, first what is held back is filled up (<see cref="NodeEarnings"/>).</item>
/// </list>
/// Divided is by largest remainder, of equal ones to the wallet that comes first by its bytes (<see cref="AmountDivision"/>).
/// </remarks>
internal static class EpochSettlement
{
    /// <param name="books">What it follows from.</param>
    /// <param name="told">Is told of each share, how it came about; null if nobody asks.</param>
    public static Posting[] Settle(EpochBooks books, Action<EarningShare>? told = null)
    {
        EconomyParameters parameters = books.Parameters;
        EpochFacts facts = books.Facts;
        PostingSet postings = new();
        Amount revenue = Amount.Zero;
        foreach ((ValueAccount escrow, Amount paid) in books.Escrow)
        {
            postings.Add(escrow, -paid);
            revenue += paid;
        }

        Amount fund = books.AssetsAtBegin < parameters.AssetTarget ? revenue.Part(parameters.GenerationShare) : Amount.Zero;
        Amount rest = revenue - fund;
        Amount toUploaders = rest.Part(facts.Uploads.Any(each => each.Count > 0) ? parameters.UploaderShare : 0);
        Amount toLabellers = rest.Part(facts.Labels.Any(each => each.Count > 0) ? parameters.LabellerShare : 0);
        Amount toNodes = rest - toUploaders - toLabellers;
        if (!facts.Nodes.Any(node => node.Assets > 0))
            (fund, toNodes) = (fund + toNodes, Amount.Zero);
        Amount fromFund = books.GenerationFund.Part(facts.Nodes.Any(node => node.NewAssets > 0) ? parameters.FundShare : 0);

        postings.Add(ValueAccount.GenerationFund, fund - fromFund);
        Divide(postings, ValueAccountKind.UploaderPayable, toUploaders, facts.Uploads, ShareSource.Uploaders, told);
        Divide(postings, ValueAccountKind.LabellerPayable, toLabellers, facts.Labels, ShareSource.Labellers, told);
        PayNodes(postings, books, toNodes, fromFund, told);
        return postings.ToArray();
    }

    private static void PayNodes(PostingSet postings, EpochBooks books, Amount toNodes, Amount fromFund, Action<EarningShare>? told)
    {
        IReadOnlyList<NodeCount> nodes = books.Facts.Nodes;
        Amount[] revenue = Shares(toNodes, [.. nodes.Select(node => node.Assets)]);
        Amount[] funding = Shares(fromFund, [.. nodes.Select(node => node.NewAssets)]);
        UInt128 assets = Sum(nodes.Select(node => node.Assets)), newAssets = Sum(nodes.Select(node => node.NewAssets));

        // Delegations come by staker and node: those of one node are by staker.
        ILookup<PublicKey, Posting> byNode = books.Delegations.ToLookup(stake => stake.Account.Node);
        for (int i = 0; i < nodes.Count; i++)
        {
            PublicKey node = nodes[i].Node;
            Posting[] stakes = [.. byNode[node]];
            Amount toStakers = revenue[i].Part(stakes.Length > 0 ? books.Parameters.StakerShare : 0);
            Amount[] shares = Shares(toStakers, [.. stakes.Select(stake => stake.Amount.Units)]);
            UInt128 staked = Sum(stakes.Select(stake => stake.Amount.Units));
            for (int j = 0; j < stakes.Length; j++)
            {
                PublicKey staker = stakes[j].Account.Owner;
                postings.Add(new ValueAccount(ValueAccountKind.StakerPayable, staker), shares[j]);
                told?.Invoke(new(ShareSource.Stakers, staker, node, toStakers, stakes[j].Amount.Units, staked, shares[j], Amount.Zero));
            }

            told?.Invoke(new(ShareSource.NodeRevenue, node, default, toNodes, nodes[i].Assets, assets, revenue[i], toStakers));
            told?.Invoke(new(ShareSource.Fund, node, default, fromFund, nodes[i].NewAssets, newAssets, funding[i], Amount.Zero));
            NodeEarnings.Add(postings, node, revenue[i] - toStakers + funding[i], books.HeldBack(node), books.Parameters);
        }
    }

    private static void Divide(
        PostingSet postings, ValueAccountKind kind, Amount total, IReadOnlyList<WalletCount> counts, ShareSource source, Action<EarningShare>? told)
    {
        Amount[] shares = Shares(total, [.. counts.Select(each => each.Count)]);
        UInt128 sum = Sum(counts.Select(each => each.Count));
        for (int i = 0; i < shares.Length; i++)
        {
            postings.Add(new ValueAccount(kind, counts[i].Wallet), shares[i]);
            told?.Invoke(new(source, counts[i].Wallet, default, total, counts[i].Count, sum, shares[i], Amount.Zero));
        }
    }

    private static UInt128 Sum(IEnumerable<long> weights) => weights.Aggregate(UInt128.Zero, (sum, weight) => sum + (UInt128)weight);

    /// <summary>Nothing is divided among nobody, too.</summary>
    private static Amount[] Shares(Amount total, long[] weights) =>
        total.IsZero ? new Amount[weights.Length] : AmountDivision.Divide(total, weights);
}
