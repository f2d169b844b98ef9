using System.Text.Json.Nodes;
using Piwa.Pipeline.Importing;

namespace Piwa.Tests.Importing;

/// <summary>Whatever a file says, it is taken or refused, in bounded memory.</summary>
public sealed class HostileGlbTests
{
    /// <summary>What a file may take: each vertex and triangle of the most that are taken, several times over.</summary>
    private const long MostBytes = 600 << 20;

    [Fact]
    public void FilesWithDamagedBytesAreTakenOrRefused()
    {
        byte[][] files = [TestShape.Cube.ToGlb(), TestShape.Torus(0.3, 8, 6).ToGlb(doubleSided: true), Rich()];
        int taken = 0;
        for (int seed = 0; seed < 3000; seed++)
        {
            var random = new Random(seed);
            byte[] file = [.. files[seed % files.Length]];
            for (int i = random.Next(1, 8); i > 0; i--)
                file[random.Next(file.Length)] = (byte)random.Next(256);
            taken += Take(seed % 5 == 0 ? file[..random.Next(file.Length)] : file, seed) ? 1 : 0;
        }

        Assert.InRange(taken, 100, 2900);
    }

    [Fact]
    public void FilesWhoseJsonSaysSomethingElseAreTakenOrRefused()
    {
        JsonNode?[] values =
        [
            0, 1, -1, 2, 5, 255, 65535, int.MaxValue, 4294967296, 1e308, -1e308, 0.5, "", "x", true, null, new JsonArray(), new JsonArray(0, 0), new JsonObject(),
        ];
        int taken = 0;
        for (int seed = 0; seed < 3000; seed++)
        {
            var random = new Random(seed);
            byte[] file = seed % 2 == 0 ? Rich() : TestShape.Cube.ToGlb();
            int length = BitConverter.ToInt32(file, 12);
            var root = (JsonObject)JsonNode.Parse(file.AsSpan(20, length))!;
            for (int i = random.Next(1, 4); i > 0; i--)
                Change(root, random, values);
            taken += Take(GlbBuilder.Build(System.Text.Encoding.UTF8.GetBytes(root.ToJsonString()), file[(20 + length + 8)..]), seed) ? 1 : 0;
        }

        Assert.InRange(taken, 100, 2900);
    }

    [Fact]
    public void ManyNodesOfOneMeshEndAtTheLimit()
    {
        var glb = new GlbBuilder();
        TestShape torus = TestShape.Torus(0.3, 64, 64);
        int mesh = glb.Mesh(glb.Primitive(torus.Positions, torus.Triangles));
        for (int i = 0; i < 5000; i++)
            glb.Node(mesh);
        Assert.Contains("1000000", Refusal(glb.Build()), StringComparison.Ordinal);
    }

    [Fact]
    public void ManyPrimitivesThatShowNothingEndAtTheLimit()
    {
        var glb = new GlbBuilder();
        int positions = glb.Accessor("VEC3", GlbBuilder.Float, [0, 0, 0]);
        int mesh = glb.Mesh([.. Enumerable.Range(0, 2000).Select(_ =>
            new JsonObject { ["mode"] = 0, ["attributes"] = new JsonObject { ["POSITION"] = positions } })]);
        for (int i = 0; i < 1000; i++)
            glb.Node(mesh);
        Assert.Contains("65536 primitives", Refusal(glb.Build()), StringComparison.Ordinal);
    }

    [Fact]
    public void AccessorsOfNothingButACountAreBounded()
    {
        var glb = new GlbBuilder();
        glb.Node(glb.Mesh(new JsonObject { ["attributes"] = new JsonObject { ["POSITION"] = glb.Accessor("VEC3", GlbBuilder.Float, 1_000_001, view: null) } }));
        Assert.Contains("1000000 vertices", Refusal(glb.Build()), StringComparison.Ordinal);
    }

    [Fact]
    public void AChainOfNodesThatListEachOtherIsRefused()
    {
        var glb = new GlbBuilder();
        for (int i = 0; i < 300; i++)
            glb.Node(null, isRoot: i == 0, null, [.. Enumerable.Range(0, 300)]);
        Assert.Contains("twice", Refusal(glb.Build()), StringComparison.Ordinal);
    }

    private static string Refusal(byte[] file) => Assert.Throws<ImportException>(() => MeshNormalizer.Normalize(GlbReader.Read(file))).Message;

    private static bool Take(byte[] file, int seed)
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        try
        {
            MeshNormalizer.Normalize(GlbReader.Read(file));
            return true;
        }
        catch (ImportException refusal)
        {
            Assert.NotEmpty(refusal.Message);
            return false;
        }
        catch (Exception fault) when (fault is not Xunit.Sdk.XunitException)
        {
            throw new InvalidOperationException($"Seed {seed}.", fault);
        }
        finally
        {
            Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < MostBytes, $"Seed {seed} takes more than {MostBytes} bytes.");
        }
    }

    /// <summary>Replaces or removes any value of a JSON.</summary>
    private static void Change(JsonNode root, Random random, JsonNode?[] values)
    {
        JsonNode at = root;
        while (true)
        {
            if (at is JsonObject { Count: > 0 } named)
            {
                string key = named.ElementAt(random.Next(named.Count)).Key;
                if (named[key] is { } inner and (JsonObject or JsonArray) && random.Next(6) > 0)
                {
                    at = inner;
                    continue;
                }

                if (random.Next(5) == 0)
                    named.Remove(key);
                else
                    named[key] = values[random.Next(values.Length)]?.DeepClone();
            }
            else if (at is JsonArray { Count: > 0 } list)
            {
                int index = random.Next(list.Count);
                if (list[index] is { } inner and (JsonObject or JsonArray) && random.Next(6) > 0)
                {
                    at = inner;
                    continue;
                }

                list[index] = values[random.Next(values.Length)]?.DeepClone();
            }

            return;
        }
    }

    /// <summary>A file that has a little of everything.</summary>
    private static byte[] Rich()
    {
        var glb = new GlbBuilder();
        int material = glb.Material([1, 0.5, 0, 1], 0.5, 0.25, doubleSided: true);
        glb.List("materials")[material]!["normalTexture"] = new JsonObject { ["index"] = 0 };
        glb.List("textures").Add((JsonNode)new JsonObject { ["source"] = 0 });
        glb.List("images").Add((JsonNode)new JsonObject { ["bufferView"] = glb.View([1, 2, 3, 4]) });
        JsonObject primitive = glb.Primitive(TestShape.Square.Positions, [], material, mode: 6);
        primitive["attributes"]!["NORMAL"] = glb.Accessor("VEC3", GlbBuilder.SignedByte, [0, 0, 127, 0, 0, 127, 0, 0, 127, 0, 0, 127], normalized: true);
        int sparse = glb.Accessor("VEC3", GlbBuilder.Float, [0, 0, 0, 1, 0, 0, 0, 1, 0]);
        glb.List("accessors")[sparse]!["sparse"] = new JsonObject
        {
            ["count"] = 1,
            ["indices"] = new JsonObject { ["bufferView"] = glb.View([2]), ["componentType"] = GlbBuilder.UnsignedByte },
            ["values"] = new JsonObject { ["bufferView"] = glb.View([.. ((float[])[3, 4, 5]).SelectMany(BitConverter.GetBytes)]) },
        };
        int child = glb.Node(
            glb.Mesh(primitive, new JsonObject { ["attributes"] = new JsonObject { ["POSITION"] = sparse } }),
            isRoot: false,
            new JsonObject { ["translation"] = new JsonArray(1, 2, 3), ["rotation"] = new JsonArray(0, 0.6, 0, 0.8), ["scale"] = new JsonArray(-1, 2, 1) });
        glb.Node(null, isRoot: true, null, child);
        return glb.Build();
    }
}
