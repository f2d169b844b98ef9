using System.Runtime.InteropServices;
using Piwa.Kernels.Views;
using Piwa.Pipeline.Encoding;

namespace Piwa.Pipeline.Shards;

/// <summary>Unpacks the blobs of a row: the mesh, and views with their background filled in.</summary>
/// <remarks>Not thread-safe. Sizes are checked against the row before memory is taken.</remarks>
public static class AssetContent
{
    private const int CornersOfTriangle = 3;

    /// <summary>Vertices that 16 bits can name.</summary>
    private const int MaxVertices = 1 << 16;

    /// <summary>Far more than the densest mesh has: 6 MB of vertex indices.</summary>
    private const int MaxTriangles = 1 << 20;

    /// <summary>x, y, z by vertex; world coordinate = (value - 32767.5) / 65535.</summary>
    /// <exception cref="FormatException">The blob is damaged, or not as long as the row says.</exception>
    public static ushort[] Positions(AssetRow row)
    {
        ArgumentNullException.ThrowIfNull(row);
        CheckCounts(row);
        return Unpack<ushort>(row.MeshPositions, 3L * row.VertexCount);
    }

    /// <summary>Three vertex indices by triangle.</summary>
    /// <exception cref="FormatException">The blob is damaged, or not as long as the row says, or an index is out of range.</exception>
    public static ushort[] Triangles(AssetRow row)
    {
        ArgumentNullException.ThrowIfNull(row);
        CheckCounts(row);
        ushort[] triangles = UnpackTriangles(row);
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
        CheckCounts(row);
        long corners = (long)CornersOfTriangle * row.TriangleCount;
        byte[] blob = UnpackFrame(row.MeshNormals, PlaneBytes<ushort>(corners));
        ushort[] normals = Restore<ushort>(blob, corners);
        if (PlaneFilter.ReadLayout(blob) != BlobPacker.NormalsByVertex(normals.Length))
            return normals;

        var order = new int[normals.Length];
        CornerOrder.Fill(Triangles(row), new int[row.VertexCount + 1], order);
        var byCorner = new ushort[normals.Length];
        for (int i = 0; i < order.Length; i++)
            byCorner[order[i]] = normals[i];
        return byCorner;
    }

    /// <summary>A part index by triangle.</summary>
    /// <exception cref="FormatException">The blob is damaged, or not as long as the row says.</exception>
    public static byte[] Parts(AssetRow row)
    {
        ArgumentNullException.ThrowIfNull(row);
        CheckCounts(row);
        return Unpack<byte>(row.MeshParts, row.TriangleCount);
    }

    /// <summary>A channel of a view <c>[y, x]</c>, in the channel's own type; see <see cref="ViewChannels"/>.</summary>
    /// <param name="row">The row.</param>
    /// <param name="channel">One channel.</param>
    /// <param name="view">The view.</param>
    /// <typeparam name="T">Bytes, or what makes up a pixel or its values: int for colour, 16-bit words for depth and normals.</typeparam>
    /// <exception cref="FormatException">The blob is damaged, or not as long as the row says.</exception>
    public static T[] Image<T>(AssetRow row, ViewChannels channel, int view) where T : unmanaged
    {
        ArgumentNullException.ThrowIfNull(row);
        ImageChannel described = ImageChannel.Find(channel);
        ViewCrop crop = row.Crop(view);
        if (row.ImageResolution is < 1 or > Kernels.Devices.LaneOptions.MaxImageResolution || !crop.FitsIn(row.ImageResolution))
            throw new FormatException($"View {view}: {crop} is not within an image of {row.ImageResolution} pixels.");

        ReadOnlyMemory<byte> packed = row.Images(channel)[view];
        if (row.Layout.ImageFormat == ImageFormat.Png)
            return MemoryMarshal.Cast<byte, T>(ChannelPng.Read(packed.Span, channel, row.ImageResolution)).ToArray();

        byte[] pixels = UnpackImage(packed, described.Layout(crop.Width, crop.Height));
        var image = new T[row.ImageResolution * row.ImageResolution * described.PixelBytes / Marshal.SizeOf<T>()];
        crop.PlaceRows(pixels, row.ImageResolution, described.PixelBytes, MemoryMarshal.AsBytes(image.AsSpan()));
        return image;
    }

    /// <summary>The values of a blob of <see cref="RowLabels"/>, <c>[point, value]</c>.</summary>
    /// <param name="blob">The blob; an empty one has no values.</param>
    /// <typeparam name="T"><see cref="Half"/>, or byte for the parts of points.</typeparam>
    /// <exception cref="FormatException">The blob is damaged, or larger than labels can be.</exception>
    public static T[] Points<T>(ReadOnlyMemory<byte> blob) where T : unmanaged
    {
        const long MostBytes = (long)Labels.LabelOptions.MaxSamples * Labels.ShapeLabels.ValuesOfSurfacePoint * 2;
        if (blob.IsEmpty)
            return [];

        long bytes = BlobPacker.ReadLength(blob.Span) - PlaneFilter.HeaderBytes;
        return bytes > 0 && bytes <= MostBytes && bytes % Marshal.SizeOf<T>() == 0
            ? Unpack<T>(blob, bytes / Marshal.SizeOf<T>())
            : throw new FormatException($"A blob of labels declares {bytes} bytes.");
    }

    /// <summary>Checks what blobs are measured by.</summary>
    private static void CheckCounts(AssetRow row)
    {
        if (row.VertexCount is < 1 or > MaxVertices || row.TriangleCount is < 1 or > MaxTriangles)
            throw new FormatException($"A mesh of {row.VertexCount} vertices and {row.TriangleCount} triangles cannot be.");
    }

    private static ushort[] UnpackTriangles(AssetRow row)
    {
        long corners = (long)CornersOfTriangle * row.TriangleCount;
        byte[] blob = UnpackFrame(row.MeshTriangles, Math.Max(PlaneBytes<ushort>(corners), QuadFilter.BlobBytes(corners)));
        if (blob.Length == 0 || blob[0] != QuadFilter.Version)
            return Restore<ushort>(blob, corners);

        var triangles = new ushort[corners];
        new QuadFilter().Decode(blob, triangles);
        return triangles;
    }

    private static byte[] UnpackImage(ReadOnlyMemory<byte> frame, PlaneLayout layout)
    {
        byte[] blob = UnpackFrame(frame, Math.Max(layout.BlobBytes, PyramidFilter.MaxBlobBytes(layout)));
        if (blob.Length == 0 || blob[0] != PyramidFilter.Version)
            return Restore<byte>(blob, layout.ImageBytes);

        var image = new byte[layout.ImageBytes];
        new PyramidFilter().Decode(blob, layout, image);
        return image;
    }

    private static T[] Unpack<T>(ReadOnlyMemory<byte> frame, long length) where T : unmanaged =>
        Restore<T>(UnpackFrame(frame, PlaneBytes<T>(length)), length);

    private static long PlaneBytes<T>(long length) where T : unmanaged => PlaneFilter.HeaderBytes + (length * Marshal.SizeOf<T>());

    private static byte[] UnpackFrame(ReadOnlyMemory<byte> frame, long mostBytes) => mostBytes <= int.MaxValue
        ? BlobPacker.Unpack(frame.Span, mostBytes)
        : throw new FormatException($"A blob of {mostBytes} bytes cannot be.");

    private static T[] Restore<T>(byte[] planes, long length) where T : unmanaged
    {
        if (length < 1 || planes.Length != PlaneBytes<T>(length))
            throw new FormatException($"A blob unpacks to {planes.Length} bytes; the row asks for {PlaneBytes<T>(length)}.");
        var elements = new T[length];
        PlaneFilter.Decode(planes, MemoryMarshal.AsBytes(elements.AsSpan()));
        return elements;
    }
}
