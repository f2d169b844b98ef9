using System.Numerics;
using Piwa.Kernels.Devices;
using Piwa.Kernels.Recipes;
using Piwa.Kernels.Views;
using Piwa.Pipeline;
using Piwa.Pipeline.Exports;
using Piwa.Pipeline.Shards;
using Piwa.Tests.Infrastructure;

namespace Piwa.Tests.Pipeline;

/// <summary>Assets in memory are those of the shards; and they are made with nothing beside them.</summary>
public sealed class AssetGeneratorTests : IDisposable
{
    private const int BatchAssets = 3;
    private const int BatchCount = 2;

    private readonly TemporaryDirectory _home = new();

    public void Dispose() => _home.Dispose();

    [Fact]
    public async Task AnAssetIsWhatAShardHolds()
    {
        Campaign campaign = SmallRun.Campaign with { Channels = ImageChannel.Parse("all"), HasLabels = true, Twins = "material:1", Seed = 3 };
        AssetRow[] rows = await SmallRun.RunRowsAsync(_home["dataset"], campaign, 5);
        await using AssetGenerator generator = Generator(options => options.Campaign = campaign);
        Asset[] assets = await TakeAsync(generator, 0, 5);
        Assert.Equal(rows.Select(row => row.Hashes), assets.Select(asset => asset.Hashes));
        Assert.Equal(rows.Select(row => (Piwa.Pipeline.Encoding.ContentHash?)row.Labels!.Hash), assets.Select(asset => asset.LabelsHash));
        Assert.Equal(rows.Select(row => row.Labels!.Program), assets.Select(asset => asset.Labels!.Program));
        Assert.All(rows.Zip(assets), pair =>
        {
            (AssetRow row, Asset asset) = pair;
            AssetPictures stored = AssetPictures.From(row);
            Assert.Equal((stored.AssetIndex, stored.Placement), (asset.Index, asset.Content.Placement));
            Assert.Equal(row.Recipe.ToArray(), RecipeCodec.Encode(asset.Recipe));
            Assert.Equal(stored.Positions, asset.Content.Positions);
            Assert.Equal(stored.Triangles, asset.Content.Triangles);
            Assert.Equal(stored.Normals, asset.Content.Normals);
            Assert.Equal(stored.Parts, asset.Content.Parts);
            for (int view = 0; view < row.ViewCount; view++)
            {
                foreach (ImageChannel channel in ImageChannel.All)
                    Assert.Equal(stored.Image(channel.Channel, view), asset.Content.Image(channel.Channel, view));
                Assert.Equal(row.Intrinsics[view * AssetRow.IntrinsicsLength], asset.Cameras[view].FocalX);
                Assert.Equal(row.CameraToWorld[(view * AssetRow.MatrixLength) + 3], asset.Cameras[view].CameraToWorld.M14);
            }
        });
    }

    [Fact]
    public async Task AnyIndexCanBeAskedForFromAnyThreadWithNothingWritten()
    {
        ulong[] indices = [1_000_000_007, 3, ulong.MaxValue - 1, 3];
        await using AssetGenerator generator = Generator();
        Asset[] asked = await Task.WhenAll(indices.Select(index => Task.Run(() => generator.GetAsset(index))));
        Assert.Equal(indices, asked.Select(asset => asset.Index));
        Assert.Equal(asked[1].Hashes, asked[3].Hashes);
        Assert.Equal(asked[0].Hashes, Assert.Single(await TakeAsync(generator, indices[0], 1)).Hashes);
        Assert.Equal("host", (await generator.GetDeviceAsync()).Id);
        Assert.Empty(Directory.GetFileSystemEntries(_home.Path));
    }

    [Fact]
    public async Task MeshAndNormalsAreInTheWorldFrame()
    {
        await using AssetGenerator generator = Generator();
        AssetPictures mesh = generator.GetAsset(4).Content;
        Vector3[] places = [.. Enumerable.Range(0, mesh.Positions.Length / 3).Select(mesh.Position)];
        Vector3 low = places.Aggregate(Vector3.Min), high = places.Aggregate(Vector3.Max), size = high - low;
        Assert.Equal(1f, Math.Max(size.X, Math.Max(size.Y, size.Z)), 4);
        Assert.All(Enumerable.Range(0, mesh.Triangles.Length), corner => Assert.Equal(1f, mesh.Normal(corner).Length(), 4));
    }

    [Fact]
    public async Task AReaderThatStopsEarlyLetsGoOfAllAndOnlySoMuchWasMadeAhead()
    {
        int asked = 0;
        await using AssetGenerator generator = Generator(options => options.RecipeSource = inner => new SmallRun.Faulty(inner, (_, recipe) =>
        {
            Interlocked.Increment(ref asked);
            return recipe;
        }));
        await foreach (Asset asset in generator.GetAssetsAsync(10, 1000, TestContext.Current.CancellationToken))
        {
            Assert.Equal(10UL, asset.Index);
            break;
        }

        Assert.InRange(asked, 1, BatchAssets * BatchCount);
        Assert.Equal(0, generator.LiveBatches);
        Assert.Equal(Enumerable.Range(20, 10).Select(index => (ulong)index), (await TakeAsync(generator, 20, 10)).Select(asset => asset.Index));
    }

    [Fact]
    public async Task AnAssetThatCannotBeMadeIsAValueWithItsCauseAndItsNeighboursAreTheSame()
    {
        await using AssetGenerator good = Generator();
        await using AssetGenerator bad = Generator(options =>
            options.RecipeSource = inner => new SmallRun.Faulty(inner, (index, recipe) => index == 1 ? SmallRun.CutAway(recipe) : recipe));
        Asset[] expected = await TakeAsync(good, 0, 4), assets = await TakeAsync(bad, 0, 4);
        Assert.Equal([true, false, true, true], assets.Select(asset => asset.IsMade));
        Assert.Equal(expected.Where(asset => asset.Index != 1).Select(asset => asset.Hashes), assets.Where(asset => asset.IsMade).Select(asset => asset.Hashes));
        Assert.Equal("generate", assets[1].Fault!.Stage);
        Assert.Contains("no surface", assets[1].Fault!.Reason, StringComparison.Ordinal);
        Assert.Contains("no surface", Assert.Throws<InvalidOperationException>(() => assets[1].Content).Message, StringComparison.Ordinal);
        Assert.Throws<InvalidOperationException>(() => assets[1].Hashes);
        Assert.Empty(assets[1].Cameras);
        Assert.Equal(2, assets[1].Recipe.Parts.Count - expected[1].Recipe.Parts.Count + 1);
    }

    [Fact]
    public async Task ACancelledStreamEndsAndTheGeneratorGoesOn()
    {
        await using AssetGenerator generator = Generator();
        using var cancel = new CancellationTokenSource();
        List<ulong> read = [];
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            await foreach (Asset asset in generator.GetAssetsAsync(0, 1000, TestContext.Current.CancellationToken).WithCancellation(cancel.Token))
            {
                read.Add(asset.Index);
                if (asset.Index == 4)
                    await cancel.CancelAsync();
            }
        });
        Assert.Equal([0UL, 1, 2, 3, 4], read);
        Assert.Equal(0, generator.LiveBatches);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => generator.GetAssetAsync(0, new CancellationToken(canceled: true)));
        Assert.True(generator.GetAsset(5).IsMade);
    }

    [Fact]
    public async Task AnExceptionOfASourceReachesTheReaderAndTheGeneratorGoesOn()
    {
        await using AssetGenerator generator = Generator(options => options.RecipeSource = inner => new SmallRun.Faulty(
            inner, (index, recipe) => index == 7 ? throw new NotSupportedException("seven") : recipe));
        var fault = await Assert.ThrowsAsync<NotSupportedException>(() => TakeAsync(generator, 0, 20));
        Assert.Equal("seven", fault.Message);
        Assert.Equal(0, generator.LiveBatches);
        Assert.Equal(8UL, generator.GetAsset(8).Index);
    }

    [Fact]
    public async Task ADeviceThatCannotBeOpenedIsToldAndTriedAgain()
    {
        bool isThere = false;
        await using AssetGenerator generator = Generator(options =>
            options.OpenDevice = (id, threads) => isThere ? DeviceCatalog.Open(id, threads) : throw new DeviceException("Nobody is at home."));
        Assert.Equal("Nobody is at home.", Assert.Throws<DeviceException>(() => generator.GetAsset(0)).Message);
        await Assert.ThrowsAsync<DeviceException>(() => TakeAsync(generator, 0, 5));
        isThere = true;
        Assert.True(generator.GetAsset(0).IsMade);
    }

    [Fact]
    public async Task ADisposedGeneratorSaysSo()
    {
        AssetGenerator unused = Generator();
        unused.Dispose();
        Assert.Throws<ObjectDisposedException>(() => unused.GetAsset(0));

        AssetGenerator generator = Generator();
        await using IAsyncEnumerator<Asset> stream = generator.GetAssetsAsync(0, 1000, TestContext.Current.CancellationToken).GetAsyncEnumerator(TestContext.Current.CancellationToken);
        Assert.True(await stream.MoveNextAsync());
        Asset first = stream.Current;
        generator.Dispose();
        generator.Dispose();
        await Assert.ThrowsAsync<ObjectDisposedException>(async () =>
        {
            while (await stream.MoveNextAsync())
                Assert.InRange(stream.Current.Index, 1UL, (ulong)(BatchAssets * BatchCount));
        });
        Assert.True(first.Content.Positions.Length > 0); // its memory is its own
    }

    [Fact]
    public async Task ARecipeOfOnesOwnMayHaveItsOwnNumberOfViews()
    {
        Recipe sampled = Preset.Piwa.Sample(1, 2, CameraRig.Objaverse12);
        Recipe own = sampled with { Origin = null, Cameras = [.. sampled.Cameras.Take(2)] };
        await using (AssetGenerator generator = Builder().BuildGenerator(viewCount: 2))
        {
            Asset asset = await generator.MakeAssetAsync(own, index: 9, TestContext.Current.CancellationToken);
            Assert.Equal((9UL, 2, 2), (asset.Index, asset.Content.ViewCount, asset.Cameras.Count));
            Assert.Equal(generator.Campaign.Channels, asset.Content.Channels);
        }

        await using AssetGenerator twelve = Generator();
        Asset refused = await twelve.MakeAssetAsync(own, index: 9, TestContext.Current.CancellationToken);
        Assert.Contains("has 2 cameras", refused.Fault!.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task EveryDeviceMakesTheSame()
    {
        Campaign campaign = SmallRun.Campaign with { Rig = "ortho6", TargetTriangles = 300, Channels = ViewChannels.Color | ViewChannels.Part };
        await using AssetGenerator host = Generator(options => options.Campaign = campaign);
        await using AssetGenerator simulator = Generator(options => (options.Campaign, options.Device, options.BatchAssets) = (campaign, "simulator", 1));
        Assert.Equal(host.GetAsset(0).Hashes, simulator.GetAsset(0).Hashes);
    }

    [Fact]
    public void WhatCannotBeMadeInMemoryIsRefused()
    {
        var uploads = Assert.Throws<InvalidOperationException>(
            () => Generator(options => options.Campaign = new Campaign { Preset = Campaign.Uploads }));
        Assert.Contains("data set", uploads.Message, StringComparison.Ordinal);
        Assert.Contains("BatchCount", Assert.Throws<ArgumentException>(() => Generator(options => options.BatchCount = 1)).Message, StringComparison.Ordinal);
        using AssetGenerator generator = Generator();
        Assert.Throws<ArgumentOutOfRangeException>(() => generator.GetAssetsAsync(1, ulong.MaxValue, TestContext.Current.CancellationToken));
    }

    private PiwaPipelineBuilder Builder() => PiwaPipeline.CreateBuilder().Configure(options =>
    {
        options.OutputDirectory = _home["nowhere"];
        options.WalletPath = _home["nobody.json"];
        options.Campaign = SmallRun.Campaign;
        options.Device = "host";
        options.Threads = 2;
        options.BatchAssets = BatchAssets;
        options.BatchCount = BatchCount;
    });

    private AssetGenerator Generator(Action<PiwaOptions>? change = null) => Builder().Configure(change ?? (_ => { })).BuildGenerator();

    private static async Task<Asset[]> TakeAsync(AssetGenerator generator, ulong first, ulong count)
    {
        List<Asset> assets = [];
        await foreach (Asset asset in generator.GetAssetsAsync(first, count, TestContext.Current.CancellationToken))
            assets.Add(asset);
        return [.. assets];
    }
}
