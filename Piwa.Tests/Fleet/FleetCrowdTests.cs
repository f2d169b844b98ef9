using Piwa.Chain.Keys;
using Piwa.Chain.Requests;
using Piwa.Pipeline.Fleet;
using Piwa.Tests.Infrastructure;

namespace Piwa.Tests.Fleet;

/// <summary>What comes at once, in one transaction or in several, and at two coordinators, counts as if it came one after the other.</summary>
[Collection(PostgresTests.Name)]
public sealed class FleetCrowdTests : IAsyncDisposable
{
    private const int Nodes = 12;
    private const int Samples = 2;

    private static readonly byte[] Truth = new byte[Samples * SampleDigest.Bytes];

    private readonly PostgresServer _server;
    private readonly string _schema;
    private readonly PublicKey[] _nodes =
        [.. Enumerable.Range(1, Nodes).Select(i => new PublicKey([.. Enumerable.Repeat((byte)i, PublicKey.Size)]))];

    private FleetBook[] _books = [];
    private DateTimeOffset _now = new(2030, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public FleetCrowdTests(PostgresServer server)
    {
        _server = server;
        Assert.SkipWhen(server.Missing is not null, server.Missing ?? "");
        _schema = server.NewSchema();
    }

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask DisposeAsync()
    {
        foreach (FleetBook book in _books)
            await book.DisposeAsync();
    }

    [Fact]
    public async Task OfRequestsThatAreTheSameOneCounts()
    {
        await OpenAsync(1, _ => { });
        RequestProof[] proofs = [.. _nodes.Select((node, i) => new RequestProof(node, $"{i:x2}{new string('0', 30)}", _now))];
        (bool IsNew, string? Refusal)[] all = await Task.WhenAll(Enumerable.Range(0, 10 * Nodes)
            .Select(i => _books[i % 2].AdmitAsync(proofs[i % Nodes], TimeSpan.FromMinutes(4), "a device", Stop)));
        for (int i = 0; i < Nodes; i++)
            Assert.Single(Enumerable.Range(0, 10), turn => all[(turn * Nodes) + i].IsNew);
        Assert.All(all, one => Assert.Null(one.Refusal));
        Assert.All((await _books[0].StatusAsync(99, Stop)).Nodes, node => Assert.Equal("a device", node.Device));

        // Who is barred is told so, and its request counts as come all the same.
        await _books[0].AllowAsync(_nodes[0], new NodeChange(IsBarred: true), Stop);
        RequestProof[] later = [.. _nodes.Select((node, i) => new RequestProof(node, $"ff{i:x2}{new string('0', 28)}", _now))];
        all = await Task.WhenAll(later.Select(proof => _books[0].AdmitAsync(proof, TimeSpan.FromMinutes(4), "", Stop)));
        Assert.All(all, one => Assert.True(one.IsNew));
        Assert.All(all.Index(), one => Assert.Equal(one.Index == 0, one.Item.Refusal is not null));
        all = await Task.WhenAll(later.Select(proof => _books[1].AdmitAsync(proof, TimeSpan.FromMinutes(4), "", Stop)));
        Assert.All(all, one => Assert.False(one.IsNew));
    }

    [Fact]
    public async Task NoUnitIsLeasedTwiceAndNoNodeHasMoreThanItMay()
    {
        const int Units = 100, Most = 5;
        await OpenAsync(Units, rules => rules.NodeLeases = Most);
        IReadOnlyList<FleetLease>[] leases = await Task.WhenAll(Enumerable.Range(0, 6 * Nodes).Select(i => _books[i % 2].LeaseAsync(_nodes[i % Nodes], 2, Stop)));
        Assert.Equal(Nodes * Most, leases.Sum(each => each.Count));
        Assert.Equal(Nodes * Most, leases.SelectMany(each => each).Distinct().Count());
        Assert.All(Enumerable.Range(0, Nodes), i => Assert.Equal(Most, leases.Where((_, at) => at % Nodes == i).Sum(each => each.Count)));
    }

    [Fact]
    public async Task NoMoreIsOutThanMayBe()
    {
        const int Units = 100, Out = 7;
        await OpenAsync(Units, rules => (rules.FleetLeases, rules.Samples) = (Out, 0));
        int done = 0;
        for (int round = 0; done < 40; round++)
        {
            Assert.InRange(round, 0, 99);
            IReadOnlyList<FleetLease>[] leases = await Task.WhenAll(_nodes.Select((node, i) => _books[i % 2].LeaseAsync(node, 3, Stop)));
            Assert.InRange((await _books[0].StatusAsync(99, Stop)).Leased, 1, Out);
            FinishOutcome[] outcomes = await Task.WhenAll(_nodes.SelectMany((node, i) => leases[i].Select(lease => FinishAsync(i % 2, node, lease, "it"))));
            Assert.All(outcomes, outcome => Assert.Equal(FinishOutcome.Taken, outcome));
            done += outcomes.Length;
            _now += TimeSpan.FromSeconds(1);
        }
    }

    [Fact]
    public async Task OfUnitsThatAreHandedInTwiceOneCounts()
    {
        await OpenAsync(4, rules => rules.NodeLeases = 4);
        IReadOnlyList<FleetLease> leases = await _books[0].LeaseAsync(_nodes[0], 4, Stop);
        FinishOutcome[] outcomes = await Task.WhenAll(leases.SelectMany(lease => new[]
        {
            FinishAsync(0, _nodes[0], lease, "it"), FinishAsync(0, _nodes[0], lease, "it"), FinishAsync(1, _nodes[0], lease, "it"),
            FinishAsync(0, _nodes[1], lease, "it"), FinishAsync(1, _nodes[0], lease with { Epoch = 2 }, "it"),
        }));
        Assert.Equal((4, 8, 8), (Count(FinishOutcome.Taken), Count(FinishOutcome.Repeated), Count(FinishOutcome.Lost)));
        Assert.Equal(FinishOutcome.Contradicted, await FinishAsync(0, _nodes[0], leases[0], "other"));

        int Count(FinishOutcome outcome) => outcomes.Count(one => one == outcome);
    }

    [Fact]
    public async Task ChecksAndAnswersOfManyAtOnceSettleEachUnitOnce()
    {
        const int Units = 60;
        await OpenAsync(Units, rules => (rules.NodeLeases, rules.Samples) = (64, Samples));
        IReadOnlyList<FleetLease>[] leases = await Task.WhenAll(_nodes.Select((node, i) => _books[i % 2].LeaseAsync(node, Units / Nodes, Stop)));
        await Task.WhenAll(_nodes.SelectMany((node, i) => leases[i].Select(lease => FinishAsync(i % 2, node, lease, "it"))));
        for (int done = 0; done < Units;)
        {
            IReadOnlyList<FleetCheck>[] checks = await Task.WhenAll(_nodes.Select((node, i) => _books[i % 2].LeaseChecksAsync(node, 3, Stop)));
            FleetCheck[] all = [.. checks.SelectMany(each => each)];
            Assert.Equal(all.Length, all.Select(check => check.Unit).Distinct().Count());
            Assert.All(_nodes.Index(), node => Assert.Empty(checks[node.Index].Select(check => check.Unit).Intersect(leases[node.Index].Select(lease => lease.Unit))));

            // Each says it twice, and a neighbour says it for it.
            bool[] taken = await Task.WhenAll(_nodes.SelectMany((node, i) => checks[i].SelectMany(check => new[]
            {
                _books[0].AnswerAsync(node, check, Truth, Stop), _books[1].AnswerAsync(node, check, Truth, Stop),
                _books[0].AnswerAsync(_nodes[(i + 1) % Nodes], check, Truth, Stop),
            })));
            Assert.All(taken.Index(), one => Assert.Equal(one.Index % 3 < 2, one.Item));
            done += all.Length;
        }

        Assert.Equal(Units, await CommitAsync());
        FleetStatus status = await _books[0].StatusAsync(99, Stop);
        Assert.True(status.IsDone);
        Assert.Equal((Units, Units * Samples, Units * Samples), (status.Nodes.Sum(node => node.Checks), status.Nodes.Sum(node => node.Sampled), status.Nodes.Sum(node => node.Equal)));
        Assert.All(status.Nodes, node => Assert.Null(node.Barred));
    }

    [Fact]
    public async Task AmongManyWhoAgreeWhoDoesNotIsFound()
    {
        await OpenAsync(6, rules => rules.Samples = Samples);
        FleetLease[] leases = [.. (await Task.WhenAll(_nodes[..6].Select(node => _books[0].LeaseAsync(node, 1, Stop)))).Select(each => each[0])];
        byte[] lie = [.. Enumerable.Repeat((byte)1, Truth.Length)];
        await Task.WhenAll(leases.Select((lease, i) => FinishAsync(0, _nodes[i], lease, "it", i == 2 ? lie : Truth)));
        FleetCheck[] checks = [.. (await Task.WhenAll(_nodes[6..].Select(node => _books[0].LeaseChecksAsync(node, 1, Stop)))).Select(each => each[0])];
        Assert.All(await Task.WhenAll(checks.Select((check, i) => _books[0].AnswerAsync(_nodes[6 + i], check, Truth, Stop))), Assert.True);
        Assert.Equal(5, await CommitAsync());

        // A third is asked: none that has had its say, and not the maker.
        int accuser = 6 + Array.FindIndex(checks, check => check.Unit == leases[2].Unit);
        IReadOnlyList<FleetCheck>[] again = await Task.WhenAll(
            new[] { _nodes[2], _nodes[accuser], _nodes[0] }.Select(node => _books[0].LeaseChecksAsync(node, 4, Stop)));
        Assert.Equal([0, 0, 1], again.Select(each => each.Count));
        Assert.True(await _books[0].AnswerAsync(_nodes[0], again[2][0], Truth, Stop));
        FleetNodeStatus liar = Assert.Single((await _books[0].StatusAsync(99, Stop)).Nodes, node => node.Barred is not null);
        Assert.Equal(_nodes[2].ToString(), liar.Wallet);
    }

    [Fact]
    public async Task RenewalsAndQuestionsOfManyAreOfTheirOwnAlone()
    {
        await OpenAsync(Nodes, _ => { });
        FleetLease[] leases = [.. (await Task.WhenAll(_nodes.Select(node => _books[0].LeaseAsync(node, 1, Stop)))).Select(each => each[0])];
        IReadOnlyList<FleetLease>[] kept = await Task.WhenAll(_nodes.Concat(_nodes).Select((node, i) => _books[0].RenewAsync(node, i < Nodes ? leases : [leases[i - Nodes]], Stop)));
        Assert.All(kept.Index(), one => Assert.Equal([leases[one.Index % Nodes]], one.Item));
        bool[] has = await Task.WhenAll(_nodes.SelectMany(node => leases.Select(lease => _books[0].HasAsync(node, lease, Stop))));
        Assert.All(has.Index(), one => Assert.Equal(one.Index / Nodes == one.Index % Nodes, one.Item));
    }

    private async Task OpenAsync(long units, Action<FleetRules> change)
    {
        var rules = new FleetRules { IsOpen = true };
        change(rules);
        _books =
        [
            await FleetBook.OpenAsync(_server.Connection, _schema, rules, () => _now, Stop),
            await FleetBook.OpenAsync(_server.Connection, _schema, rules, () => _now, Stop),
        ];
        await _books[0].OrderAsync([1], units, Stop);
        foreach (PublicKey node in _nodes)
            Assert.Null(await _books[0].MeetAsync(node, "", Stop));
    }

    private Task<FinishOutcome> FinishAsync(int book, PublicKey node, FleetLease lease, string identity, byte[]? said = null) => _books[book].FinishAsync(
        node, lease, [1], System.Text.Encoding.UTF8.GetBytes(identity), _books[book].Samples == 0 ? [] : [1, 4], said ?? Truth, Stop);

    private async Task<int> CommitAsync()
    {
        int all = 0;
        for (int now; (now = await _books[0].CommitAsync(99, _ => Task.FromResult(new StoredUnit(8)), Stop)) > 0;)
            all += now;
        return all;
    }
}
