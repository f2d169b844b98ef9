using Piwa.Pipeline;
using Piwa.Pipeline.Shards;
using Piwa.Tests.Infrastructure;

namespace Piwa.Tests.Host.Pages;

/// <summary>A data set with all that the page shows: every channel, minted and anchored assets, a dead letter.</summary>
public sealed class PageDatasetFixture : IAsyncLifetime
{
    /// <summary>Assets that were made: two shards of 4 and one of 3, less the dead one.</summary>
    public const int Made = 10;

    /// <summary>Assets that could not be made.</summary>
    public const int Dead = 1;

    private const ulong DeadIndex = 3;

    private readonly TemporaryDirectory _home = new();

    /// <summary>The data set's directory; not to be changed.</summary>
    public string Directory => _home["gallery"];

    public async ValueTask InitializeAsync()
    {
        RunReport report = await SmallRun.RunAsync(Directory, Made + Dead, options =>
        {
            options.Campaign = SmallRun.Campaign with
            {
                Channels = ImageChannel.Parse("all"),
                ShardAssets = 4,
                ImageResolution = 128,
                TargetTriangles = 2000,
                Chain = ChainPolicy.Both,
            };
            options.RecipeSource = inner => new SmallRun.Faulty(inner, (index, recipe) => index == DeadIndex ? SmallRun.CutAway(recipe) : recipe);
            options.MaximumDeadShare = 1;
        });
        Assert.Equal(Made, report.Progress.Completed);
    }

    public ValueTask DisposeAsync()
    {
        _home.Dispose();
        return ValueTask.CompletedTask;
    }

    /// <summary>Copies the data set.</summary>
    public void CopyTo(string target) => TemporaryDirectory.Copy(Directory, target);
}
