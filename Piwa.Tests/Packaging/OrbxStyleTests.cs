using System.Globalization;
using System.IO.Compression;
using System.Numerics;
using System.Xml;
using System.Xml.Linq;
using System.Xml.Schema;
using Piwa.Pipeline.Cameras;
using Piwa.Pipeline.Encoding;
using Piwa.Pipeline.Exports;
using Piwa.Pipeline.Packaging;
using Piwa.Pipeline.Shards;
using Piwa.Tests.Exports;
using Piwa.Tests.Host;
using Piwa.Tests.House;
using Piwa.Tests.Infrastructure;

namespace Piwa.Tests.Packaging;

/// <summary>An archive in the style of ORBX: read back by programs that know nothing of Piwa.</summary>
public sealed class OrbxStyleTests(SmallDataset dataset) : IClassFixture<SmallDataset>, IDisposable
{
    private static readonly GlbOptions Options = new() { TextureSize = GlbOptions.MinTextureSize };

    private readonly TemporaryDirectory _home = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose() => _home.Dispose();

    [Fact]
    public async Task ItHoldsTheMeshItsPicturesAndItsCamerasAndTheSchemaTakesItsIndex()
    {
        (AssetRow row, byte[] file) = await WriteAsync();
        Dictionary<string, byte[]> files = Unpack(file);
        Assert.Equal(["geometry/asset.glb", "geometry/asset.mtl", "geometry/asset.obj", "index.xml", "textures/0.png", "textures/1.png", "textures/2.png"], files.Keys);

        var glb = new MemoryStream();
        MeshExporter.WriteGlb(AssetPictures.MeshOf(row, SmallRun.Campaign.FindRig), Options, glb);
        Assert.Equal(glb.ToArray(), files["geometry/asset.glb"]);

        XDocument index = Validate(files["index.xml"]);
        XNamespace own = "urn:piwa:orbx-style:1";
        XElement[] nodes = [.. index.Root!.Elements(own + "node")];
        Assert.Equal(row.ViewCount, nodes.Count(node => (string?)node.Attribute("type") == "camera"));
        foreach (XElement named in index.Descendants(own + "file"))
            Assert.Equal(Blake3.Hash(files[(string)named.Attribute("path")!]).ToString(), (string?)named.Attribute("blake3"));
        CameraRecord camera = RowCameras.Of(row)[1];
        XElement said = nodes.Single(node => (string?)node.Attribute("id") == "camera-1");
        float[] pose = [.. ((string)said.Element(own + "cameraToWorld")!).Split(' ').Select(each => float.Parse(each, CultureInfo.InvariantCulture))];
        Assert.Equal((camera.CameraToWorld.M11, camera.CameraToWorld.M14, camera.CameraToWorld.M34), (pose[0], pose[3], pose[11]));
    }

    [Fact]
    public async Task TheObjIsTheMeshOfTheGlb()
    {
        (AssetRow _, byte[] file) = await WriteAsync();
        Dictionary<string, byte[]> files = Unpack(file);
        var glb = new GlbFile(files["geometry/asset.glb"]);
        string[] lines = System.Text.Encoding.ASCII.GetString(files["geometry/asset.obj"]).Split('\n');
        float[][] places = Numbers("v "), coordinates = Numbers("vt "), normals = Numbers("vn ");
        int[][] corners = [.. lines.Where(line => line.StartsWith("f ", StringComparison.Ordinal)).SelectMany(line => line[2..].Split(' '))
            .Select(corner => corner.Split('/').Select(number => int.Parse(number, CultureInfo.InvariantCulture) - 1).ToArray())];
        Assert.Equal(glb.Indices.Length, corners.Length);
        for (int i = 0; i < corners.Length; i += 97)
        {
            int vertex = glb.Indices[i];
            Assert.True(Vector3.Distance(glb.Positions[vertex], new Vector3(places[corners[i][0]])) < 1e-6f);
            Assert.True(Vector3.Distance(glb.Normals[vertex], new Vector3(normals[corners[i][2]])) < 1e-6f);
            Assert.True(Vector2.Distance(glb.TexCoords[vertex], new Vector2(coordinates[corners[i][1]][0], 1 - coordinates[corners[i][1]][1])) < 1e-6f);
        }

        float[][] Numbers(string prefix) => [.. lines.Where(line => line.StartsWith(prefix, StringComparison.Ordinal))
            .Select(line => line[prefix.Length..].Split(' ').Select(number => float.Parse(number, CultureInfo.InvariantCulture)).ToArray())];
    }

    [Fact]
    public async Task TheCommandWritesTheSameBytesAndPythonReadsThem()
    {
        (AssetRow _, byte[] file) = await WriteAsync();
        await new PiwaProcess(_home.Path).RunAsync("export", dataset.Directory, "--asset", "3", "--format", "orbx-style", "--texture-size", "256");
        string path = _home["asset-3.orbxs"];
        Assert.Equal(file, await File.ReadAllBytesAsync(path, Stop));
        Assert.Equal(2, (await new PiwaProcess(_home.Path).RunAsync("export", dataset.Directory, "--asset", "3", "--format", "orbx")).ExitCode);
        PythonTool.Run(
            ["-c", $"import zipfile; z = zipfile.ZipFile('{path}'); assert z.testzip() is None; names = z.namelist(); assert names == sorted(names), names; assert {{i.date_time for i in z.infolist()}} == {{(1980, 1, 1, 0, 0, 0)}}"],
            "zipfile");
    }

    private static XDocument Validate(byte[] index)
    {
        XmlSchemaSet schemas = new();
        using (var schema = XmlReader.Create(Path.Combine(Repository.Root, "docs", "orbx-style.xsd")))
            schemas.Add("urn:piwa:orbx-style:1", schema);
        var document = XDocument.Load(new MemoryStream(index));
        document.Validate(schemas, (_, fault) => Assert.Fail(fault.Message));

        // The schema can say no: an input that names no node.
        XDocument wrong = new(document);
        wrong.Descendants().First(element => element.Name.LocalName == "input").SetAttributeValue("node", "nothing");
        Assert.Throws<XmlSchemaValidationException>(() => wrong.Validate(schemas, null));
        return document;
    }

    private static Dictionary<string, byte[]> Unpack(byte[] file)
    {
        using ZipArchive archive = new(new MemoryStream(file));
        Dictionary<string, byte[]> files = [];
        foreach (ZipArchiveEntry entry in archive.Entries)
        {
            var content = new MemoryStream();
            using Stream stream = entry.Open();
            stream.CopyTo(content);
            files.Add(entry.FullName, content.ToArray());
        }

        return files;
    }

    private async Task<(AssetRow Row, byte[] File)> WriteAsync()
    {
        using Dataset opened = Dataset.Open(dataset.Directory);
        await using ShardReader reader = await opened.OpenShardAsync(opened.FindShard(3)!, Stop);
        AssetRow row = (await reader.FindAsync(3, Stop))!;
        var file = new MemoryStream();
        PackageWriters.Find("orbx-style")!.Write(row, opened.Campaign, Options, file);
        return (row, file.ToArray());
    }
}
