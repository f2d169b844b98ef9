using System.Numerics;
using System.Text.Json;
using Piwa.Kernels.Views;
using Piwa.Pipeline.Exports;

namespace Piwa.Tests.Exports;

/// <summary>Files are read back; what they say of a place of the surface is what the materials say there.</summary>
public sealed class GlbTests
{
    private const int Triangles = 3000;
    private const int Side = 512;

    public static TheoryData<string> Presets => ["piwa", "zeroverse", "L5"];

    /// <summary>Texels within triangles, against the material at the four places that a texel is the mean of.</summary>
    [Theory]
    [MemberData(nameof(Presets))]
    public void TexelsHaveTheMaterialOfTheirPlace(string preset)
    {
        const int PerCent = 100, Allowed = 2; // texture coordinates have steps of a 128th texel, and patterns have hard edges
        AssetPictures asset = ExportAssets.Make(preset, 2, Triangles)[^1];
        using AssetSurface surface = AssetSurface.Create(asset.Recipe, asset.GridResolution);
        GlbFile file = Export(asset);
        byte[] color = file.Image(0, out int side), packed = file.Image(1, out _);
        int texels = 0, wrong = 0;
        foreach (Texel texel in Texels(file, side))
        {
            SurfaceSample[] samples = Sample(surface, file, in texel, side);
            int at = 3 * ((texel.Y * side) + texel.X);
            bool right = true;
            for (int channel = 0; channel < 3; channel++)
                right &= Math.Abs(Srgb(samples.Average(sample => Linear((sample.Color >> (8 * channel)) & 0xFF))) - color[at + channel]) < 4;
            right &= Math.Abs((samples.Average(sample => sample.Roughness) * 255) - packed[at + 1]) < 4;
            right &= Math.Abs((samples.Average(sample => sample.Metallic) * 255) - packed[at + 2]) < 4;
            texels++;
            wrong += right ? 0 : 1;
        }

        Assert.True(texels > side * side / 20, $"{texels} texels");
        Assert.True(wrong * PerCent <= texels * Allowed, $"{wrong} of {texels} texels differ");

        static double Linear(int code) => code <= 10 ? code / 255.0 / 12.92 : Math.Pow(((code / 255.0) + 0.055) / 1.055, 2.4);

        static double Srgb(double light) => 255 * (light <= 0.0031308 ? light * 12.92 : (1.055 * Math.Pow(light, 1 / 2.4)) - 0.055);
    }

    /// <summary>A viewer's normal, from the vertices' frames and the normal map, against the relief of the material.</summary>
    [Theory]
    [MemberData(nameof(Presets))]
    public void NormalsAreBentAsTheReliefBendsThem(string preset)
    {
        const float LeastSlope = 0.15f;
        foreach (AssetPictures asset in ExportAssets.Make(preset, 6, Triangles))
        {
            using AssetSurface surface = AssetSurface.Create(asset.Recipe, asset.GridResolution);
            GlbFile file = Export(asset);
            byte[] bent = file.Image(2, out int side);
            int texels = 0;
            double error = 0, flatError = 0;
            foreach (Texel texel in Texels(file, side))
            {
                SurfaceSample[] samples = Sample(surface, file, in texel, side);
                Vector3 slope = samples.Aggregate(Vector3.Zero, (sum, sample) => sum + sample.Slope) / samples.Length;
                Vector3 normal = Vector3.Normalize(texel.Blend(file, i => file.Normals[i]));
                slope -= normal * Vector3.Dot(slope, normal);
                if (slope.Length() < LeastSlope)
                    continue;

                Vector3 tangent = Vector3.Normalize(texel.Blend(file, i => file.Tangents[i].AsVector3()));
                Vector3 bitangent = Vector3.Cross(normal, tangent) * file.Tangents[texel.A].W;
                int at = 3 * ((texel.Y * side) + texel.X);
                Vector3 seen = (tangent * Decode(bent[at])) + (bitangent * Decode(bent[at + 1])) + (normal * Decode(bent[at + 2]));
                texels++;
                error += Angle(Vector3.Normalize(seen), Vector3.Normalize(normal - slope));
                flatError += Angle(normal, Vector3.Normalize(normal - slope));
            }

            // Where there is relief the map explains nearly all of it; a swapped or mirrored axis would make it worse than none.
            if (texels > 500)
                Assert.True(error < 0.12 * flatError, $"asset {asset.AssetIndex}: {error / texels:F2} degrees off; {flatError / texels:F2} without the map");
        }

        static float Decode(byte code) => (code / 127.5f) - 1f;

        static double Angle(Vector3 a, Vector3 b) => Math.Acos(Math.Clamp(Vector3.Dot(a, b), -1f, 1f)) * 180 / Math.PI;
    }

    /// <summary>The frame's convention is MikkTSpace's in glTF: tangent towards larger u, bitangent towards smaller v.</summary>
    [Theory]
    [MemberData(nameof(Presets))]
    public void TangentsFollowTheTexture(string preset)
    {
        GlbFile file = Export(ExportAssets.Make(preset, 1, Triangles)[0]);
        int off = 0;
        for (int i = 0; i < file.Indices.Length; i += 3)
        {
            (int a, int b, int c) = (file.Indices[i], file.Indices[i + 1], file.Indices[i + 2]);
            Vector3 e1 = file.Positions[b] - file.Positions[a], e2 = file.Positions[c] - file.Positions[a];
            Vector2 t1 = file.TexCoords[b] - file.TexCoords[a], t2 = file.TexCoords[c] - file.TexCoords[a];
            float area = (t1.X * t2.Y) - (t1.Y * t2.X);
            Assert.True(area < 0f, "Triangles go against the clock; with v downwards that is a negative area.");
            Vector3 alongU = ((e1 * t2.Y) - (e2 * t1.Y)) / area, alongV = ((e2 * t1.X) - (e1 * t2.X)) / area;
            foreach (int vertex in (ReadOnlySpan<int>)[a, b, c])
            {
                Vector3 tangent = file.Tangents[vertex].AsVector3();
                Assert.InRange(MathF.Abs(Vector3.Dot(tangent, file.Normals[vertex])), 0f, 1e-3f);
                Assert.Equal(1f, file.Tangents[vertex].W);
                Vector3 bitangent = Vector3.Cross(file.Normals[vertex], tangent);
                if (Vector3.Dot(tangent, alongU) < 0.7f * alongU.Length() || Vector3.Dot(bitangent, alongV) > 0f)
                    off++;
            }
        }

        Assert.True(off <= file.Indices.Length / 50, $"{off} of {file.Indices.Length} corners");
    }

    [Fact]
    public void TexelsHaveOneDensity()
    {
        GlbFile file = Export(ExportAssets.Make("zeroverse", 1, Triangles)[0]);
        double[] densities = [.. Enumerable.Range(0, file.Indices.Length / 3).Select(t =>
        {
            (int a, int b, int c) = (file.Indices[3 * t], file.Indices[(3 * t) + 1], file.Indices[(3 * t) + 2]);
            Vector2 u = file.TexCoords[b] - file.TexCoords[a], v = file.TexCoords[c] - file.TexCoords[a];
            Vector3 area = Vector3.Cross(file.Positions[b] - file.Positions[a], file.Positions[c] - file.Positions[a]);
            return Math.Sqrt(Math.Abs((u.X * v.Y) - (u.Y * v.X)) / area.Length());
        }).Order()];

        // Projection makes tilted triangles smaller, to half at most, none larger.
        Assert.InRange(densities[densities.Length / 20] / densities[densities.Length * 19 / 20], 0.6, 1.0);
    }

    [Fact]
    public async Task BytesDoNotDependOnThreads()
    {
        AssetPictures asset = ExportAssets.Make("piwa", 1, Triangles)[0];
        byte[] many = Write(asset);
        var pair = new ConcurrentExclusiveSchedulerPair(TaskScheduler.Default, maxConcurrencyLevel: 1);
        byte[] one = await Task.Factory.StartNew(
            () => Write(asset), TestContext.Current.CancellationToken, TaskCreationOptions.None, pair.ExclusiveScheduler);
        Assert.Equal(many, one);
    }

    [Fact]
    public void AMeshThatIsNotTheRecipesIsRefused()
    {
        AssetPictures asset = ExportAssets.Make("L1", 1, Triangles)[0];
        asset.Positions[0] ^= 1;
        FormatException fault = Assert.Throws<FormatException>(() => Write(asset));
        Assert.Contains("another version", fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(128)]
    [InlineData(1000)]
    [InlineData(8192)]
    public void WrongTextureSizesAreRefused(int size)
    {
        AssetPictures asset = ExportAssets.Make("L1", 1, Triangles)[0];
        Assert.Throws<ArgumentException>(() => MeshExporter.WriteGlb(asset, new GlbOptions { TextureSize = size }, Stream.Null));
    }

    [Fact]
    public void TheFileSaysWhatItIs()
    {
        AssetPictures asset = ExportAssets.Make("zeroverse", 2, Triangles)[1];
        var stream = new MemoryStream();
        MeshExporter.WriteGlb(asset, new GlbOptions { TextureSize = 256, License = "CC0-1.0" }, stream);
        JsonElement extras = new GlbFile(stream.ToArray()).Root.GetProperty("asset").GetProperty("extras");
        Assert.Equal((1ul, "CC0-1.0"), (extras.GetProperty("assetIndex").GetUInt64(), extras.GetProperty("license").GetString()));
        Assert.Equal("zeroverse", extras.GetProperty("origin").GetProperty("preset").GetString());
    }

    private static GlbFile Export(AssetPictures asset) => new(Write(asset));

    private static byte[] Write(AssetPictures asset)
    {
        var stream = new MemoryStream();
        MeshExporter.WriteGlb(asset, new GlbOptions { TextureSize = Side }, stream);
        return stream.ToArray();
    }

    /// <summary>Texels whose centre lies within a triangle, some for each triangle.</summary>
    private static IEnumerable<Texel> Texels(GlbFile file, int side)
    {
        for (int i = 0; i < file.Indices.Length; i += 3)
        {
            (int a, int b, int c) = (file.Indices[i], file.Indices[i + 1], file.Indices[i + 2]);
            Vector2 p = file.TexCoords[a] * side, q = file.TexCoords[b] * side, r = file.TexCoords[c] * side;
            Vector2 low = Vector2.Min(p, Vector2.Min(q, r)), high = Vector2.Max(p, Vector2.Max(q, r));
            float area = Cross(q - p, r - p);
            for (int y = (int)low.Y; y <= (int)high.Y; y++)
            {
                for (int x = (int)low.X + (y & 1); x <= (int)high.X; x += 2)
                {
                    Vector2 o = new Vector2(x + 0.5f, y + 0.5f) - p;
                    float beta = Cross(o, r - p) / area, gamma = Cross(q - p, o) / area;
                    if (beta > 0.01f && gamma > 0.01f && beta + gamma < 0.99f)
                        yield return new Texel(x, y, i / 3, a, b, c, beta, gamma);
                }
            }
        }
    }

    /// <summary>The material at four places of a texel.</summary>
    private static SurfaceSample[] Sample(AssetSurface surface, GlbFile file, in Texel texel, int side)
    {
        Vector3 e1 = file.Positions[texel.B] - file.Positions[texel.A], e2 = file.Positions[texel.C] - file.Positions[texel.A];
        Vector2 t1 = (file.TexCoords[texel.B] - file.TexCoords[texel.A]) * side, t2 = (file.TexCoords[texel.C] - file.TexCoords[texel.A]) * side;
        float area = Cross(t1, t2);
        Vector3 alongX = ((e1 * t2.Y) - (e2 * t1.Y)) / area, alongY = ((e2 * t1.X) - (e1 * t2.X)) / area;
        Vector3 place = texel.Blend(file, i => file.Positions[i]);

        // Projection stretches along the tilt only: across it, where texels are narrowest, they have the size that all texels have.
        float xx = alongX.LengthSquared(), yy = alongY.LengthSquared(), xy = Vector3.Dot(alongX, alongY);
        float footprint = MathF.Sqrt(((xx + yy) * 0.5f) - MathF.Sqrt(((xx - yy) * (xx - yy) * 0.25f) + (xy * xy)));
        var points = new SurfacePoint[4];
        for (int i = 0; i < points.Length; i++)
        {
            Vector3 at = place + (alongX * (((i & 1) * 0.5f) - 0.25f)) + (alongY * (((i >> 1) * 0.5f) - 0.25f));
            points[i] = new SurfacePoint(at, footprint, file.Parts[texel.A], surface.IsSeam(texel.Triangle));
        }

        var samples = new SurfaceSample[points.Length];
        surface.Sample(points, samples);
        return samples;
    }

    private static float Cross(Vector2 a, Vector2 b) => (a.X * b.Y) - (a.Y * b.X);

    private readonly record struct Texel(int X, int Y, int Triangle, int A, int B, int C, float Beta, float Gamma)
    {
        public Vector3 Blend(GlbFile file, Func<int, Vector3> attribute) =>
            (attribute(A) * (1f - Beta - Gamma)) + (attribute(B) * Beta) + (attribute(C) * Gamma);
    }
}
