using System.Diagnostics.Metrics;
using System.Net;
using System.Numerics;
using Microsoft.Extensions.Time.Testing;
using Piwa.Chain.Keys;
using Piwa.Chain.Provenance;
using Piwa.Pipeline;
using Piwa.Pipeline.Fleet;
using Piwa.Tests.Infrastructure;
using Piwa.Tests.Verification;

namespace Piwa.Tests.Fleet;

/// <summary>A fleet's records over real HTTP, of a real coordinator on PostgreSQL, and an oracle that goes by them.</summary>
[Collection(PostgresTests.Name)]
public sealed class FleetRecordsTests(PostgresServer server) : IAsyncDisposable
{
    private readonly FleetNetwork _network = new(server);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => _network.DisposeAsync();

    [Fact]
    public async Task WhomTheFleetHasBarredTheOracleRefuses()
    {
        (FleetCoordinator coordinator, Uri address) = await _network.StartAsync();
        Keypair faker = _network.NewKey(), honest = _network.NewKey(), stranger = _network.NewKey();
        Task<FleetReport> faking = _network.RunNodeAsync(
            address, "faker", faker, recipes => new SmallRun.Faulty(recipes, (_, recipe) => recipe with
            {
                Origin = null,
                Parts = [.. recipe.Parts.Select(part => part with { HalfExtents = part.HalfExtents * new Vector3(1.001f) })],
            }));
        while ((await coordinator.StatusAsync(Stop)).Checking == 0)
            await Task.Delay(20, Stop);
        await Task.WhenAll(_network.RunNodeAsync(address, "a", honest), _network.RunNodeAsync(address, "b"));
        await Assert.ThrowsAsync<RunFailedException>(() => faking);

        // Anybody may ask, and check it with the operator's address alone.
        using FleetClient client = await FleetClient.OpenAsync(address, stranger, TimeProvider.System, Stop);
        ValidationRecord record = (await client.RecordAsync(faker.PublicKey, Stop)).Open(_network.Operator.PublicKey);
        Assert.Equal((0, 0.0), (record.Units, record.Accuracy));
        Assert.True(record.Strikes > 0);
        Assert.Contains("made other assets than two others", record.Barred, StringComparison.Ordinal);
        ValidationRecord clean = (await client.RecordAsync(honest.PublicKey, Stop)).Open(_network.Operator.PublicKey);
        FleetNodeStatus status = (await coordinator.StatusAsync(Stop)).Nodes.Single(node => node.Wallet == honest.PublicKey.ToString());
        Assert.Equal(
            (status.Units, status.Assets, status.Sampled, status.Equal, status.Checks, null),
            (clean.Units, clean.Assets, clean.Sampled, clean.Equal, clean.Checks, clean.Barred));
        Assert.Equal(status.Joined.ToUnixTimeMilliseconds(), clean.Since.ToUnixTimeMilliseconds());

        // The same shard, of four wallets: each in a place of its own, for the first upload counts.
        using var home = new TemporaryDirectory();
        await SmallRun.RunAsync(home["dataset"], 8);
        using var records = new FleetRecords(address, _network.Operator.PublicKey, TimeProvider.System);
        Assert.Equal(new SamplingRule(1, 6).SamplesFor(clean), (await JudgeAsync(honest)).Sampled);
        Assert.Equal(6, (await JudgeAsync(stranger)).Sampled);
        OracleVerdict refused = await JudgeAsync(faker);
        OracleFinding finding = Assert.Single(refused.Findings);
        Assert.Equal((OracleFindingKind.Barred, 0), (finding.Kind, refused.Sampled));
        Assert.Contains($"is barred by the fleet of {_network.Operator.PublicKey}", finding.Text, StringComparison.Ordinal);
        Assert.Contains("made other assets than two others", finding.Text, StringComparison.Ordinal);

        async Task<OracleVerdict> JudgeAsync(Keypair wallet)
        {
            using var bench = new OracleBench();
            using Oracle oracle = bench.Open(options => (options.Records, options.Samples, options.MostSamples) = (records, 1, 6));
            return await oracle.SubmitAsync((await OracleBench.ReadAsync(home["dataset"], wallet.PublicKey))[0], Stop);
        }
    }

    [Fact]
    public async Task WhileTheFleetIsAwayNobodyIsKnownAndWhoWasBarredStaysSo()
    {
        (FleetCoordinator coordinator, Uri address) = await _network.StartAsync();
        Keypair barred = _network.NewKey(), clean = _network.NewKey();
        await coordinator.AllowAsync(barred.PublicKey, new NodeChange(IsBarred: true), Stop);
        await coordinator.AllowAsync(clean.PublicKey, new NodeChange(Stake: 1), Stop);
        var clock = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        Dictionary<string, long> counts = [];
        using MeterListener listener = Listen(counts);
        using var records = new FleetRecords(address, _network.Operator.PublicKey, clock);
        Assert.Equal("by the operator", (await records.FindAsync(barred.PublicKey, Stop))!.Barred);
        Assert.Equal(0, (await records.FindAsync(clean.PublicKey, Stop))!.Sampled);
        Assert.Null(await records.FindAsync(_network.NewKey().PublicKey, Stop));
        Assert.Null(records.Fault);
        Assert.All((string[])["barred", "known", "unknown"], outcome => Assert.True(counts[outcome] > 0));

        await _network.StopAsync(coordinator);
        Assert.NotNull(await records.FindAsync(clean.PublicKey, Stop)); // of a moment ago
        clock.Advance(TimeSpan.FromSeconds(61));
        Assert.Null(await records.FindAsync(clean.PublicKey, Stop));
        Assert.Contains("cannot be reached", records.Fault, StringComparison.Ordinal);
        Assert.Equal("by the operator", (await records.FindAsync(barred.PublicKey, Stop))!.Barred);
        Assert.True(counts["away"] >= 1);

        // It is back: what has changed meanwhile counts.
        (coordinator, address) = await _network.StartAsync(address.Port);
        await coordinator.AllowAsync(barred.PublicKey, new NodeChange(IsBarred: false), Stop);
        clock.Advance(TimeSpan.FromSeconds(11));
        Assert.Null((await records.FindAsync(barred.PublicKey, Stop))!.Barred);
        Assert.Null(records.Fault);
    }

    [Fact]
    public async Task WhatIsForgedOrOldOrNoRecordDoesNotCount()
    {
        (FleetCoordinator coordinator, Uri address) = await _network.StartAsync();
        Keypair node = _network.NewKey();
        await coordinator.AllowAsync(node.PublicKey, new NodeChange(IsBarred: true), Stop);

        // Of another operator than the one that is pinned.
        using (var pinned = new FleetRecords(address, _network.NewKey().PublicKey, TimeProvider.System))
        {
            Assert.Null(await pinned.FindAsync(node.PublicKey, Stop));
            Assert.Contains("is of the fleet of", pinned.Fault, StringComparison.Ordinal);
        }

        // Older, or of a later time, than clocks may differ.
        foreach (int minutes in (int[])[-3, 3])
        {
            using var old = new FleetRecords(address, _network.Operator.PublicKey, new FakeTimeProvider(TimeProvider.System.GetUtcNow().AddMinutes(minutes)));
            Assert.Null(await old.FindAsync(node.PublicKey, Stop));
            Assert.Contains("a clock is wrong", old.Fault, StringComparison.Ordinal);
        }

        // Somebody between: answers of another node, of other signatures, of none.
        SignedValidationRecord signed = (await coordinator.FindRecordAsync(node.PublicKey, Stop))!;
        Keypair other = _network.NewKey();
        await using (var liar = new Liar(signed.Write()))
        {
            using var records = new FleetRecords(liar.Address, _network.Operator.PublicKey, TimeProvider.System);
            Assert.Null(await records.FindAsync(other.PublicKey, Stop));
            Assert.Contains("was asked about", records.Fault, StringComparison.Ordinal);
            Assert.NotNull((await records.FindAsync(node.PublicKey, Stop))!.Barred);
        }

        SignedValidationRecord forged = signed with { Text = signed.Text.Replace("barred yes by the operator", "barred no", StringComparison.Ordinal) };
        foreach (byte[] answer in (byte[][])[forged.Write(), "{}"u8.ToArray(), "null"u8.ToArray(), [], new byte[1 << 20]])
        {
            await using var liar = new Liar(answer);
            using var records = new FleetRecords(liar.Address, _network.Operator.PublicKey, TimeProvider.System);
            Assert.Null(await records.FindAsync(node.PublicKey, Stop));
            Assert.NotNull(records.Fault);
        }
    }

    private static MeterListener Listen(Dictionary<string, long> counts)
    {
        var listener = new MeterListener
        {
            InstrumentPublished = (instrument, own) =>
            {
                if (instrument.Name == "piwa.oracle.records")
                    own.EnableMeasurementEvents(instrument);
            },
        };
        listener.SetMeasurementEventCallback<long>((_, value, tags, _) =>
        {
            lock (counts)
                counts[(string)tags[0].Value!] = counts.GetValueOrDefault((string)tags[0].Value!) + value;
        });
        listener.Start();
        return listener;
    }

    /// <summary>Answers everything alike.</summary>
    private sealed class Liar : IAsyncDisposable
    {
        private readonly HttpListener _listener = new();
        private readonly Task _answering;

        public Liar(byte[] answer)
        {
            using (var probe = new System.Net.Sockets.TcpListener(IPAddress.Loopback, 0))
            {
                probe.Start();
                Address = new Uri($"http://127.0.0.1:{((IPEndPoint)probe.LocalEndpoint).Port}/");
            }

            _listener.Prefixes.Add(Address.AbsoluteUri);
            _listener.Start();
            _answering = AnswerAsync(answer);
        }

        public Uri Address { get; }

        public async ValueTask DisposeAsync()
        {
            _listener.Stop();
            await _answering;
            _listener.Close();
        }

        private async Task AnswerAsync(byte[] answer)
        {
            try
            {
                while (true)
                {
                    HttpListenerContext context = await _listener.GetContextAsync();
                    context.Response.ContentType = "application/json";
                    await context.Response.OutputStream.WriteAsync(answer, CancellationToken.None);
                    context.Response.Close();
                }
            }
            catch (Exception fault) when (fault is HttpListenerException or InvalidOperationException or IOException)
            {
                // It was stopped, be it before it was asked for the next one, or whoever asked has hung up.
            }
        }
    }
}
