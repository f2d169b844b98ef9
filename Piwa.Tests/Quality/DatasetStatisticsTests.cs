using System.Text.Json;
using Piwa.Kernels.Recipes;
using Piwa.Pipeline.Quality;
using Piwa.Tests.Infrastructure;

namespace Piwa.Tests.Quality;

public sealed class DatasetStatisticsTests
{
    private static readonly CancellationToken Token = TestContext.Current.CancellationToken;

    [Fact]
    public async Task CountsAreThoseOfTheAssets()
    {
        AssetSummary[] assets = Assets(40);
        DatasetStatistics found = await CollectAsync(assets);
        Assert.Equal((40, 120), (found.Assets, found.Views));
        Assert.Equal((2, 4), (found.BlankViews, found.SparseViews));
        Assert.Equal((1, 1), (found.BurntAssets, found.BlackAssets));
        Assert.Equal(40 * 300, found.Columns.Single(column => column.Name == "color").Bytes);
        Assert.Equal(assets.Sum(asset => asset.Recipe.Parts.Count), found.Primitives.Sum(usage => usage.Parts));
        Assert.Equal(Enum.GetValues<MaterialFamily>().Length, found.Materials.Count);
        Assert.Equal(found.Materials.OrderByDescending(usage => usage.Parts).Select(usage => usage.Parts), found.Materials.Select(usage => usage.Parts));
        Assert.Equal(0.4, found.Size.Mean, 1e-6);
        Assert.Equal(118, found.Luminance.Count); // without the blank views
        Assert.Equal((1, 1), (found.DarkViews, found.GlaringViews));
    }

    [Fact]
    public async Task TheOrderOfReadingIsOfNoMatter()
    {
        AssetSummary[] assets = Assets(64);
        using var forward = new MemoryStream();
        using var backward = new MemoryStream();
        (await CollectAsync(assets)).WriteJson(forward);
        (await CollectAsync([.. assets.Reverse()])).WriteJson(backward);
        Assert.Equal(forward.ToArray(), backward.ToArray());
        using JsonDocument json = JsonDocument.Parse(forward.ToArray());
        Assert.Equal(64, json.RootElement.GetProperty("assets").GetInt64());
        Assert.Equal(5, json.RootElement.GetProperty("shape").GetProperty("duplicates").GetArrayLength());
    }

    [Fact]
    public async Task CopiesAreDuplicatesInFormInLookAndInBoth()
    {
        AssetSummary[] assets = Assets(30);
        for (int i = 0; i < 6; i++)
        {
            // Two copies in form, two in look, two in both.
            AssetMetrics original = assets[i].Metrics, copy = assets[29 - i].Metrics;
            copy.Shape = i is < 2 or > 3 ? original.Shape : copy.Shape;
            copy.Look = i > 1 ? original.Look : copy.Look;
        }

        DatasetStatistics found = await CollectAsync(assets);
        Assert.Equal(8 / 30.0, found.Shape!.Duplicates[0].AssetShare, 1e-12);
        Assert.Equal(8 / 30.0, found.Look!.Duplicates[0].AssetShare, 1e-12);
        Assert.Equal(4 / 30.0, found.Both!.Duplicates[0].AssetShare, 1e-12);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(40)]
    public async Task APageOfChartsIsDrawnForSetsOfAnySize(int count)
    {
        using var home = new TemporaryDirectory();
        DatasetStatistics found = await CollectAsync(Assets(count));
        Assert.Equal(count < 2, found.Shape is null);
        StatisticsPlots.Save(home["page.png"], "a set", found);
        Assert.True(new FileInfo(home["page.png"]).Length > 10_000);
    }

    [Fact]
    public async Task NoAssetsAreRefused() => await Assert.ThrowsAsync<ArgumentException>(() => CollectAsync([]));

    [Fact]
    public async Task CancellationEndsTheWork()
    {
        using var stop = new CancellationTokenSource();
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => DatasetStatistics.CollectAsync(Assets(50).ToAsyncEnumerable(), null, stop.Token));
    }

    private static Task<DatasetStatistics> CollectAsync(AssetSummary[] assets) =>
        DatasetStatistics.CollectAsync(assets.ToAsyncEnumerable(), null, Token);

    /// <summary>Assets of random form and look, three views each; one is blank, one sparse, one burnt, one black.</summary>
    private static AssetSummary[] Assets(int count)
    {
        var random = new Random(3);
        var assets = new AssetSummary[count];
        for (int i = 0; i < count; i++)
        {
            var shape = new byte[ShapeDescriptor.Length];
            random.NextBytes(shape);
            var metrics = new AssetMetrics(3)
            {
                Volume = 0.25f,
                SurfaceArea = 2,
                MeanLuminance = 0.2f,
                BlankViews = i == 3 ? 2 : 0,
                SparseViews = i is 3 or 4 ? 2 : 0,
                BurntShare = i == 5 ? 0.1f : 0.05f,
                BlackShare = i == 6 ? 0.5f : 0.4f,
                Shape = new ShapeDescriptor(shape),
                Look = new PerceptualHash((ulong)random.NextInt64(), (ulong)random.NextInt64()),
            };
            metrics.Coverage.AsSpan().Fill(0.3f);
            metrics.Luminance.AsSpan().Fill(0.2f);
            if (i == 3)
                metrics.Coverage[0] = metrics.Coverage[1] = 0;
            if (i == 5)
                (metrics.Luminance[0], metrics.Luminance[1]) = (0.001f, 0.95f);
            assets[i] = new AssetSummary(
                (ulong)i,
                Preset.Piwa.Sample(1, (ulong)i, CameraRig.Objaverse12),
                10_000 + i,
                400,
                [new ColumnSize("color", 300), new ColumnSize("depth", 100)],
                metrics);
        }

        return assets;
    }
}
