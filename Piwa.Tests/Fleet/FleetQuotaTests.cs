using System.Net;
using Piwa.Chain.Keys;
using Piwa.Pipeline.Encoding;
using Piwa.Pipeline.Fleet;
using Piwa.Tests.Infrastructure;

namespace Piwa.Tests.Fleet;

/// <summary>How much a node may put, and what becomes of what nobody names, with a clock of the test.</summary>
[Collection(PostgresTests.Name)]
public sealed class FleetQuotaTests : IAsyncDisposable
{
    private readonly PostgresServer _server;
    private readonly string _schema;
    private DateTimeOffset _now = new(2030, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private FleetBook? _book;

    public FleetQuotaTests(PostgresServer server)
    {
        _server = server;
        Assert.SkipWhen(server.Missing is not null, server.Missing ?? "");
        _schema = server.NewSchema();
    }

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask DisposeAsync()
    {
        if (_book is not null)
            await _book.DisposeAsync();
    }

    [Fact]
    public async Task ALeaseIsForAFewFilesAndForItsNodeAlone()
    {
        (FleetBook book, PublicKey node, FleetLease[] leases) = await OpenAsync(quota: 0);
        for (int repeat = 0; repeat < 5; repeat++)
            Assert.Null(await EnterAsync(book, node, leases[0], file: 1, bytes: 10));
        Assert.Equal(HttpStatusCode.Forbidden, (await EnterAsync(book, node, leases[0], file: 1, bytes: 11))!.Status);
        Assert.Null(await EnterAsync(book, node, leases[0], file: 2, bytes: 10));
        Assert.Null(await EnterAsync(book, node, leases[0], file: 3, bytes: 10));
        Assert.Equal(HttpStatusCode.Forbidden, (await EnterAsync(book, node, leases[0], file: 4, bytes: 10))!.Status);
        Assert.Null(await EnterAsync(book, node, leases[0], file: 3, bytes: 10));
        Assert.Null(await EnterAsync(book, node, leases[1], file: 4, bytes: 10));

        PublicKey other = Generated();
        Assert.Null(await book.MeetAsync(other, "", Stop));
        Assert.Equal(HttpStatusCode.Conflict, (await EnterAsync(book, other, leases[0], file: 1, bytes: 10))!.Status);
        Assert.Equal(HttpStatusCode.Conflict, (await EnterAsync(book, node, leases[0] with { Epoch = 7 }, file: 1, bytes: 10))!.Status);
        _now += TimeSpan.FromHours(1);
        Assert.Equal(leases[0].Unit, Assert.Single(await book.LeaseAsync(other, 1, Stop)).Unit);
        Assert.Equal(HttpStatusCode.Conflict, (await EnterAsync(book, node, leases[0], file: 1, bytes: 10))!.Status);
    }

    [Fact]
    public async Task ADayHasAQuotaThatTheOperatorCanChange()
    {
        (FleetBook book, PublicKey node, FleetLease[] leases) = await OpenAsync(quota: 100);
        Assert.Null(await EnterAsync(book, node, leases[0], file: 1, bytes: 60));
        Assert.Null(await EnterAsync(book, node, leases[0], file: 1, bytes: 60));
        FleetRefusal refusal = (await EnterAsync(book, node, leases[1], file: 2, bytes: 41))!;
        Assert.Equal(HttpStatusCode.Forbidden, refusal.Status);
        Assert.Contains("--bytes-per-day", refusal.Message, StringComparison.Ordinal);
        Assert.Null(await EnterAsync(book, node, leases[1], file: 2, bytes: 40));
        await book.AllowAsync(node, new NodeChange(BytesPerDay: 150), Stop);
        Assert.Null(await EnterAsync(book, node, leases[2], file: 3, bytes: 50));
        Assert.NotNull(await EnterAsync(book, node, leases[3], file: 4, bytes: 1));
        await book.AllowAsync(node, new NodeChange(Stake: 5), Stop); // says nothing of it
        Assert.NotNull(await EnterAsync(book, node, leases[3], file: 4, bytes: 1));
        _now += TimeSpan.FromHours(23);
        Assert.NotNull(await EnterAsync(book, node, leases[3], file: 4, bytes: 1));
        _now += TimeSpan.FromHours(2);
        Assert.Null(await EnterAsync(book, node, leases[3], file: 4, bytes: 150));
    }

    [Fact]
    public async Task WhatIsAskedAtOnceCountsOneAfterTheOther()
    {
        (FleetBook book, PublicKey node, FleetLease[] leases) = await OpenAsync(quota: 100);
        FleetRefusal?[] refusals = await Task.WhenAll(leases.Select((lease, i) => EnterAsync(book, node, lease, file: (byte)i, bytes: 40)));
        Assert.Equal(2, refusals.Count(refusal => refusal is null));
        FleetRefusal?[] files = await Task.WhenAll(Enumerable.Range(10, 9).Select(i => EnterAsync(book, node, leases[0], file: (byte)i, bytes: 1)));
        Assert.InRange(files.Count(refusal => refusal is null), 2, 3); // of three, one may be there already
    }

    [Fact]
    public async Task WhatLostNodesHavePutIsForgottenAndWhatIsBeingLookedAtIsNot()
    {
        (FleetBook book, PublicKey node, FleetLease[] leases) = await OpenAsync(quota: 0);
        for (int i = 0; i < 4; i++)
            Assert.Null(await EnterAsync(book, node, leases[i], file: (byte)i, bytes: 10));
        Assert.Equal(FinishOutcome.Taken, await book.FinishAsync(node, leases[3], "kept"u8.ToArray(), "identity"u8.ToArray(), [], [], Stop));
        Assert.Equal(1, await book.CommitAsync(9, _ => Task.FromResult(new StoredUnit(8)), Stop));
        Assert.Equal(FinishOutcome.Taken, await book.FinishAsync(node, leases[1], "made"u8.ToArray(), "identity"u8.ToArray(), [1], new byte[SampleDigest.Bytes], Stop));
        _now += TimeSpan.FromHours(26);
        PublicKey other = Generated();
        Assert.Null(await book.MeetAsync(other, "", Stop));
        Assert.Equal(leases[0].Unit, Assert.Single(await book.LeaseAsync(other, 1, Stop)).Unit); // and 2 is the node's still: it has lapsed, nobody has it

        List<(FleetLease Lease, ContentHash File)> deleted = [];
        Assert.Equal(2, await ForgetAsync()); // of the unit that is in the store nothing is left to delete
        Assert.Equal([(leases[0], HashOf(0))], deleted);
        Assert.Equal(0, await ForgetAsync());

        Task<int> ForgetAsync() => book.ForgetUploadsAsync(
            TimeSpan.FromHours(25),
            10,
            (lease, file) =>
            {
                deleted.Add((lease, file));
                return Task.CompletedTask;
            },
            Stop);
    }

    private static ContentHash HashOf(byte file) => Blake3.Hash([file]);

    private static PublicKey Generated()
    {
        using Keypair key = Keypair.Generate();
        return key.PublicKey;
    }

    private static Task<FleetRefusal?> EnterAsync(FleetBook book, PublicKey node, FleetLease lease, byte file, long bytes) =>
        book.EnterUploadAsync(node, new WireUpload(lease, bytes, HashOf(file)), Stop);

    private async Task<(FleetBook Book, PublicKey Node, FleetLease[] Leases)> OpenAsync(long quota)
    {
        var rules = new FleetRules { IsOpen = true, NodeBytesPerDay = quota };
        _book = await FleetBook.OpenAsync(_server.Connection, _schema, rules, () => _now, Stop);
        await _book.OrderAsync("order"u8.ToArray(), 4, Stop);
        PublicKey node = Generated();
        Assert.Null(await _book.MeetAsync(node, "", Stop));
        return (_book, node, [.. await _book.LeaseAsync(node, 4, Stop)]);
    }
}
