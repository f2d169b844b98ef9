using System.Numerics;
using Piwa.Kernels.Buffers;
using Piwa.Kernels.Meshes;
using Piwa.Kernels.Recipes;
using Piwa.Kernels.Views;
using Piwa.Pipeline.Shards;

namespace Piwa.Pipeline.Exports;

/// <summary>One asset's mesh and images, unpacked: from a row of a shard, or fresh from a lane.</summary>
public sealed class AssetPictures
{
    private readonly byte[]?[][] _images;

    private AssetPictures(ulong assetIndex, Recipe recipe, int imageResolution, int viewCount, ViewChannels channels)
    {
        AssetIndex = assetIndex;
        Recipe = recipe;
        ImageResolution = imageResolution;
        Channels = channels;
        _images = [.. Enumerable.Range(0, viewCount).Select(_ => new byte[]?[ImageChannel.All.Count])];
    }

    /// <summary>Index of the asset in its campaign.</summary>
    public ulong AssetIndex { get; }

    /// <summary>The recipe.</summary>
    public Recipe Recipe { get; }

    /// <summary>Cells of the meshing grid along the asset's longest side.</summary>
    public required int GridResolution { get; init; }

    /// <summary>Pixels along a side of a view.</summary>
    public int ImageResolution { get; }

    /// <summary>Views of the asset.</summary>
    public int ViewCount => _images.Length;

    /// <summary>Channels of the views.</summary>
    public ViewChannels Channels { get; }

    /// <summary>What depths are.</summary>
    public required DepthKind DepthKind { get; init; }

    /// <summary>The frame of the views' normals.</summary>
    public required NormalSpace NormalSpace { get; init; }

    /// <summary>From recipe units to the world.</summary>
    public required AssetPlacement Placement { get; init; }

    /// <summary>x, y, z by vertex; world coordinate = (value - 32767.5) / 65535.</summary>
    public required ushort[] Positions { get; init; }

    /// <summary>Three vertex indices by triangle.</summary>
    public required ushort[] Triangles { get; init; }

    /// <summary>Octahedral normal by corner of a triangle, byte form.</summary>
    public required ushort[] Normals { get; init; }

    /// <summary>Part index by triangle.</summary>
    public required byte[] Parts { get; init; }

    /// <summary>Unpacks a row.</summary>
    /// <param name="row">The row.</param>
    /// <param name="findRig">Finds rigs by name where the row may have a custom one: <see cref="Campaign.FindRig"/>.</param>
    /// <exception cref="FormatException">A blob of the row is damaged.</exception>
    public static AssetPictures From(AssetRow row, Func<string, CameraRig>? findRig = null)
    {
        ArgumentNullException.ThrowIfNull(row);
        AssetPictures pictures = Unpack(row, findRig, row.Layout.Channels);
        pictures.Fill((channel, view) => AssetContent.Image<byte>(row, channel, view));
        return pictures;
    }

    /// <summary>Unpacks a row's mesh and leaves its images: to write the mesh as a file.</summary>
    /// <param name="row">The row.</param>
    /// <param name="findRig">As in <see cref="From(AssetRow, Func{string, CameraRig}?)"/>.</param>
    /// <exception cref="FormatException">A blob of the mesh is damaged.</exception>
    public static AssetPictures MeshOf(AssetRow row, Func<string, CameraRig>? findRig = null) => Unpack(row, findRig, ViewChannels.None);

    /// <summary>Copies an asset out of its batch.</summary>
    public static AssetPictures From(AssetBuffer asset)
    {
        ArgumentNullException.ThrowIfNull(asset);
        var normals = new ushort[asset.Triangles.Length];
        asset.CopyByteNormals(normals);
        var pictures = new AssetPictures(asset.Index, asset.Recipe, asset.ImageResolution, asset.ViewCount, asset.Channels)
        {
            DepthKind = asset.DepthKind,
            NormalSpace = asset.NormalSpace,
            Placement = asset.Placement,
            GridResolution = asset.GridResolution,
            Positions = asset.Positions.ToArray(),
            Triangles = asset.Triangles.ToArray(),
            Normals = normals,
            Parts = asset.TriangleParts.ToArray(),
        };
        pictures.Fill((channel, view) => asset.Plane(channel, view).ToArray());
        return pictures;
    }

    /// <summary>A vertex in the world frame; one unit = the longest side of the asset.</summary>
    /// <param name="vertex">Its number.</param>
    public Vector3 Position(int vertex) => new(
        Coordinate(Positions[3 * vertex]), Coordinate(Positions[(3 * vertex) + 1]), Coordinate(Positions[(3 * vertex) + 2]));

    /// <summary>The unit normal of a corner, world frame.</summary>
    /// <param name="corner">Its place in <see cref="Triangles"/>.</param>
    public Vector3 Normal(int corner) => OctahedralNormal.Decode(Normals[corner]);

    /// <summary>A channel of a view <c>[y, x]</c> as bytes; see <see cref="ViewChannels"/>.</summary>
    /// <exception cref="ArgumentException">The views have no such channel.</exception>
    public ReadOnlySpan<byte> Image(ViewChannels channel, int view)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)view, (uint)_images.Length);
        for (int i = 0; i < ImageChannel.All.Count; i++)
        {
            if (ImageChannel.All[i].Channel == channel && _images[view][i] is { } image)
                return image;
        }

        throw new ArgumentException($"The views have no channel {ImageChannel.Format(channel)}; they have {ImageChannel.Format(Channels)}.");
    }

    private static AssetPictures Unpack(AssetRow row, Func<string, CameraRig>? findRig, ViewChannels channels)
    {
        ArgumentNullException.ThrowIfNull(row);
        return new AssetPictures(row.AssetIndex, RecipeCodec.Decode(row.Recipe.Span, findRig), row.ImageResolution, row.ViewCount, channels)
        {
            DepthKind = row.DepthKind,
            NormalSpace = row.NormalSpace,
            Placement = row.Placement,
            GridResolution = row.GridResolution,
            Positions = AssetContent.Positions(row),
            Triangles = AssetContent.Triangles(row),
            Normals = AssetContent.Normals(row),
            Parts = AssetContent.Parts(row),
        };
    }

    private static float Coordinate(ushort step) => (step - 32767.5f) / 65535f;

    private void Fill(Func<ViewChannels, int, byte[]> image)
    {
        for (int view = 0; view < ViewCount; view++)
        {
            for (int i = 0; i < ImageChannel.All.Count; i++)
            {
                if ((Channels & ImageChannel.All[i].Channel) != 0)
                    _images[view][i] = image(ImageChannel.All[i].Channel, view);
            }
        }
    }
}
