using Piwa.Kernels.Buffers;
using Piwa.Kernels.Recipes;
using Piwa.Pipeline.Quality;
using Piwa.Tests.Kernels.Meshes;

namespace Piwa.Tests.Quality;

public sealed class LookMeterTests
{
    private const int Cells = 32;

    [Theory]
    [InlineData(64)]
    [InlineData(80)]
    [InlineData(256)]
    public void TheHashIsThatOfTheSlowTransform(int resolution)
    {
        var random = new Random(resolution);
        var image = new int[resolution * resolution];
        for (int i = 0; i < image.Length; i++)
        {
            int x = i % resolution, y = i / resolution;
            int grey = (((x * 200) + (y * 55)) / resolution) ^ random.Next(40);
            image[i] = grey | (grey << 8) | (grey << 16) | (((x * 3) + y) % 256 << 24);
        }

        ulong hash = new LookMeter().Hash(image, resolution);
        double[] coefficients = Transform(Shrink(image, resolution));
        double median = coefficients.Order().ElementAt(31), next = coefficients.Order().ElementAt(32);
        int certain = 0;
        for (int i = 0; i < 64; i++)
        {
            // Coefficients next to the median may fall on either side of it by rounding.
            if (coefficients[i] >= median && coefficients[i] <= next)
                continue;
            certain++;
            Assert.Equal(coefficients[i] > median, ((hash >> i) & 1) != 0);
        }

        Assert.Equal(62, certain);
    }

    [Fact]
    public void AnEmptyViewHasNoBits() => Assert.Equal(0UL, new LookMeter().Hash(new int[64 * 64], 64));

    [Fact]
    public void NoCosineIsNearHalfAStepSoThatEveryLibraryRoundsItAlike()
    {
        for (int frequency = 1; frequency <= 8; frequency++)
        {
            for (int cell = 0; cell < Cells; cell++)
            {
                double value = (1 << 14) * Math.Cos(Math.PI * frequency * ((2 * cell) + 1) / (2 * Cells));
                Assert.True(Math.Abs(Math.Abs(value - Math.Truncate(value)) - 0.5) > 1e-6, $"{frequency}, {cell}");
            }
        }
    }

    [Fact]
    public void OtherMaterialsAndLightAreNearerThanOtherAssets()
    {
        const int Assets = 12;
        const double LeastAuc = 0.97;
        using var bench = new MeshBench(1500);
        var maker = new MetricsMaker();
        List<PerceptualHash> plain = [], changed = [];
        for (ulong i = 0; i < Assets; i++)
        {
            Recipe recipe = Preset.Piwa.Sample(5, i, CameraRig.Objaverse12), other = Preset.Piwa.Sample(6, i, CameraRig.Objaverse12);
            plain.Add(Look(bench.Render(recipe), maker));
            changed.Add(Look(
                bench.Render(recipe with
                {
                    Origin = null,
                    Lighting = other.Lighting,
                    Parts = [.. recipe.Parts.Select((part, k) => part with { Material = other.Parts[k % other.Parts.Count].Material })],
                }),
                maker));
        }

        int[] same = [.. plain.Zip(changed, (a, b) => a.DistanceTo(b))];
        int[] different =
        [
            .. from i in Enumerable.Range(0, Assets) from j in Enumerable.Range(0, Assets) where i != j select plain[i].DistanceTo(changed[j]),
        ];
        double auc = Separation.Auc(same, different);
        Assert.True(auc > LeastAuc, $"AUC {auc:F4}; same {string.Join(' ', same.Order())}; different from {different.Min()}");
    }

    private static PerceptualHash Look(AssetBuffer asset, MetricsMaker maker)
    {
        Assert.Null(asset.Fault);
        var metrics = new AssetMetrics(asset.ViewCount);
        maker.Measure(asset, metrics);
        return metrics.Look;
    }

    private static double[] Shrink(int[] image, int resolution)
    {
        var means = new double[Cells * Cells];
        for (int cell = 0; cell < means.Length; cell++)
        {
            int top = cell / Cells * resolution / Cells, bottom = ((cell / Cells) + 1) * resolution / Cells;
            int left = cell % Cells * resolution / Cells, right = ((cell % Cells) + 1) * resolution / Cells;
            double sum = 0;
            for (int y = top; y < bottom; y++)
            {
                for (int x = left; x < right; x++)
                {
                    uint pixel = (uint)image[(y * resolution) + x];
                    double alpha = (pixel >> 24) / 255.0;
                    double luma = ((54 * (pixel & 255)) + (183 * ((pixel >> 8) & 255)) + (19 * ((pixel >> 16) & 255))) / 256.0;
                    sum += (luma * alpha) + (255 * (1 - alpha));
                }
            }

            means[cell] = sum / ((bottom - top) * (right - left));
        }

        return means;
    }

    private static double[] Transform(double[] means)
    {
        var coefficients = new double[64];
        for (int i = 0; i < coefficients.Length; i++)
        {
            int v = 1 + (i / 8), u = 1 + (i % 8);
            for (int cell = 0; cell < means.Length; cell++)
            {
                int y = cell / Cells, x = cell % Cells;
                coefficients[i] += means[cell] * Math.Cos(Math.PI * u * (x + 0.5) / Cells) * Math.Cos(Math.PI * v * (y + 0.5) / Cells);
            }
        }

        return coefficients;
    }
}
