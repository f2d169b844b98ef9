using Microsoft.Extensions.Logging.Abstractions;
using Piwa.Chain.Keys;
using Piwa.Chain.Ledger;
using Piwa.Chain.Memos;
using Piwa.Pipeline;
using Piwa.Pipeline.Encoding;
using Piwa.Pipeline.Shards;
using Piwa.Pipeline.Telemetry;
using Piwa.Pipeline.Verification;
using Piwa.Tests.Chain;
using Piwa.Tests.Flow;
using Piwa.Tests.Infrastructure;

namespace Piwa.Tests.Telemetry;

/// <summary>A data set and its ledger, both real, with shards that only the manifest knows; a clock that stands still; and runs that post.</summary>
internal sealed class NodeBench : IDisposable
{
    public static readonly TimeSpan Interval = TimeSpan.FromHours(12);

    private readonly TemporaryDirectory _home = new();
    private ulong _assets;

    public NodeBench() => Begin();

    public WatchedClock Clock { get; } = new();

    /// <summary>How far somebody has set the clock of the day.</summary>
    public TimeSpan Offset { get; set; }

    public Keypair Wallet { get; } = TestKeys.Pair("node");

    public Dataset Dataset { get; private set; } = null!;

    public EmbeddedLedger Ledger { get; private set; } = null!;

    /// <summary>What the run has worked: tests set it.</summary>
    public NodeWork Work { get; set; } = NodeWork.None;

    public NodeMeter Meter { get; private set; } = null!;

    /// <summary>What ended the run; null if nothing did.</summary>
    public Exception? Fault { get; private set; }

    public string Directory => _home["dataset"];

    public static CancellationToken Stop => TestContext.Current.CancellationToken;

    /// <summary>Ends the process: what is not on disk is gone.</summary>
    public void Die()
    {
        Ledger.Dispose();
        Dataset.Dispose();
        Begin();
    }

    public void Fund() => Ledger.RequestAirdrop(Wallet.PublicKey, 1_000_000_000);

    public Task<TelemetryPoster> OpenAsync(ILedger? ledger = null, Keypair? wallet = null, Func<long>? ledgerBytes = null) => TelemetryPoster.OpenAsync(
        new TelemetryPosterOptions
        {
            Interval = Interval,
            Dataset = Dataset,
            Wallet = wallet ?? Wallet,
            Device = "host: a CPU",
            Meter = Meter,
            Work = () => Work,
            LedgerBytes = ledgerBytes ?? (() => Ledger.LogBytes),
            Clock = new SetClock(this),
            Log = NullLogger.Instance,
            Fail = fault => Fault = fault,
        },
        ledger ?? Ledger);

    /// <summary>Commits a shard, as far as the manifest knows.</summary>
    public async Task CommitAsync(int dead = 0)
    {
        const int Assets = 8;
        ShardRecord record = new()
        {
            File = Dataset.ShardFile(_assets),
            Bytes = 1000 + (long)_assets,
            FileHash = Blake3.Hash("file"u8),
            FirstAsset = _assets,
            Assets = Assets,
            Rows = Assets - dead,
            Dead = [.. Enumerable.Range(0, dead).Select(i => _assets + (ulong)i)],
            Root = Blake3.Hash("root"u8),
            Campaign = Dataset.CampaignHash,
            Generator = 3,
            Device = "host: a CPU",
            Wallet = Wallet.PublicKey.ToString(),
        };
        Dataset.Commit(await ProofOfRender.SignAsync(record, Wallet, Clock.GetUtcNow(), Stop));
        _assets += Assets;
    }

    /// <summary>A run of one interval: it begins, commits a shard with a dead letter, posts, commits another, ends.</summary>
    public async Task RunAsync()
    {
        Fund();
        await using TelemetryPoster poster = await OpenAsync();
        await poster.StartAsync(hasWork: true);
        await CommitAsync(dead: 1);
        await PassAsync(Interval);

        // Else the next run would take this wait for its own.
        await Clock.WaitForAsync(Interval, Stop).Patiently();
        await CommitAsync();
        Clock.Advance(TimeSpan.FromHours(1));
        await poster.EndAsync();
    }

    /// <summary>Lets time pass once the run waits for just that, and waits until it waits again.</summary>
    public async Task PassAsync(TimeSpan wait)
    {
        await Clock.WaitForAsync(wait, Stop).Patiently();
        int before = Meter.Posts;
        Clock.Advance(wait);
        if (wait == Interval)
            await UntilAsync(() => Meter.Posts > before || Fault is not null);
    }

    public List<TelemetryPost> Posts() => [.. TelemetryLog.Read(Dataset.TelemetryPath, out _).Select(line => TelemetryPost.TryParse(line.Text)!)];

    public async Task<IReadOnlyList<string>> OnLedgerAsync() => [.. (await MemoBook.ReadByAsync(Ledger, Wallet.PublicKey, Stop)).Select(memo => memo.Text)];

    public Task<TelemetryReport> VerifyAsync() => TelemetryVerifier.VerifyAsync(Dataset, Stop);

    /// <summary>Each post is on the ledger once, in order, and all that is checked holds.</summary>
    public async Task AssertSoundAsync(int posts)
    {
        Assert.Equal(Posts().Select(post => post.Text), await OnLedgerAsync());
        TelemetryReport report = await VerifyAsync();
        Assert.Empty(report.Findings);
        Assert.Equal((posts, posts), (report.Posts.Count, report.OnLedger));
    }

    /// <summary>Waits until something is so; half a minute at most.</summary>
    public static async Task UntilAsync(Func<bool> isSo)
    {
        using CancellationTokenSource limit = CancellationTokenSource.CreateLinkedTokenSource(Stop);
        limit.CancelAfter(TimeSpan.FromSeconds(30));
        while (!isSo())
            await Task.Delay(1, limit.Token);
    }

    public void Dispose()
    {
        Ledger.Dispose();
        Dataset.Dispose();
        Wallet.Dispose();
        _home.Dispose();
    }

    private void Begin()
    {
        Dataset = Dataset.OpenForWriting(Directory, SmallRun.Campaign);
        Ledger = EmbeddedLedger.Open(Dataset.LedgerPath, new EmbeddedLedgerOptions { TimeProvider = Clock, FlushToDisk = false });
        Meter = new NodeMeter(Clock);
    }

    /// <summary>Setting the clock of the day does not touch the monotonic one.</summary>
    private sealed class SetClock(NodeBench node) : TimeProvider
    {
        public override long TimestampFrequency => node.Clock.TimestampFrequency;

        public override DateTimeOffset GetUtcNow() => node.Clock.GetUtcNow() + node.Offset;

        public override long GetTimestamp() => node.Clock.GetTimestamp();

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
            node.Clock.CreateTimer(callback, state, dueTime, period);
    }
}
