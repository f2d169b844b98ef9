using Piwa.Pipeline;
using Piwa.Pipeline.Shards;
using Piwa.Pipeline.Telemetry;
using Piwa.Pipeline.Verification;
using Piwa.Tests.Infrastructure;

namespace Piwa.Tests.Pipeline;

/// <summary>Runs post what they are and did.</summary>
public sealed class TelemetryTests : IDisposable
{
    private readonly TemporaryDirectory _home = new();

    public void Dispose() => _home.Dispose();

    [Fact]
    public async Task RunsPostAndThePostsAddUpToTheDataSet()
    {
        Assert.Equal(2, (await SmallRun.RunAsync(_home["a"], 10)).Progress.TelemetryPosts);
        RunReport report = await SmallRun.RunAsync(_home["a"], 21);
        Assert.Equal((2, 0), (report.Progress.TelemetryPosts, report.Progress.WaitingTelemetryPosts));

        // Nothing to make, nothing to post.
        Assert.Equal(0, (await SmallRun.RunAsync(_home["a"], 21)).Progress.TelemetryPosts);
        TelemetryReport verified = await VerifyAsync("a");
        Assert.Empty(verified.Findings);
        TelemetryPost[] posts = [.. verified.Posts.Select(post => post.Post)];
        Assert.Equal(["start", "end", "start", "end"], posts.Select(post => post.Occasion.ToString().ToLowerInvariant()));
        Assert.Equal([0, 10, 0, 11], posts.Select(post => post.InPeriod.Assets));
        Assert.Equal([0, 10, 0, 11], posts.Select(post => post.Made));
        using Dataset dataset = Dataset.Open(_home["a"]);
        Assert.Equal(dataset.Shards.Sum(shard => shard.Bytes), posts.Sum(post => post.InPeriod.ShardBytes));
        Assert.Equal(dataset.Shards.Sum(shard => shard.Bytes), posts[^1].InAll.ShardBytes);
        Assert.Equal(["generate", "render", "seal", "shard", "mint"], posts[1].Busy.Select(time => time.Stage));
        Assert.All(posts[1].Busy, time => Assert.InRange(time.Busy, TimeSpan.FromTicks(1), posts[1].Up * Environment.ProcessorCount));
        Assert.All(posts, post => Assert.Contains("host", post.Device, StringComparison.Ordinal));
        Assert.True(posts[1].AssetsPerSecond > 0);
        Assert.True(posts[1].InPeriod.LedgerBytes > 1000);
        Assert.Equal(4, (await DatasetVerifier.VerifyAsync(_home["a"], new VerifyOptions { Device = "host", Samples = 0 }, null, TestContext.Current.CancellationToken)).TelemetryPosts);
    }

    [Fact]
    public async Task ARunThatIsStoppedPostsThatItEnds()
    {
        using var cancel = new CancellationTokenSource();
        RunReport report = await SmallRun.Pipeline(_home["a"], options => options.RecipeSource = inner => new SmallRun.Faulty(inner, (index, recipe) =>
        {
            if (index == 20)
                cancel.Cancel();
            return recipe;
        })).RunAsync(40, null, cancel.Token);
        Assert.True(report.WasCancelled);
        TelemetryReport verified = await VerifyAsync("a");
        Assert.Empty(verified.Findings);
        Assert.Equal([TelemetryOccasion.Start, TelemetryOccasion.End], verified.Posts.Select(post => post.Post.Occasion));
        Assert.Equal(report.Progress.Completed, verified.Posts[^1].Post.InAll.Assets);
    }

    [Fact]
    public async Task WhoDoesNotWantItPostsNothing()
    {
        await SmallRun.RunAsync(_home["a"], 8, options => options.TelemetryInterval = TimeSpan.Zero);
        using Dataset dataset = Dataset.Open(_home["a"]);
        Assert.False(File.Exists(dataset.TelemetryPath));

        // A run that posts begins with what is there, and claims none of it.
        await SmallRun.RunAsync(_home["a"], 16);
        TelemetryReport verified = await VerifyAsync("a");
        Assert.Empty(verified.Findings);
        Assert.Equal([(0L, 8L), (8L, 16L)], verified.Posts.Select(post => (post.Post.InPeriod.Assets, post.Post.InAll.Assets)));
    }

    [Theory]
    [InlineData(-1, false)]
    [InlineData(0, true)]
    [InlineData(59, false)]
    [InlineData(60, true)]
    [InlineData(604_800, true)]
    [InlineData(604_801, false)]
    public void TheIntervalHasBounds(int seconds, bool isFine)
    {
        List<string> faults = [];
        new PiwaOptions { TelemetryInterval = TimeSpan.FromSeconds(seconds) }.Validate(faults);
        Assert.Equal(isFine, faults.Count == 0);
    }

    private async Task<TelemetryReport> VerifyAsync(string name)
    {
        using Dataset dataset = Dataset.Open(_home[name]);
        return await TelemetryVerifier.VerifyAsync(dataset, TestContext.Current.CancellationToken);
    }
}
