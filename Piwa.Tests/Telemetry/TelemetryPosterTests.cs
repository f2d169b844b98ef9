using Piwa.Chain.Keys;
using Piwa.Chain.Ledger;
using Piwa.Chain.Ledger.Faults;
using Piwa.Pipeline.Shards;
using Piwa.Pipeline.Telemetry;
using Piwa.Tests.Chain;
using Piwa.Tests.Chain.Minting;
using Piwa.Tests.Flow;

namespace Piwa.Tests.Telemetry;

/// <summary>Posts of runs that go well, are killed, lose their ledger, or have their clock set.</summary>
public sealed class TelemetryPosterTests : IDisposable
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    private readonly NodeBench _node = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose() => _node.Dispose();

    [Fact]
    public async Task ARunPostsWhenItBeginsEachIntervalAndWhenItEnds()
    {
        DateTimeOffset begin = _node.Clock.GetUtcNow();
        await _node.RunAsync();
        List<TelemetryPost> posts = _node.Posts();
        Assert.Equal([TelemetryOccasion.Start, TelemetryOccasion.Period, TelemetryOccasion.End], posts.Select(post => post.Occasion));
        Assert.Equal([1, 2, 3], posts.Select(post => post.Number));
        Assert.Equal([begin, begin + NodeBench.Interval, begin + NodeBench.Interval + TimeSpan.FromHours(1)], posts.Select(post => post.To));
        Assert.Equal([TimeSpan.Zero, NodeBench.Interval, TimeSpan.FromHours(1)], posts.Select(post => post.Up));
        Assert.Equal([0, 7, 8], posts.Select(post => post.InPeriod.Assets));
        Assert.Equal([0, 1, 0], posts.Select(post => post.InPeriod.DeadLetters));
        Assert.Equal([0, 1000, 1008], posts.Select(post => post.InPeriod.ShardBytes));

        // A memo with the text of a post is what went on the ledger in between.
        Assert.All(posts.Skip(1), post => Assert.InRange(post.InPeriod.LedgerBytes, 500, 1500));
        await _node.AssertSoundAsync(3);
    }

    [Fact]
    public async Task PostsGoOnOverRunsAndNothingIsLostOrCountedTwice()
    {
        for (int run = 0; run < 3; run++)
        {
            await _node.RunAsync();
            _node.Clock.Advance(TimeSpan.FromDays(1));
            _node.Die();
        }

        List<TelemetryPost> posts = _node.Posts();
        await _node.AssertSoundAsync(9);
        Assert.Equal(posts[^1].InAll.Assets, posts.Sum(post => post.InPeriod.Assets));
        Assert.Equal(posts[^1].InAll.ShardBytes, posts.Sum(post => post.InPeriod.ShardBytes));
        Assert.Equal(posts[^1].InAll.LedgerBytes - posts[0].InAll.LedgerBytes, posts.Sum(post => post.InPeriod.LedgerBytes));

        // Nobody was up between the runs: of the days only the 13 hours of each count.
        Assert.Equal(TimeSpan.FromHours(39), posts.Aggregate(TimeSpan.Zero, (sum, post) => sum + post.Up));
        Assert.Equal(posts[^1].To - posts[0].From, posts.Aggregate(TimeSpan.Zero, (sum, post) => sum + (post.To - post.From)));
    }

    [Fact]
    public async Task OfAProcessThatWasKilledCountsWhatItCommitted()
    {
        _node.Fund();
        await using (TelemetryPoster poster = await _node.OpenAsync())
        {
            await poster.StartAsync(hasWork: true);
            _node.Clock.Advance(TimeSpan.FromHours(3));
            await _node.CommitAsync();
            _node.Clock.Advance(TimeSpan.FromHours(5));
        }

        _node.Die();
        await using (TelemetryPoster poster = await _node.OpenAsync())
        {
            // There is nothing left to make; but no post counts the last shard yet.
            await poster.StartAsync(hasWork: false);
            await poster.EndAsync();
        }

        List<TelemetryPost> posts = _node.Posts();
        Assert.Equal((TimeSpan.FromHours(3), TimeSpan.FromHours(8), 8), (posts[1].Up, posts[1].To - posts[1].From, posts[1].InPeriod.Assets));
        await _node.AssertSoundAsync(3);
        _node.Die();
        await using (TelemetryPoster poster = await _node.OpenAsync())
        {
            await poster.StartAsync(hasWork: false);
            await poster.EndAsync();
        }

        await _node.AssertSoundAsync(3);
    }

    [Fact]
    public async Task WhatWasWorkedIsPostedOnceAlsoOverPartsOfARun()
    {
        _node.Fund();
        await using (TelemetryPoster first = await _node.OpenAsync())
        {
            await first.StartAsync(hasWork: true);
            _node.Work = Worked(10, 1, 2);
            await _node.PassAsync(NodeBench.Interval);
            _node.Work = Worked(14, 1, 3);
        }

        // The device was lost: the same run, another part, whose counts begin anew.
        _node.Work = NodeWork.None;
        await using (TelemetryPoster second = await _node.OpenAsync())
        {
            await second.StartAsync(hasWork: true);
            _node.Work = Worked(5, 2, 7);
            await second.EndAsync();
        }

        List<TelemetryPost> posts = _node.Posts();
        Assert.Equal([0, 10, 9], posts.Select(post => post.Made));
        Assert.Equal([0.0, 1, 2], posts.Select(post => post.Waiting.TotalSeconds));
        Assert.Equal([0.0, 2, 8], posts.Select(post => post.Busy.Sum(time => time.Busy.TotalSeconds)));

        static NodeWork Worked(long made, double waiting, double busy) =>
            new(made, TimeSpan.FromSeconds(waiting), [new StageTime("seal", TimeSpan.FromSeconds(busy))]);
    }

    [Fact]
    public async Task AClockThatIsSetBackDoesNoHarm()
    {
        _node.Fund();
        await using (TelemetryPoster poster = await _node.OpenAsync())
        {
            await poster.StartAsync(hasWork: true);
            _node.Offset = TimeSpan.FromDays(-2);
            await _node.PassAsync(NodeBench.Interval);
            await poster.EndAsync();
        }

        List<TelemetryPost> posts = _node.Posts();
        Assert.Equal([posts[0].To, posts[0].To], posts.Skip(1).Select(post => post.To));
        Assert.Equal(NodeBench.Interval, posts[1].Up);
        await _node.AssertSoundAsync(3);
    }

    [Fact]
    public async Task PostsWaitForALedgerThatDoesNotTakeThem()
    {
        // The wallet has no lamports yet: the ledger turns everything away.
        await using TelemetryPoster poster = await _node.OpenAsync();
        await poster.StartAsync(hasWork: true);
        Assert.Equal((1, 1), (_node.Posts().Count, _node.Meter.WaitingPosts));
        await _node.PassAsync(Minute);
        await _node.Clock.WaitForAsync(Minute, Stop).Patiently();
        Assert.Equal(1, _node.Meter.WaitingPosts);
        Assert.Contains((await _node.VerifyAsync()).Findings, finding => finding.Contains("post 1: it is not on the ledger yet", StringComparison.Ordinal));

        _node.Fund();
        _node.Clock.Advance(Minute);
        await NodeBench.UntilAsync(() => _node.Meter.WaitingPosts == 0);
        await poster.EndAsync();
        Assert.Null(_node.Fault);
        await _node.AssertSoundAsync(2);
    }

    [Fact]
    public async Task EachPostIsOnTheLedgerOnceWheneverTheProcessDies()
    {
        int deaths = 0;
        for (int call = 0; ; call++)
        {
            using NodeBench node = new();
            bool died = false;
            foreach (bool after in (bool[])[false, true])
            {
                node.Fund();
                FaultyLedger ledger = new(node.Ledger) { DieAtCall = call, DieAfterEffect = after };
                try
                {
                    await using TelemetryPoster poster = await node.OpenAsync(ledger);
                    await poster.StartAsync(hasWork: true);
                    await node.CommitAsync();
                    await poster.EndAsync();
                }
                catch (ProcessDiedException)
                {
                    died = true;
                    deaths++;
                }

                node.Die();
                await using (await node.OpenAsync())
                    await node.AssertSoundAsync(node.Posts().Count);
            }

            if (!died)
                break;
        }

        Assert.InRange(deaths, 8, 40);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task EachPostIsOnTheLedgerOnceHoweverItsConnectionsBreak(int seed)
    {
        _node.Fund();
        _node.Ledger.Dispose();
        using (EmbeddedLedger faulty = EmbeddedLedger.Open(_node.Dataset.LedgerPath, new EmbeddedLedgerOptions
        {
            TimeProvider = _node.Clock,
            FlushToDisk = false,
            Faults = new LedgerFaultOptions { Seed = seed, DisconnectBeforeProbability = 0.25, DisconnectAfterProbability = 0.25 },
        }))
        {
            for (int run = 0; run < 6; run++)
            {
                await using TelemetryPoster poster = await _node.OpenAsync(faulty, ledgerBytes: () => faulty.LogBytes);
                await poster.StartAsync(hasWork: true);
                await _node.CommitAsync();
                await poster.EndAsync();
            }
        }

        _node.Die();
        await using (await _node.OpenAsync())
            await _node.AssertSoundAsync(7);
    }

    [Fact]
    public async Task PostsThatTheFileHasLostComeBackFromTheLedger()
    {
        await _node.RunAsync();
        byte[] whole = File.ReadAllBytes(_node.Dataset.TelemetryPath);
        int second = Array.IndexOf(whole, (byte)'\n') + 1;
        foreach (int kept in (int[])[0, second, second + 7])
        {
            _node.Die();
            File.WriteAllBytes(_node.Dataset.TelemetryPath, whole[..kept]);
            if (kept == 0)
                File.Delete(_node.Dataset.TelemetryPath);
            Assert.False((await _node.VerifyAsync()).IsSound);
            await using (await _node.OpenAsync())
                Assert.Equal(whole, File.ReadAllBytes(_node.Dataset.TelemetryPath));
            await _node.AssertSoundAsync(3);
        }
    }

    [Fact]
    public async Task APostThatCannotBeWrittenEndsTheRun()
    {
        _node.Fund();
        await using TelemetryPoster poster = await _node.OpenAsync();
        await poster.StartAsync(hasWork: true);
        File.Delete(_node.Dataset.TelemetryPath);
        Directory.CreateDirectory(_node.Dataset.TelemetryPath);
        await _node.PassAsync(NodeBench.Interval);
        Assert.Contains("telemetry.jsonl", _node.Fault!.Message, StringComparison.Ordinal);
        Directory.Delete(_node.Dataset.TelemetryPath);
    }

    [Fact]
    public async Task NothingFollowsAPostThatWasChangedOrIsAnothers()
    {
        await _node.RunAsync();
        using Keypair other = TestKeys.Pair("another node");
        await Assert.ThrowsAsync<ManifestException>(() => _node.OpenAsync(wallet: other));
        string text = _node.Posts()[^1].Text;
        string line = File.ReadLines(_node.Dataset.TelemetryPath).Last()[17..];
        File.AppendAllText(_node.Dataset.TelemetryPath, System.Text.Encoding.UTF8.GetString(CheckedLines.Encode(
            line.Replace("post 3 end", "post 4 end", StringComparison.Ordinal))));
        ManifestException fault = await Assert.ThrowsAsync<ManifestException>(() => _node.OpenAsync());
        Assert.Contains("not signed by its wallet", fault.Message, StringComparison.Ordinal);
        Assert.Contains("post 3 end", text, StringComparison.Ordinal);
    }
}
