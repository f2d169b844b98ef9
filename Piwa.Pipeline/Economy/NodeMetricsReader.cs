using Piwa.Chain.Economy;
using Piwa.Chain.Keys;
using Piwa.Chain.Provenance;
using Piwa.Pipeline.Fleet;
using Piwa.Pipeline.Shards;
using Piwa.Pipeline.Telemetry;
using Piwa.Pipeline.Verification;

namespace Piwa.Pipeline.Economy;

/// <summary>Gathers what stakers choose nodes by, from a market, data sets and fleets. Nothing is written.</summary>
public static class NodeMetricsReader
{
    /// <summary>All nodes that have made something, have a stake, or are in a fleet: those first that have most assets.</summary>
    /// <param name="market">Directory of the market.</param>
    /// <param name="options">Data sets whose posts are read, and files of verdicts. Verdicts count of validators that the last statement names.</param>
    /// <param name="fleets">Nodes of fleets, as their coordinators tell of them.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="ManifestException">A statement, a data set or a file of verdicts is damaged.</exception>
    /// <exception cref="IOException">Something cannot be read.</exception>
    public static async Task<IReadOnlyList<NodeMetrics>> ReadAsync(
        string market, EpochCountOptions options, IReadOnlyList<FleetNodeStatus> fleets, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(market);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(fleets);
        Gathering nodes = new();
        AddLedger(nodes, EconomyReading.Read(Path.Combine(market, "economy.log")));
        HashSet<PublicKey> validators = [];
        EpochStatements.Open(Path.Combine(market, "epochs")).Tally((statement, _) =>
        {
            validators = [.. statement.Validators];
            foreach (CaughtNode caught in statement.Caught.DistinctBy(caught => caught.Key))
                nodes.Change(caught.Node, node => node with { Caught = node.Caught + 1 });
        });
        foreach (string address in options.Sources)
        {
            using EpochSource source = await EpochSource.OpenAsync(address, cancellationToken).ConfigureAwait(false);
            if (source.Dataset is { } dataset)
                AddPosts(nodes, dataset);

            // Copies of a bucket's files end with the source.
            if (source.VerdictLog is { } log && !options.VerdictFiles.Contains(log))
                AddVerdicts(nodes, log, validators);
        }

        foreach (string path in options.VerdictFiles.Distinct(StringComparer.Ordinal))
            AddVerdicts(nodes, path, validators);
        foreach (FleetNodeStatus node in fleets)
            AddFleet(nodes, node);
        return nodes.All;
    }

    private static void AddLedger(Gathering nodes, EconomyReading ledger)
    {
        foreach ((PublicKey node, Amount stake) in ledger.Stakes())
            nodes.Change(node, each => each with { Stake = stake });
        foreach (NodeCount count in ledger.Epochs is [.., var last] ? last.Facts.Nodes : [])
            nodes.Change(count.Node, each => each with { Assets = count.Assets, NewAssets = count.NewAssets });
        foreach (EarningShare share in ledger.Epochs.SelectMany(epoch => epoch.Shares).Where(share => share.Source == ShareSource.NodeRevenue))
            nodes.Change(share.Owner, each => each with { ToStakers = each.ToStakers + share.ToStakers });
        foreach (AuditedAccount account in AccountTrail.Of(ledger).Where(account => account.Kind == ValueAccountKind.NodePayable))
            nodes.Change(account.Owner, each => each with { Earned = account.Earned, HeldBack = account.HeldBack, Forfeited = account.Forfeited });
    }

    private static void AddPosts(Gathering nodes, Dataset dataset)
    {
        // A post that is not signed, or does not fit those before it, is nobody's word.
        foreach (IGrouping<PublicKey, TelemetryPost> of in TelemetryVerifier.Read(dataset).Posts
            .Where(post => post.IsSigned && post.Findings.Count == 0).Select(post => post.Post).GroupBy(post => post.Wallet))
        {
            TelemetryPost[] posts = [.. of];
            TimeSpan whole = posts[^1].To - posts[0].From, up = posts.Aggregate(TimeSpan.Zero, (sum, post) => sum + post.Up);
            nodes.Change(of.Key, node => node with
            {
                Uptime = whole > TimeSpan.Zero ? Math.Min(up / whole, 1) : node.Uptime,
                BytesPerSecond = posts.LastOrDefault(post => post.BytesPerSecond is not null)?.BytesPerSecond ?? node.BytesPerSecond,
                AssetsPerSecond = posts.LastOrDefault(post => post.AssetsPerSecond is not null)?.AssetsPerSecond ?? node.AssetsPerSecond,
                Seen = Later(node.Seen, posts[^1].To),
            });
        }
    }

    private static void AddVerdicts(Gathering nodes, string path, HashSet<PublicKey> validators)
    {
        if (VerdictFile.IsVerdictFile(path))
        {
            foreach (SignedShardVerdict verdict in VerdictFile.Read(path))
                Take(verdict);
        }
        else
        {
            Oracle.ReadVerdicts(path, Take);
        }

        void Take(SignedShardVerdict signed)
        {
            if (ShardVerdict.TryParse(signed.Text) is { } verdict && validators.Contains(verdict.Validator))
                nodes.Change(verdict.Node, node => node with { Sampled = node.Sampled + verdict.Sampled, Equal = node.Equal + verdict.Equal });
        }
    }

    private static void AddFleet(Gathering nodes, FleetNodeStatus status) => nodes.Change(PublicKey.Parse(status.Wallet), node => node with
    {
        Sampled = node.Sampled + status.Sampled,
        Equal = node.Equal + status.Equal,
        Seen = Later(node.Seen, status.Seen),
        Barred = status.Barred ?? node.Barred,
    });

    private static DateTimeOffset Later(DateTimeOffset? one, DateTimeOffset other) => one > other ? one.Value : other;

    private sealed class Gathering
    {
        private readonly Dictionary<PublicKey, NodeMetrics> _nodes = [];

        public IReadOnlyList<NodeMetrics> All =>
            [.. _nodes.Values.OrderByDescending(node => node.Assets).ThenBy(node => node.Node.ToString(), StringComparer.Ordinal)];

        public void Change(PublicKey node, Func<NodeMetrics, NodeMetrics> change) =>
            _nodes[node] = change(_nodes.GetValueOrDefault(node) ?? new NodeMetrics { Node = node });
    }
}
