using System.Globalization;
using System.Numerics;
using System.Xml;
using Piwa.Kernels.Recipes;
using Piwa.Pipeline.Cameras;
using Piwa.Pipeline.Encoding;
using Piwa.Pipeline.Shards;

namespace Piwa.Pipeline.Packaging;

/// <summary>The index of an archive in the style of ORBX: a graph of nodes, in XML. Its schema is docs/orbx-style.xsd.</summary>
internal static class RenderGraph
{
    public const string Namespace = "urn:piwa:orbx-style:1";

    private const string Geometry = "geometry";

    public static byte[] Write(AssetRow row, PackagedMesh mesh, IReadOnlyList<CameraRecord> cameras, IReadOnlyDictionary<string, byte[]> files)
    {
        var stream = new MemoryStream();
        using (var xml = XmlWriter.Create(stream, new XmlWriterSettings { Encoding = new System.Text.UTF8Encoding(false), Indent = true, NewLineChars = "\n" }))
        {
            xml.WriteStartElement("renderGraph", Namespace);
            Attribute(xml, "format", "1");
            Attribute(xml, "generator", Text(Generator.Version));
            Attribute(xml, "asset", row.AssetIndex.ToString(CultureInfo.InvariantCulture));
            Attribute(xml, "root", "root");
            WriteRoot(xml, cameras.Count);
            WriteGeometry(xml, mesh, files);
            for (int i = 0; i < mesh.Materials.Count; i++)
                WriteMaterial(xml, i, mesh.Materials[i], files);
            for (int i = 0; i < cameras.Count; i++)
                WriteCamera(xml, i, cameras[i]);
            xml.WriteEndElement();
        }

        stream.WriteByte((byte)'\n');
        return stream.ToArray();
    }

    private static void WriteRoot(XmlWriter xml, int cameras)
    {
        Begin(xml, "root", "root");
        Input(xml, Geometry, Geometry);
        for (int i = 0; i < cameras; i++)
            Input(xml, "camera", CameraId(i));
        xml.WriteEndElement();
    }

    private static void WriteGeometry(XmlWriter xml, PackagedMesh mesh, IReadOnlyDictionary<string, byte[]> files)
    {
        Begin(xml, Geometry, Geometry);
        Attribute(xml, "unit", "longest side");
        for (int i = 0; i < mesh.Materials.Count; i++)
            Input(xml, "material", MaterialId(i));
        WriteFile(xml, "glb", PackagedMesh.GlbName, "y", files);
        WriteFile(xml, "obj", PackagedMesh.ObjName, "z", files);
        WriteFile(xml, "mtl", PackagedMesh.MtlName, null, files);
        xml.WriteEndElement();
    }

    private static void WriteMaterial(XmlWriter xml, int number, PackagedMaterial material, IReadOnlyDictionary<string, byte[]> files)
    {
        Begin(xml, MaterialId(number), "material");
        Attribute(xml, "baseColor", string.Join(' ', material.BaseColor.Take(3).Select(PackagedMesh.Number)));
        Attribute(xml, "metallic", PackagedMesh.Number(material.Metallic));
        Attribute(xml, "roughness", PackagedMesh.Number(material.Roughness));
        foreach ((string channel, string name) in material.Textures)
            WriteFile(xml, channel, name, null, files);
        xml.WriteEndElement();
    }

    private static void WriteCamera(XmlWriter xml, int number, in CameraRecord camera)
    {
        Begin(xml, CameraId(number), "camera");
        Attribute(xml, "projection", camera.Projection == CameraProjection.Orthographic ? "parallel" : "pinhole");
        Attribute(xml, "width", Text(camera.Width));
        Attribute(xml, "height", Text(camera.Height));
        Attribute(xml, "focal", $"{PackagedMesh.Number(camera.FocalX)} {PackagedMesh.Number(camera.FocalY)}");
        Attribute(xml, "centre", $"{PackagedMesh.Number(camera.CentreX)} {PackagedMesh.Number(camera.CentreY)}");
        Attribute(xml, "near", PackagedMesh.Number(camera.Near));
        Attribute(xml, "far", PackagedMesh.Number(camera.Far));
        xml.WriteElementString("cameraToWorld", Namespace, Text(camera.CameraToWorld));
        xml.WriteEndElement();
    }

    private static void WriteFile(XmlWriter xml, string role, string name, string? up, IReadOnlyDictionary<string, byte[]> files)
    {
        xml.WriteStartElement("file", Namespace);
        Attribute(xml, "role", role);
        Attribute(xml, "path", name);
        if (up is not null)
            Attribute(xml, "up", up);
        Attribute(xml, "blake3", Blake3.Hash(files[name]).ToString());
        xml.WriteEndElement();
    }

    private static void Begin(XmlWriter xml, string id, string type)
    {
        xml.WriteStartElement("node", Namespace);
        Attribute(xml, "id", id);
        Attribute(xml, "type", type);
    }

    private static void Input(XmlWriter xml, string name, string node)
    {
        xml.WriteStartElement("input", Namespace);
        Attribute(xml, "name", name);
        Attribute(xml, "node", node);
        xml.WriteEndElement();
    }

    private static void Attribute(XmlWriter xml, string name, string value) => xml.WriteAttributeString(name, value);

    private static string CameraId(int number) => string.Create(CultureInfo.InvariantCulture, $"camera-{number}");

    private static string MaterialId(int number) => string.Create(CultureInfo.InvariantCulture, $"material-{number}");

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    /// <summary>Sixteen numbers, row by row.</summary>
    private static string Text(Matrix4x4 matrix)
    {
        const int Side = 4;
        return string.Join(' ', Enumerable.Range(0, Side * Side).Select(i => PackagedMesh.Number(matrix[i / Side, i % Side])));
    }
}
