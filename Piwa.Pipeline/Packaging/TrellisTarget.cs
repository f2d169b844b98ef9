using System.Security.Cryptography;
using System.Text;
using Piwa.Kernels.Recipes;
using Piwa.Pipeline.Cameras;
using Piwa.Pipeline.Encoding;
using Piwa.Pipeline.Exports;
using Piwa.Pipeline.Shards;

namespace Piwa.Pipeline.Packaging;

/// <summary><see cref="ExportFormat.Trellis"/>.</summary>
/// <remarks>
/// TRELLIS takes views for features from <c>renders</c> and views for conditions from <c>renders_cond</c>. Its own two rigs fill one of
/// them each, any other rig both. Keys do not depend on the cameras: the exports of two campaigns that differ in nothing else fit
/// together in one directory.
/// </remarks>
internal sealed class TrellisTarget(Campaign campaign, DatasetExportOptions options) : FolderTarget(campaign, options, CameraDialect.TransformsJson)
{
    private const string Features = "renders";
    private const string Conditions = "renders_cond";
    private const string MeshFile = "mesh.ply";

    private readonly string[] _roots =
        campaign.Rig == CameraRig.Trellis150.Name ? [Features] : campaign.Rig == CameraRig.TrellisCond24.Name ? [Conditions] : [Conditions, Features];

    public override IReadOnlyList<ExportFile> Files(AssetRow row) =>
    [
        .. base.Files(row),
        .. _roots.Contains(Features)
            ? [ExportFile.Of(MeshFile, stream => MeshExporter.Write(AssetPictures.From(row, Campaign.FindRig), MeshFormat.Ply, stream))]
            : Array.Empty<ExportFile>(),
    ];

    /// <summary>
    /// The columns that TRELLIS's toolkit makes and its loaders read. A score of beauty is not measured: it is 0, and loaders are to be told
    /// <c>min_aesthetic_score: 0</c>.
    /// </summary>
    public override void WriteIndex()
    {
        HashSet<string> features = [.. Objects(Features)], conditions = [.. Objects(Conditions)];
        var text = new StringBuilder("sha256,local_path,aesthetic_score,captions,rendered,voxelized,num_voxels,cond_rendered\n");
        foreach (string key in features.Union(conditions).Order(StringComparer.Ordinal))
        {
            string mesh = features.Contains(key) ? $"{Features}/{key}/{MeshFile}" : "";
            text.Append($"{key},{mesh},0.0,,{Truth(features.Contains(key))},{Truth(false)},0,{Truth(conditions.Contains(key))}\n");
        }

        DurableFile.Write(PathOf("metadata.csv"), System.Text.Encoding.UTF8.GetBytes(text.ToString()));
    }

    protected override IReadOnlyList<string> Folders(AssetRow row)
    {
        string key = Sha256(row);
        return [.. _roots.Select(root => Path.Combine(root, key))];
    }

    protected override bool Belongs(ExportFile file, string folder) =>
        file.Name != MeshFile || folder.StartsWith(Features + Path.DirectorySeparatorChar, StringComparison.Ordinal);

    /// <summary>SHA-256 of seed, index, mesh and materials: TRELLIS takes that of the file which an object came from.</summary>
    private string Sha256(AssetRow row)
    {
        const int Numbers = 2 * sizeof(ulong);
        Span<byte> identity = stackalloc byte[Numbers + (2 * ContentHash.ByteCount)];
        System.Buffers.Binary.BinaryPrimitives.WriteUInt64LittleEndian(identity, Campaign.Seed);
        System.Buffers.Binary.BinaryPrimitives.WriteUInt64LittleEndian(identity[sizeof(ulong)..], row.AssetIndex);
        row.Hashes.Mesh.Bytes.CopyTo(identity[Numbers..]);
        row.Hashes.Texture.Bytes.CopyTo(identity[(Numbers + ContentHash.ByteCount)..]);
        return Convert.ToHexStringLower(SHA256.HashData(identity));
    }

    /// <summary>As pandas writes it.</summary>
    private static string Truth(bool value) => value ? "True" : "False";
}
