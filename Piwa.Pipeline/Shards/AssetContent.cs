using System.Runtime.InteropServices;
using Piwa.Pipeline.Encoding;

namespace Piwa.Pipeline.Shards;

/// <summary>Unpacks the blobs of a row: the mesh, and views with their background filled in.</summary>
/// <remarks>Not thread-safe. Sizes are checked against the row before memory is taken.</remarks>
public static class AssetContent
{
    private const int CornersOfTriangle = 3;

    /// <summary>x, y, z by vertex; world coordinate = (value - 32767.5) / 65535.</summary>
    /// <exception cref="FormatException">The blob is damaged, or not as long as the row says.</exception>
    public static ushort[] Positions(AssetRow row)
    {
        ArgumentNullException.ThrowIfNull(row);
        return Unpack<ushort>(row.MeshPositions, 3L * row.VertexCount);
    }

    /// <summary>Three vertex indices by triangle.</summary>
    /// <exception cref="FormatException">The blob is damaged, or not as long as the row says, or an index is out of range.</exception>
    public static ushort[] Triangles(AssetRow row)
    {
        ArgumentNullException.ThrowIfNull(row);
        ushort[] triangles = Unpack<ushort>(row.MeshTriangles, (long)CornersOfTriangle * row.TriangleCount);
        foreach (ushort vertex in triangles)
        {
            if (vertex >= row.VertexCount)
                throw new FormatException($"A triangle names vertex {vertex} of {row.VertexCount}.");
        }

        return triangles;
    }

    /// <summary>An octahedral normal by corner of a triangle, byte form.</summary>
    /// <exception cref="FormatException">The blob is damaged, or not as long as the row says.</exception>
    public static ushort[] Normals(AssetRow row)
    {
        ArgumentNullException.ThrowIfNull(row);
        return Unpack<ushort>(row.MeshNormals, (long)CornersOfTriangle * row.TriangleCount);
    }

    /// <summary>A part index by triangle.</summary>
    /// <exception cref="FormatException">The blob is damaged, or not as long as the row says.</exception>
    public static byte[] Parts(AssetRow row)
    {
        ArgumentNullException.ThrowIfNull(row);
        return Unpack<byte>(row.MeshParts, row.TriangleCount);
    }

    /// <summary>Colour of a view <c>[y, x]</c>: RGBA, red in the lowest byte.</summary>
    /// <exception cref="FormatException">The blob is damaged, or not as long as the row says.</exception>
    public static int[] Color(AssetRow row, int view) => View<int>(row, row.Color[view], view);

    /// <summary>Depth of a view <c>[y, x]</c>; 0 = background.</summary>
    /// <exception cref="FormatException">The blob is damaged, or not as long as the row says.</exception>
    public static ushort[] Depth(AssetRow row, int view) => View<ushort>(row, row.Depth[view], view);

    /// <summary>Normals of a view <c>[y, x]</c>, octahedral, byte form.</summary>
    /// <exception cref="FormatException">The blob is damaged, or not as long as the row says.</exception>
    public static ushort[] Normal(AssetRow row, int view) => View<ushort>(row, row.Normal[view], view);

    private static T[] View<T>(AssetRow row, ReadOnlyMemory<byte> frame, int view) where T : unmanaged
    {
        ViewCrop crop = row.Crops[view];
        if (row.ImageResolution is < 1 or > Kernels.Devices.LaneOptions.MaxImageResolution || !crop.FitsIn(row.ImageResolution))
            throw new FormatException($"View {view}: {crop} is not within an image of {row.ImageResolution} pixels.");

        T[] rows = Unpack<T>(frame, (long)crop.Width * crop.Height);
        var image = new T[row.ImageResolution * row.ImageResolution];
        crop.PlaceRows<T>(rows, row.ImageResolution, image);
        return image;
    }

    private static T[] Unpack<T>(ReadOnlyMemory<byte> frame, long length) where T : unmanaged
    {
        long expected = PlaneFilter.HeaderBytes + (length * Marshal.SizeOf<T>());
        if (length < 1 || expected > int.MaxValue)
            throw new FormatException($"A blob of {length} elements cannot be.");
        ulong? declared = Lz4Frame.ReadContentLength(frame.Span);
        if (declared != (ulong)expected)
            throw new FormatException($"A blob declares {declared} bytes; the row asks for {expected}.");

        var planes = new byte[expected];
        Lz4Frame.Decode(frame.Span, planes);
        var elements = new T[length];
        PlaneFilter.Decode(planes, MemoryMarshal.AsBytes(elements.AsSpan()));
        return elements;
    }
}
