using Piwa.Kernels.Buffers;
using Piwa.Kernels.Meshes;
using Piwa.Kernels.Recipes;
using Piwa.Pipeline.Shards;

namespace Piwa.Pipeline.Exports;

/// <summary>One asset's mesh and images, unpacked: from a row of a shard, or fresh from a lane.</summary>
public sealed class AssetPictures
{
    private AssetPictures(ulong assetIndex, Recipe recipe, int imageResolution, int viewCount)
    {
        AssetIndex = assetIndex;
        Recipe = recipe;
        ImageResolution = imageResolution;
        Color = new int[viewCount][];
        Depth = new ushort[viewCount][];
        Normal = new ushort[viewCount][];
    }

    /// <summary>Index of the asset in its campaign.</summary>
    public ulong AssetIndex { get; }

    /// <summary>The recipe.</summary>
    public Recipe Recipe { get; }

    /// <summary>Cells of the meshing grid along the asset's longest side.</summary>
    public required int GridResolution { get; init; }

    /// <summary>Pixels along a side of a view.</summary>
    public int ImageResolution { get; }

    /// <summary>x, y, z by vertex; world coordinate = (value - 32767.5) / 65535.</summary>
    public required ushort[] Positions { get; init; }

    /// <summary>Three vertex indices by triangle.</summary>
    public required ushort[] Triangles { get; init; }

    /// <summary>Octahedral normal by corner of a triangle, byte form.</summary>
    public required ushort[] Normals { get; init; }

    /// <summary>Part index by triangle.</summary>
    public required byte[] Parts { get; init; }

    /// <summary>Colour by view <c>[y, x]</c>.</summary>
    public int[][] Color { get; }

    /// <summary>Depth by view <c>[y, x]</c>.</summary>
    public ushort[][] Depth { get; }

    /// <summary>Normals by view <c>[y, x]</c>, byte form.</summary>
    public ushort[][] Normal { get; }

    /// <summary>Unpacks a row.</summary>
    /// <exception cref="FormatException">A blob of the row is damaged.</exception>
    public static AssetPictures From(AssetRow row)
    {
        ArgumentNullException.ThrowIfNull(row);
        var pictures = new AssetPictures(row.AssetIndex, RecipeCodec.Decode(row.Recipe.Span), row.ImageResolution, row.ViewCount)
        {
            GridResolution = row.GridResolution,
            Positions = AssetContent.Positions(row),
            Triangles = AssetContent.Triangles(row),
            Normals = AssetContent.Normals(row),
            Parts = AssetContent.Parts(row),
        };
        for (int view = 0; view < row.ViewCount; view++)
        {
            pictures.Color[view] = AssetContent.Color(row, view);
            pictures.Depth[view] = AssetContent.Depth(row, view);
            pictures.Normal[view] = AssetContent.Normal(row, view);
        }

        return pictures;
    }

    /// <summary>Copies an asset out of its batch.</summary>
    public static AssetPictures From(AssetBuffer asset)
    {
        ArgumentNullException.ThrowIfNull(asset);
        var normals = new ushort[asset.Triangles.Length];
        asset.CopyByteNormals(normals);
        var pictures = new AssetPictures(asset.Index, asset.Recipe, asset.ImageResolution, asset.ViewCount)
        {
            GridResolution = asset.GridResolution,
            Positions = asset.Positions.ToArray(),
            Triangles = asset.Triangles.ToArray(),
            Normals = normals,
            Parts = asset.TriangleParts.ToArray(),
        };
        for (int view = 0; view < asset.ViewCount; view++)
        {
            pictures.Color[view] = asset.Color(view).ToArray();
            pictures.Depth[view] = asset.Depth(view).ToArray();
            pictures.Normal[view] = asset.Normal(view).ToArray();
        }

        return pictures;
    }

    /// <summary>Depth of a view as a picture: near is light.</summary>
    public int[] DepthPicture(int view)
    {
        const int Nearest = 250, Farthest = 40;
        ushort[] depth = Depth[view];
        int low = ushort.MaxValue, high = 0;
        foreach (ushort value in depth)
        {
            if (value != 0)
                (low, high) = (Math.Min(low, value), Math.Max(high, value));
        }

        var picture = new int[depth.Length];
        for (int i = 0; i < picture.Length; i++)
        {
            if (depth[i] == 0)
                continue;
            int grey = Nearest - ((depth[i] - low) * (Nearest - Farthest) / Math.Max(high - low, 1));
            picture[i] = Canvas.Rgb(grey, grey, grey);
        }

        return picture;
    }

    /// <summary>Normals of a view as a picture: x, y, z as red, green, blue.</summary>
    public int[] NormalPicture(int view)
    {
        var picture = new int[Normal[view].Length];
        for (int i = 0; i < picture.Length; i++)
        {
            if (Depth[view][i] == 0)
                continue;
            System.Numerics.Vector3 n = OctahedralNormal.Decode(Normal[view][i]);
            picture[i] = Canvas.Rgb(Byte(n.X), Byte(n.Y), Byte(n.Z));
        }

        return picture;

        static int Byte(float value) => (int)((value * 127f) + 127.5f);
    }
}
