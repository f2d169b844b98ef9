using System.IO.Compression;
using Piwa.Pipeline.Cameras;
using Piwa.Pipeline.Exports;
using Piwa.Pipeline.Shards;

namespace Piwa.Pipeline.Packaging;

/// <summary>An archive in the style of ORBX: open files of one asset, and an XML index that says how they make a scene.</summary>
/// <remarks>
/// <para>
/// <b>It is no ORBX file.</b> No specification of ORBX's bytes is public. What is known is its idea: "a simple virtual disk system and a
/// single high-level XML index file representing a root render graph" (ISO/IEC JTC1/SC29/WG11 m41018). This is that idea under an extension of
/// its own: Octane opens the GLB and the OBJ that are inside, not the archive.
/// </para>
/// <para>
/// A ZIP, stored, names in order, every file of 1 January 1980: the same asset gives the same bytes. <c>index.xml</c> has nodes for root,
/// geometry, materials and cameras (docs/orbx-style.xsd); <c>geometry/</c> the mesh as GLB, and as OBJ with its MTL; <c>textures/</c> what the
/// materials have, as PNG.
/// </para>
/// </remarks>
public sealed class OrbxStyleWriter : IPackageWriter
{
    internal const string IndexName = "index.xml";

    private static readonly DateTimeOffset Epoch = new(1980, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <inheritdoc/>
    public string Name => "orbx-style";

    /// <inheritdoc/>
    public string Extension => ".orbxs";

    /// <inheritdoc/>
    public void Write(AssetRow row, Campaign campaign, GlbOptions options, Stream target)
    {
        ArgumentNullException.ThrowIfNull(row);
        ArgumentNullException.ThrowIfNull(campaign);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(target);
        var glb = new MemoryStream();
        MeshExporter.WriteGlb(AssetPictures.MeshOf(row, campaign.FindRig), options, glb);
        var mesh = PackagedMesh.Read(glb.ToArray());
        SortedDictionary<string, byte[]> files = new(StringComparer.Ordinal)
        {
            [PackagedMesh.GlbName] = glb.ToArray(),
            [PackagedMesh.ObjName] = mesh.ToObj(row.AssetIndex),
            [PackagedMesh.MtlName] = mesh.ToMtl(),
        };
        foreach ((string name, byte[] image) in mesh.Images)
            files.Add(name, image);
        CameraRecord[] cameras = RowCameras.Of(row);
        files.Add(IndexName, RenderGraph.Write(row, mesh, cameras, files));

        using var archive = new ZipArchive(target, ZipArchiveMode.Create, leaveOpen: true);
        foreach ((string name, byte[] content) in files)
        {
            ZipArchiveEntry entry = archive.CreateEntry(name, CompressionLevel.NoCompression);
            entry.LastWriteTime = Epoch;
            using Stream stream = entry.Open();
            stream.Write(content);
        }
    }
}
