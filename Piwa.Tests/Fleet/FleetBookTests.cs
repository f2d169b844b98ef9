using Npgsql;
using Piwa.Chain.Keys;
using Piwa.Chain.Requests;
using Piwa.Pipeline.Encoding;
using Piwa.Pipeline.Fleet;
using Piwa.Tests.Infrastructure;

namespace Piwa.Tests.Fleet;

/// <summary>What a fleet's database keeps, on a real PostgreSQL, with a clock of the test.</summary>
[Collection(PostgresTests.Name)]
public sealed class FleetBookTests : IAsyncDisposable
{
    private const int Samples = 3;

    private static readonly byte[] Truth = Digests(1), Lie = Digests(2), OtherLie = Digests(3);

    private readonly PostgresServer _server;
    private readonly string _schema;
    private readonly List<FleetBook> _books = [];
    private DateTimeOffset _now = new(2030, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public FleetBookTests(PostgresServer server)
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
    public async Task ALeaseIsItsNodesAlone()
    {
        FleetBook book = await OpenAsync(units: 3);
        PublicKey[] nodes = await JoinAsync(book, 2);
        FleetLease lease = Assert.Single(await book.LeaseAsync(nodes[0], 1, Stop));
        Assert.Equal(new FleetLease(0, 1), lease);
        Assert.Equal(FinishOutcome.Lost, await FinishAsync(book, nodes[1], lease));
        Assert.Equal(FinishOutcome.Lost, await FinishAsync(book, nodes[0], lease with { Epoch = 0 }));
        Assert.Equal(FinishOutcome.Lost, await FinishAsync(book, nodes[0], lease with { Unit = 1 }));
        Assert.Empty(await book.RenewAsync(nodes[1], [lease], Stop));
        await book.ReleaseAsync(nodes[1], [lease], Stop);
        var upload = new WireUpload(lease, 1, Blake3.Hash([1]));
        Assert.Null(await book.EnterUploadAsync(nodes[0], upload, Stop));
        Assert.NotNull(await book.EnterUploadAsync(nodes[1], upload, Stop));

        Assert.Equal(FinishOutcome.Taken, await FinishAsync(book, nodes[0], lease));
        Assert.Equal(FinishOutcome.Repeated, await FinishAsync(book, nodes[0], lease));
        Assert.Equal(FinishOutcome.Contradicted, await FinishAsync(book, nodes[0], lease, "other"));
        Assert.Equal([new FleetLease(1, 1), new FleetLease(2, 1)], await book.LeaseAsync(nodes[1], 9, Stop));
    }

    [Fact]
    public async Task WhoComesBackAfterItsLeaseHasRunOutHasLostItAndNobodyIsPaidTwice()
    {
        FleetBook book = await OpenAsync(units: 1, rules => rules.Samples = 0);
        PublicKey[] nodes = await JoinAsync(book, 2);
        FleetLease first = Assert.Single(await book.LeaseAsync(nodes[0], 1, Stop));
        Assert.Empty(await book.LeaseAsync(nodes[1], 1, Stop));
        _now += TimeSpan.FromSeconds(60);
        Assert.Equal([first], await book.RenewAsync(nodes[0], [first], Stop));
        _now += TimeSpan.FromSeconds(60);
        Assert.Empty(await book.LeaseAsync(nodes[1], 1, Stop)); // renewed a minute ago
        _now += TimeSpan.FromSeconds(31);
        FleetLease second = Assert.Single(await book.LeaseAsync(nodes[1], 1, Stop));
        Assert.Equal(new FleetLease(0, 2), second);
        Assert.Empty(await book.RenewAsync(nodes[0], [first], Stop));
        Assert.Equal(FinishOutcome.Lost, await FinishAsync(book, nodes[0], first));
        Assert.Equal(FinishOutcome.Taken, await FinishAsync(book, nodes[1], second));
        Assert.Equal(FinishOutcome.Lost, await FinishAsync(book, nodes[0], first));
        Assert.Equal((1, 0), (await CommitAsync(book), await CommitAsync(book)));
        Assert.Equal([new FleetCredit(0, true, nodes[1], 8)], await book.CreditsAsync(Stop));
        FleetStatus status = await book.StatusAsync(9, Stop);
        Assert.True(status.IsDone);
        Assert.Equal(1, status.Nodes.Single(node => node.Wallet == nodes[0].ToString()).Lapsed);
    }

    [Fact]
    public async Task ALateNodeMayStillFinishWhatNobodyElseHasTaken()
    {
        FleetBook book = await OpenAsync(units: 1, rules => rules.Samples = 0);
        PublicKey node = (await JoinAsync(book, 1))[0];
        FleetLease lease = Assert.Single(await book.LeaseAsync(node, 1, Stop));
        _now += TimeSpan.FromHours(1);
        Assert.Equal(FinishOutcome.Taken, await FinishAsync(book, node, lease));
    }

    [Fact]
    public async Task WhatTwoSayAlikeCounts()
    {
        FleetBook book = await OpenAsync(units: 1);
        PublicKey[] nodes = await JoinAsync(book, 3);
        await MakeAsync(book, nodes[0]);
        Assert.Empty(await book.LeaseChecksAsync(nodes[0], 9, Stop)); // never its own
        FleetCheck check = Assert.Single(await book.LeaseChecksAsync(nodes[1], 9, Stop));
        Assert.Equal([1L, 4, 6], check.Samples);
        Assert.Empty(await book.LeaseChecksAsync(nodes[2], 9, Stop)); // it is leased
        Assert.False(await book.AnswerAsync(nodes[2], check, Truth, Stop));
        Assert.False(await book.AnswerAsync(nodes[1], check, Truth[1..], Stop));
        Assert.Equal(0, await CommitAsync(book));

        Assert.True(await book.AnswerAsync(nodes[1], check, Truth, Stop));
        Assert.True(await book.AnswerAsync(nodes[1], check, Truth, Stop)); // its answer was lost, say
        Assert.False(await book.AnswerAsync(nodes[1], check, Lie, Stop));
        Assert.Equal(1, await CommitAsync(book));
        Assert.Equal(
            [new FleetCredit(0, true, nodes[0], 8), new FleetCredit(0, false, nodes[1], Samples)], await book.CreditsAsync(Stop));
        FleetStatus status = await book.StatusAsync(9, Stop);
        Assert.Equal((1, 1.0), (status.Nodes[0].Units, status.Nodes[0].Accuracy));
        Assert.Equal(1, status.Nodes.Single(node => node.Wallet == nodes[1].ToString()).Checks);
    }

    [Fact]
    public async Task WhoMakesOtherAssetsThanTwoOthersIsBarredAndItsWorkIsMadeAgain()
    {
        FleetBook book = await OpenAsync(units: 2);
        PublicKey[] nodes = await JoinAsync(book, 3);
        await MakeAsync(book, nodes[0], said: Lie);
        FleetLease another = Assert.Single(await book.LeaseAsync(nodes[0], 1, Stop));
        await CheckAsync(book, nodes[1], Truth);
        Assert.Equal(UnitState.Made, await StateAsync(0));
        Assert.Empty(await book.LeaseChecksAsync(nodes[1], 1, Stop)); // it has had its say
        await CheckAsync(book, nodes[2], Truth);
        Assert.Equal(UnitState.Open, await StateAsync(0));
        Assert.Contains("gets no more work", await book.MeetAsync(nodes[0], "", Stop), StringComparison.Ordinal);
        Assert.Equal(FinishOutcome.Lost, await FinishAsync(book, nodes[0], another)); // taken from it
        Assert.Empty(await book.LeaseAsync(nodes[0], 1, Stop));

        await MakeAsync(book, nodes[1]);
        await CheckAsync(book, nodes[2], Truth);
        Assert.Equal(1, await CommitAsync(book));
        FleetNodeStatus liar = (await book.StatusAsync(9, Stop)).Nodes.Single(node => node.Wallet == nodes[0].ToString());
        Assert.Equal((0, 0.0, 1), (liar.Units, liar.Accuracy, liar.Strikes));
        Assert.DoesNotContain(await book.CreditsAsync(Stop), credit => credit.Node == nodes[0]);
        Assert.Contains(await book.CreditsAsync(Stop), credit => credit is { Unit: 0, IsMaker: true } && credit.Node == nodes[1]);

        await book.AllowAsync(nodes[0], new NodeChange(IsBarred: false), Stop);
        Assert.Null(await book.MeetAsync(nodes[0], "", Stop));
    }

    [Fact]
    public async Task WhoAccusesAnotherWronglyIsBarred()
    {
        FleetBook book = await OpenAsync(units: 1);
        PublicKey[] nodes = await JoinAsync(book, 4);
        await MakeAsync(book, nodes[0]);
        await CheckAsync(book, nodes[1], Lie);
        await CheckAsync(book, nodes[2], OtherLie);
        await CheckAsync(book, nodes[3], Truth);
        Assert.Equal(UnitState.Agreed, await StateAsync(0));
        FleetStatus status = await book.StatusAsync(9, Stop);
        Assert.Equal(
            new HashSet<string> { nodes[1].ToString(), nodes[2].ToString() },
            status.Nodes.Where(node => node.Barred is not null).Select(node => node.Wallet).ToHashSet());
        Assert.Contains(await book.AuditAsync(Stop), entry => entry.What == "strike" && entry.Detail.Contains("accused", StringComparison.Ordinal));
    }

    [Fact]
    public async Task AnAbandonedCheckGoesToAnother()
    {
        FleetBook book = await OpenAsync(units: 1);
        PublicKey[] nodes = await JoinAsync(book, 3);
        await MakeAsync(book, nodes[0]);
        FleetCheck check = Assert.Single(await book.LeaseChecksAsync(nodes[1], 1, Stop));
        _now += TimeSpan.FromSeconds(80);
        await book.RenewChecksAsync(nodes[2], [check], Stop); // not its own
        await book.RenewChecksAsync(nodes[1], [check], Stop);
        _now += TimeSpan.FromSeconds(80);
        Assert.Empty(await book.LeaseChecksAsync(nodes[2], 1, Stop));

        // A node that was started again is not at it: what it does not name runs out.
        await book.RenewChecksAsync(nodes[1], [], Stop);
        _now += TimeSpan.FromSeconds(11);
        Assert.Single(await book.LeaseChecksAsync(nodes[2], 1, Stop));
        Assert.False(await book.AnswerAsync(nodes[1], check, Truth, Stop));
    }

    [Fact]
    public async Task WhereWorkIsScarceItGoesByStake()
    {
        const int Units = 600;
        FleetBook book = await OpenAsync(Units, rules => (rules.Samples, rules.FleetLeases) = (0, 3));
        PublicKey[] nodes = await JoinAsync(book, 3);
        long[] stakes = [0, 100_000_000, 300_000_000]; // weights 1, 2, 4
        for (int i = 0; i < nodes.Length; i++)
            await book.AllowAsync(nodes[i], new NodeChange(Stake: stakes[i], MostLeases: 100), Stop);

        // All ask for more than there is, all the time; each second one unit is finished.
        int[] got = new int[nodes.Length];
        Queue<(int Node, FleetLease Lease)> under = [];
        for (int turn = 0; got.Sum() < 350; turn++)
        {
            _now += TimeSpan.FromSeconds(1);
            if (under.TryDequeue(out (int Node, FleetLease Lease) done))
                Assert.Equal(FinishOutcome.Taken, await FinishAsync(book, nodes[done.Node], done.Lease));
            for (int i = 0; i < nodes.Length; i++)
            {
                int node = (turn + i) % nodes.Length;
                foreach (FleetLease lease in await book.LeaseAsync(nodes[node], 2, Stop))
                {
                    got[node]++;
                    under.Enqueue((node, lease));
                }
            }
        }

        double one = got.Sum() / 7.0;
        Assert.InRange(got[0], one * 0.9, one * 1.1);
        Assert.InRange(got[1], 2 * one * 0.9, 2 * one * 1.1);
        Assert.InRange(got[2], 4 * one * 0.9, 4 * one * 1.1);
    }

    [Fact]
    public async Task LimitsHold()
    {
        FleetBook book = await OpenAsync(units: 20, rules => (rules.NodeLeases, rules.FleetLeases) = (2, 3));
        PublicKey[] nodes = await JoinAsync(book, 3);
        Assert.Equal(2, (await book.LeaseAsync(nodes[0], 9, Stop)).Count);
        Assert.Empty(await book.LeaseAsync(nodes[0], 9, Stop));
        Assert.Single(await book.LeaseAsync(nodes[1], 9, Stop));
        Assert.Empty(await book.LeaseAsync(nodes[2], 9, Stop));
        _now += TimeSpan.FromMinutes(2);
        Assert.NotEmpty(await book.LeaseAsync(nodes[2], 9, Stop)); // those of the others have run out
    }

    [Fact]
    public async Task StrangersAreTurnedAwayUnlessItIsOpen()
    {
        FleetBook closed = await OpenAsync(units: 1, rules => rules.IsOpen = false);
        using Keypair stranger = Keypair.Generate();
        Assert.Contains("piwa fleet allow", await closed.MeetAsync(stranger.PublicKey, "", Stop), StringComparison.Ordinal);
        Assert.Empty(await closed.LeaseAsync(stranger.PublicKey, 1, Stop));
        await closed.AllowAsync(stranger.PublicKey, new NodeChange(Stake: 5), Stop);
        Assert.Null(await closed.MeetAsync(stranger.PublicKey, "cuda:0: H200", Stop));
        FleetNodeStatus node = Assert.Single((await closed.StatusAsync(9, Stop)).Nodes);
        Assert.Equal((5, "cuda:0: H200", 4), (node.Stake, node.Device, node.MostLeases));
    }

    [Fact]
    public async Task ARequestCountsOnceAtAllCoordinators()
    {
        FleetBook one = await OpenAsync(units: 1), two = await OpenAsync(units: 1);
        using Keypair wallet = Keypair.Generate();
        var proof = new RequestProof(wallet.PublicKey, "000102030405060708090a0b0c0d0e0f", _now);
        Assert.True(await one.TryRememberAsync(proof, TimeSpan.FromMinutes(4), Stop));
        Assert.False(await two.TryRememberAsync(proof, TimeSpan.FromMinutes(4), Stop));
        Assert.True(await two.TryRememberAsync(proof with { Nonce = "010102030405060708090a0b0c0d0e0f" }, TimeSpan.FromMinutes(4), Stop));

        // Forgotten when it is too old to count anyway.
        Assert.True(await one.TryRememberAsync(proof with { Nonce = new string('0', 32), Time = _now.AddMinutes(5) }, TimeSpan.FromMinutes(4), Stop));
        Assert.True(await one.TryRememberAsync(proof, TimeSpan.FromMinutes(4), Stop));
    }

    [Fact]
    public async Task CoordinatorsMayStartAtOnceAndOrderOnce()
    {
        FleetBook[] books = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => OpenAsync(units: 5)));
        Assert.Equal(5, (await books[0].StatusAsync(9, Stop)).Units);
        Assert.Single(await books[0].AuditAsync(Stop), entry => entry.What == "ordered");
    }

    [Fact]
    public async Task CoordinatorsAndNodesAtOnceDoNotEndEachOther()
    {
        const int Nodes = 8, Units = 96;
        FleetBook[] books = [await OpenAsync(Units, Change), await OpenAsync(Units, Change)];
        PublicKey[] nodes = await JoinAsync(books[0], Nodes);

        // All take what the others let lapse, at once: each is blamed by others, in any order.
        IReadOnlyList<FleetLease>[] leases = [];
        for (int round = 0; round < 12; round++)
        {
            leases = await Task.WhenAll(nodes.Select((node, i) => books[i % 2].LeaseAsync(node, Units / Nodes, Stop)));
            Assert.Equal(Units, leases.Sum(held => held.Count));
            _now += TimeSpan.FromMinutes(2);
        }

        await Task.WhenAll(nodes.SelectMany((node, i) => leases[i].Select(lease => FinishAsync(books[i % 2], node, lease))));
        int[] committed = await Task.WhenAll(books.Select(async book =>
        {
            int all = 0;
            for (int now; (now = await CommitAsync(book)) > 0;)
                all += now;
            return all;
        }));
        Assert.Equal(Units, committed.Sum());
        Assert.Equal(Units, (await books[0].StatusAsync(9, Stop)).Nodes.Sum(node => node.Units));
        Assert.Equal(Units, (await books[0].CreditsAsync(Stop)).Count);

        static void Change(FleetRules rules) => (rules.Samples, rules.NodeLeases) = (0, 64);
    }

    [Fact]
    public async Task ALaterVersionIsRefused()
    {
        await OpenAsync(units: 1);
        await RunAsync($"insert into {_schema}.migrations (version) values (99)");
        var fault = await Assert.ThrowsAsync<FleetDatabaseException>(() => OpenAsync(units: 1));
        Assert.Contains("version 99", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task WhatTheStoreHasIsNotMadeAgain()
    {
        FleetBook book = await OpenAsync(units: 4);
        PublicKey node = (await JoinAsync(book, 1))[0];
        Assert.Equal(2, await book.ReconcileAsync([0, 2], Stop));
        Assert.Equal(0, await book.ReconcileAsync([0, 2], Stop));
        Assert.Equal([1L, 3], (await book.LeaseAsync(node, 9, Stop)).Select(lease => lease.Unit));
    }

    private async Task<FleetBook> OpenAsync(long units, Action<FleetRules>? change = null)
    {
        var rules = new FleetRules { IsOpen = true, Samples = Samples };
        change?.Invoke(rules);
        FleetBook book = await FleetBook.OpenAsync(_server.Connection, _schema, rules, () => _now, Stop);
        lock (_books)
            _books.Add(book);
        await book.OrderAsync([1, 2, 3], units, Stop);
        return book;
    }

    private static async Task<PublicKey[]> JoinAsync(FleetBook book, int count)
    {
        PublicKey[] nodes = [.. Enumerable.Range(1, count).Select(i => new PublicKey([.. Enumerable.Repeat((byte)i, PublicKey.Size)]))];
        foreach (PublicKey node in nodes)
            Assert.Null(await book.MeetAsync(node, "host", Stop));
        return nodes;
    }

    private static Task<FinishOutcome> FinishAsync(FleetBook book, PublicKey node, FleetLease lease, string identity = "it", byte[]? said = null) =>
        book.FinishAsync(node, lease, [1], System.Text.Encoding.UTF8.GetBytes(identity), book.Samples == 0 ? [] : [1, 4, 6], said ?? Truth, Stop);

    private static async Task MakeAsync(FleetBook book, PublicKey node, byte[]? said = null) =>
        Assert.Equal(FinishOutcome.Taken, await FinishAsync(book, node, Assert.Single(await book.LeaseAsync(node, 1, Stop)), said: said));

    private static async Task CheckAsync(FleetBook book, PublicKey node, byte[] says) =>
        Assert.True(await book.AnswerAsync(node, Assert.Single(await book.LeaseChecksAsync(node, 1, Stop)), says, Stop));

    private static Task<int> CommitAsync(FleetBook book) => book.CommitAsync(9, _ => Task.FromResult(new StoredUnit(8)), Stop);

    private static byte[] Digests(byte value) => [.. Enumerable.Repeat(value, Samples * SampleDigest.Bytes)];

    private async Task<UnitState> StateAsync(long unit) => (UnitState)(short)(await RunAsync($"select state from {_schema}.units where unit = {unit}"))!;

    private async Task<object?> RunAsync(string sql)
    {
        await using var connection = new NpgsqlConnection(_server.Connection + ";Pooling=false");
        await connection.OpenAsync(Stop);
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync(Stop);
    }
}
