using System.Numerics;
using Piwa.Kernels.Views;
using Piwa.Pipeline.Exports;

namespace Piwa.Tests.Exports;

/// <summary>Charts: nothing lies upon anything else, and gutters are kept.</summary>
public sealed class AtlasTests
{
    public static TheoryData<string, int> Assets => new() { { "piwa", 256 }, { "piwa", 1024 }, { "zeroverse", 512 }, { "L1", 256 }, { "L12", 512 } };

    [Theory]
    [MemberData(nameof(Assets))]
    public void EachTriangleIsInOneChart(string preset, int side) => Each(preset, side, (mesh, atlas) =>
        Assert.Equal(Enumerable.Range(0, mesh.TriangleCount), atlas.Charts.SelectMany(chart => chart.Patch.Triangles).Order()));

    [Theory]
    [MemberData(nameof(Assets))]
    public void EachBlockHasOneChart(string preset, int side) => Each(preset, side, (_, atlas) =>
    {
        var taken = new bool[side / AtlasChart.Block, side / AtlasChart.Block];
        foreach (AtlasChart chart in atlas.Charts)
        {
            for (int i = 0; i < chart.BlockColumns * chart.BlockRows; i++)
            {
                (int row, int column) = Math.DivRem(i, chart.BlockColumns);
                if (!chart.Owns(column, row))
                    continue;
                Assert.False(taken[chart.BlockY + row, chart.BlockX + column], $"block {chart.BlockX + column}, {chart.BlockY + row}");
                taken[chart.BlockY + row, chart.BlockX + column] = true;
            }
        }
    });

    /// <summary>What bilinear filtering reads round any place of a triangle, at levels 0, 1 and 2, is the chart's own.</summary>
    [Theory]
    [MemberData(nameof(Assets))]
    public void FilteringReadsNoForeignTexels(string preset, int side) => Each(preset, side, (mesh, atlas) =>
    {
        var random = new Random(1);
        foreach (AtlasChart chart in atlas.Charts)
        {
            foreach (int triangle in chart.Patch.Triangles)
            {
                Vector2 place = chart.Place(Somewhere(mesh, triangle, random)) - (AtlasChart.Block * new Vector2(chart.BlockX, chart.BlockY));
                for (int level = 0; level <= 2; level++)
                {
                    int size = 1 << level;
                    int x = (int)MathF.Floor((place.X / size) - 0.5f), y = (int)MathF.Floor((place.Y / size) - 0.5f);
                    for (int i = 0; i < 4; i++)
                    {
                        int blockX = (x + (i & 1)) * size / AtlasChart.Block, blockY = (y + (i >> 1)) * size / AtlasChart.Block;
                        Assert.InRange(blockX, 0, chart.BlockColumns - 1);
                        Assert.InRange(blockY, 0, chart.BlockRows - 1);
                        Assert.True(chart.Owns(blockX, blockY), $"triangle {triangle}, level {level}");
                    }
                }
            }
        }
    });

    /// <summary>A texel's triangle is the one that lies there: no part of a surface lies upon another in its chart.</summary>
    [Theory]
    [MemberData(nameof(Assets))]
    public void NoChartLiesUponItself(string preset, int side) => Each(preset, side, (mesh, atlas) =>
    {
        const float Rim = 0.02f; // of a texel: edges belong to two triangles
        int places = 0, foreign = 0;
        foreach (AtlasChart chart in atlas.Charts)
        {
            for (int texel = 0; texel < chart.Owners.Length; texel++)
            {
                if (chart.Owners[texel] == 0)
                    continue;
                (int row, int column) = Math.DivRem(texel, chart.Width);
                float x = chart.Left + column + 0.5f, y = chart.Top + row + 0.5f;
                if (chart.Triangles[chart.Owners[texel] - 1].Distance(x, y) > 0f)
                    continue;
                places++;
                float height = chart.Triangles[chart.Owners[texel] - 1].Height(x, y);
                foreach (FlatTriangle other in chart.Triangles)
                {
                    if (x < other.Low.X || y < other.Low.Y || x > other.High.X || y > other.High.Y || other.Distance(x, y) > 0f)
                        continue;
                    if (MathF.Abs(other.Height(x, y) - height) > 1f + Rim)
                        foreign++;
                }
            }
        }

        Assert.True(places > side * side / 12, $"{places} texels show the surface");
        Assert.Equal(0, foreign);
    });

    /// <summary>At 60 degrees a triangle has half of its texels along the tilt.</summary>
    [Theory]
    [MemberData(nameof(Assets))]
    public void NoTriangleIsTiltedByMoreThan60Degrees(string preset, int side) => Each(preset, side, (mesh, atlas) =>
    {
        foreach (AtlasChart chart in atlas.Charts)
        {
            foreach (int triangle in chart.Patch.Triangles)
                Assert.True(Vector3.Dot(mesh.FaceNormals[triangle], chart.Patch.Out) > 0.4999f, $"triangle {triangle}");
        }
    });

    /// <summary>No row or column of blocks at a chart's edge is empty, or room would be wasted.</summary>
    [Theory]
    [MemberData(nameof(Assets))]
    public void ChartsAreNoLargerThanTheirBlocks(string preset, int side) => Each(preset, side, (_, atlas) =>
    {
        foreach (AtlasChart chart in atlas.Charts)
        {
            Assert.Contains(Enumerable.Range(0, chart.BlockColumns), x => chart.Owns(x, 0));
            Assert.Contains(Enumerable.Range(0, chart.BlockColumns), x => chart.Owns(x, chart.BlockRows - 1));
            Assert.Contains(Enumerable.Range(0, chart.BlockRows), y => chart.Owns(0, y));
            Assert.Contains(Enumerable.Range(0, chart.BlockRows), y => chart.Owns(chart.BlockColumns - 1, y));
        }
    });

    [Fact]
    public void ASurfaceOfMorePiecesThanBlocksTakesALargerTexture() => Each("piwa", 16, (mesh, atlas) =>
    {
        Assert.InRange(atlas.Side, 32, 1024);
        Assert.Equal(Enumerable.Range(0, mesh.TriangleCount), atlas.Charts.SelectMany(chart => chart.Patch.Triangles).Order());
        Assert.All(atlas.Charts, chart => Assert.InRange(chart.BlockY + chart.BlockRows, 1, atlas.Side / AtlasChart.Block));
    });

    private static void Each(string preset, int side, Action<AtlasMesh, SurfaceAtlas> check)
    {
        foreach (AssetPictures asset in ExportAssets.Make(preset, 3, 1500))
        {
            using AssetSurface surface = AssetSurface.Create(asset.Recipe, asset.GridResolution);
            var mesh = new AtlasMesh(surface);
            check(mesh, SurfaceAtlas.Create(mesh, asset.Recipe, side));
        }
    }

    private static Vector3 Somewhere(AtlasMesh mesh, int triangle, Random random)
    {
        float a = random.NextSingle(), b = random.NextSingle();
        if (a + b > 1f)
            (a, b) = (1f - a, 1f - b);
        Vector3 corner = mesh.Position(triangle, 0);
        return corner + (a * (mesh.Position(triangle, 1) - corner)) + (b * (mesh.Position(triangle, 2) - corner));
    }
}
