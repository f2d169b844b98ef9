using System.Buffers.Binary;
using System.Numerics;
using Piwa.Bench;
using Piwa.Bench.Peers;
using Piwa.Kernels.Buffers;
using Piwa.Kernels.Recipes;
using Piwa.Tests.Infrastructure;
using Piwa.Tests.Kernels.Meshes;

namespace Piwa.Tests.Bench;

public sealed class PeerTests
{
    [Fact]
    public void TheRigStandsWhereThePeersCamerasStand()
    {
        const float HalfFov = 25f * MathF.PI / 180f;
        IReadOnlyList<Camera> cameras = PeerRig.Create(2.2f).CreateCameras(1, 0);
        Assert.Equal(12, cameras.Count);
        Assert.Equal(2.2f * 11 / 12, cameras[0].Position.Z, 1e-5f);
        Assert.Equal(-2.2f * 11 / 12, cameras[11].Position.Z, 1e-5f);
        Assert.All(cameras, camera =>
        {
            Assert.Equal(2.2f, camera.Position.Length(), 1e-5f);
            Assert.Equal(1 / (2 * MathF.Tan(HalfFov)), camera.FocalLength, 1e-5f);
            Assert.Equal(0f, Vector3.Distance(Vector3.Normalize(-camera.Position), camera.Forward), 1e-5f);
            Assert.Equal(0f, camera.Right.Z, 1e-5f);
            Assert.True(camera.Down.Z < 0);
        });
    }

    [Fact]
    public void LargerMeshesSeenFromFurtherAwayAreTheSamePicture()
    {
        float scale = PeerRig.MeshScale(PeerRig.StandardDistance);
        for (int view = 0; view < 12; view++)
            Assert.Equal(0f, Vector3.Distance(PeerRig.Position(view, 2.2f), scale * PeerRig.Position(view)), 1e-5f);
        float standard = StandardAsset.Rig.CreateCameras(1, 0).Average(camera => camera.Position.Length());
        Assert.Equal(PeerRig.StandardDistance, standard, 1e-5f);
    }

    [Fact]
    public void APackHoldsTheMeshesAsThePeersReadThem()
    {
        using var bench = new MeshBench(targetTriangles: 600);
        using var directory = new TemporaryDirectory();
        AssetBuffer asset = bench.Make(MeshBench.Of(new Part()));
        MeshPack.Write(directory["pack"], [asset], scale: 2f);

        byte[] pack = File.ReadAllBytes(directory["pack"]);
        Assert.Equal(12 + (36 * asset.VertexCount) + (12 * asset.TriangleCount), pack.Length);
        Assert.Equal([1u, (uint)asset.VertexCount, (uint)asset.TriangleCount], Enumerable.Range(0, 3).Select(i => Word(pack, 4 * i)));
        Assert.Equal(2f * MeshBench.Vertex(asset, 0), new Vector3(Float(pack, 12), Float(pack, 16), Float(pack, 20)));
        Assert.Equal(asset.Triangles[0], Word(pack, 12 + (36 * asset.VertexCount)));

        // An ellipsoid's normals point away from its centre.
        int normals = 12 + (12 * asset.VertexCount);
        for (int vertex = 0; vertex < asset.VertexCount; vertex++)
        {
            int at = normals + (12 * vertex);
            var normal = new Vector3(Float(pack, at), Float(pack, at + 4), Float(pack, at + 8));
            Assert.Equal(1f, normal.Length(), 1e-4f);
            Assert.True(Vector3.Dot(normal, Vector3.Normalize(MeshBench.Vertex(asset, vertex))) > 0.9f);
        }
    }

    [Fact]
    public void APeersRateIsReadFromWhatItPrints()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "The peer of this test is a shell script.");
        using var directory = new TemporaryDirectory();
        string path = directory["peer"];
        File.WriteAllText(path, "#!/bin/sh\necho \"embree assets/s 14.5  views/s 173  Mpix/s 11.3  coverage 0.457  threads $2\"\n");
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        Assert.Equal(new RenderResult(14.5, 0.457), PeerRenderer.Of(path, osmesa: null)[0].Render("pack", threads: 2));
    }

    [Fact]
    public void OurRendererMakesTheSamePicturesEachTime()
    {
        using var renderer = new OurRenderer(assets: 2, threads: 2, PeerRig.Create(PeerRig.StandardDistance));
        double coverage = renderer.Render().Coverage;
        int[] first = [.. renderer.Assets[1].Color(3)];
        Assert.InRange(coverage, 0.1, 0.5);
        Assert.Equal(coverage, renderer.Render().Coverage);
        Assert.Equal(first, renderer.Assets[1].Color(3));
        Assert.True(renderer.LightTime > TimeSpan.Zero);
    }

    [Fact]
    public void APeerThatIsNotThereIsSaid() =>
        Assert.Throws<ArgumentException>(() => PeerRenderer.Of("/nowhere/embree", osmesa: null));

    private static uint Word(byte[] pack, int offset) => BinaryPrimitives.ReadUInt32LittleEndian(pack.AsSpan(offset));

    private static float Float(byte[] pack, int offset) => BinaryPrimitives.ReadSingleLittleEndian(pack.AsSpan(offset));
}
