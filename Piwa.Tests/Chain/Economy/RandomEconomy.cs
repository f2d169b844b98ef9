using System.Globalization;
using Microsoft.Extensions.Time.Testing;
using Piwa.Chain.Economy;
using Piwa.Chain.Keys;

namespace Piwa.Tests.Chain.Economy;

/// <summary>Does at random whatever can be asked of a ledger of value, what is refused among it.</summary>
internal sealed class RandomEconomy(EconomyLedger ledger, FakeTimeProvider clock, Random random)
{
    private const int Wallets = 6;
    private const int Nodes = 3;
    private static readonly Keypair[] Pairs = [.. Enumerable.Range(0, Wallets).Select(i => TestKeys.Pair($"economy {i}"))];
    private static readonly EconomyParameter[] Ours = [.. EconomyParameters.All.Where(each => each.Owner == RuleOwner.Ours && each.Name != "epoch.length")];

    private readonly Dictionary<PublicKey, long> _assets = [];
    private readonly List<string> _payments = [];
    private readonly List<string> _unstakes = [];
    private readonly List<string> _proposals = [];
    private int _keys;

    /// <summary>By epoch the facts that it was closed with.</summary>
    public Dictionary<long, EpochFacts> Facts { get; } = [];

    public int Refusals { get; private set; }

    /// <summary>Rules that come into play in a short history.</summary>
    public static EconomyParameters Rules => EconomyParameters.Default
        .With("revenue.asset-target", 2_000).With("stake.node-cap", Amount.OfRender(300).Units).With("stake.upfront-share", 10_000)
        .With("emission.period", 4).With("vote.supply", Amount.OfRender(200).Units);

    public void Step()
    {
        clock.Advance(TimeSpan.FromMinutes(random.Next(2_000)));
        int before = ledger.Entries.Count;
        try
        {
            Act();
        }
        catch (EconomyException)
        {
            Refusals++;
            Assert.Equal(before, ledger.Entries.Count);
        }
    }

    private void Act()
    {
        string key = (++_keys).ToString(CultureInfo.InvariantCulture);
        PublicKey wallet = Wallet(), node = Node();
        switch (random.Next(20))
        {
            case < 4:
                ledger.PayLicence(key, wallet, Some(50));
                _payments.Add(key);
                break;
            case 4:
                ledger.Refund(key, Any(_payments), Some(20));
                break;
            case < 8:
                ledger.Stake(key, wallet, node, Some(100));
                break;
            case 8:
                ledger.Restake(key, wallet, node, Node(), Some(50));
                break;
            case 9:
                ledger.Unstake(key, wallet, node, Some(50));
                _unstakes.Add(key);
                break;
            case 10:
                ledger.Release(Any(_unstakes));
                break;
            case 11:
                ledger.Forfeit($"shard {random.Next(20)}", node);
                break;
            case 12:
                ledger.PayOut(key, (ValueAccountKind)random.Next(11), random.Next(2) == 0 ? wallet : node, Some(10));
                break;
            case 13:
                ledger.Emit(ledger.Entries.Count(entry => entry.Cause == ValueCause.Emission));
                break;
            case 14 or 15:
                Close();
                break;
            case 16:
                Propose(key);
                break;
            case 17 or 18:
                Vote();
                break;
            default:
                string id = Any(_proposals);
                ledger.Count(id, ledger.FindProposal(id)?.Phase ?? default, clock.GetUtcNow());
                break;
        }
    }

    private void Close()
    {
        if (random.Next(2) == 0 && clock.GetUtcNow() < ledger.EpochEnds)
            clock.SetUtcNow(ledger.EpochEnds);
        List<NodeCount> nodes = [];
        for (int i = 0; i < Nodes; i++)
        {
            PublicKey node = TestKeys.Key(1000 + i);
            long made = random.Next(2) * random.Next(500);
            nodes.Add(new NodeCount(node, _assets.GetValueOrDefault(node) + made, made));
        }

        EpochFacts facts = new(nodes.Sum(each => each.Assets), nodes, Counts(), Counts());
        long epoch = ledger.Epoch;
        ledger.CloseEpoch(epoch, facts);
        Facts.Add(epoch, facts);
        foreach (NodeCount node in nodes)
            _assets[node.Node] = node.Assets;
    }

    private void Propose(string key)
    {
        Keypair pair = Pairs[random.Next(Wallets)];
        EconomyParameter parameter = Ours[random.Next(Ours.Length)];
        DateTimeOffset now = clock.GetUtcNow();
        ProposalKind kind = (ProposalKind)random.Next(3);
        string amends = kind == ProposalKind.Amendment ? Any(_proposals) : "";
        if (ledger.FindProposal(amends) is { } amended)
            parameter = EconomyParameters.Find(amended.Proposal.Parameter)!;
        long most = Math.Min(parameter.Maximum, Amount.OfRender(1_000).Units);
        Proposal proposal = new(
            key, pair.PublicKey, kind, parameter.Name, random.NextInt64(parameter.Minimum, most), amends, now + TimeSpan.FromHours(random.Next(25)), now);
        ledger.Propose(proposal, pair.Sign(proposal.ToMessage(ledger.Id)));
        _proposals.Add(key);
    }

    private void Vote()
    {
        Keypair pair = Pairs[random.Next(Wallets)];
        string id = Any(_proposals);
        Vote vote = new(id, ledger.FindProposal(id)?.Phase ?? default, pair.PublicKey, random.Next(4) > 0, clock.GetUtcNow());
        if (vote.Phase <= ProposalPhase.Final)
            ledger.Vote(vote, pair.Sign(vote.ToMessage(ledger.Id)));
    }

    private WalletCount[] Counts() => [.. Pairs.Where(_ => random.Next(3) == 0).Select(pair => new WalletCount(pair.PublicKey, random.Next(5)))];

    private PublicKey Wallet() => Pairs[random.Next(Wallets)].PublicKey;

    private PublicKey Node() => TestKeys.Key(1000 + random.Next(Nodes));

    private Amount Some(int render) => new(random.NextInt64(-1, render * Amount.UnitsPerRender));

    private string Any(List<string> keys) => keys.Count == 0 ? "none" : keys[^(1 + random.Next(Math.Min(4, keys.Count)))];
}
