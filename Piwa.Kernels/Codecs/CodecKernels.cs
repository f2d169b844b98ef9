using System.Runtime.CompilerServices;
using ILGPU;
using Piwa.Kernels.Numerics;
using Piwa.Kernels.Views;

namespace Piwa.Kernels.Codecs;

/// <summary>
/// The kernels that hash and pack a batch where it was rendered, in the order in which they run. Each has <c>stride</c> threads for each
/// of its items, as many as the largest can need; those that find nothing to do return.
/// </summary>
/// <remarks>
/// From planes to frames: crops are found; crops and meshes are gathered into messages, which are hashed; the same elements are filtered
/// into blobs; blobs are packed by blocks; blocks are put together as frames, one behind the other, so that they cross in one copy.
/// </remarks>
internal static unsafe partial class CodecKernels
{
    public static void ClearCrops(Index1D view, CodecArrays arrays, int stride)
    {
        CropRecord crop = default;
        crop.Left = int.MaxValue;
        crop.Top = int.MaxValue;
        crop.Right = -1;
        crop.Bottom = -1;
        arrays.Crops[view] = crop;
    }

    /// <summary>A thread for each row. The first channel is looked at: colour covers what the others do, and those are all alike.</summary>
    public static void FindCrops(Index1D index, CodecArrays arrays, int stride)
    {
        int view = index / stride, y = index - (view * stride), side = stride;
        ViewChannels channel = First(arrays.Channels);
        long row = ((long)view * arrays.Lane.PixelCount) + ((long)y * side);
        int left = 0, right = side - 1;
        while (left < side && !Covered(arrays, channel, row + left))
            left++;
        if (left == side)
            return;
        while (!Covered(arrays, channel, row + right))
            right--;

        ref CropRecord crop = ref arrays.Crops[view];
        Atomic.Min(ref crop.Left, left);
        Atomic.Max(ref crop.Right, right);
        Atomic.Min(ref crop.Top, y);
        Atomic.Max(ref crop.Bottom, y);
    }

    /// <summary>A view that shows nothing has a crop of one pixel. Then: where its message and its blobs lie, and their headers.</summary>
    public static void PlanViews(Index1D view, CodecArrays arrays, int stride)
    {
        int asset = view / arrays.Lane.ViewCount, place = view - (asset * arrays.Lane.ViewCount);
        CropRecord crop = arrays.Crops[view];
        if (crop.Right < 0)
        {
            crop = default;
            arrays.Crops[view] = crop;
        }

        bool there = arrays.Lane.Scenes[asset].TriangleCount > 0;
        int pixels = crop.Width * crop.Height;
        MessageRecord message = default;
        message.Offset = (asset * arrays.AssetMessageCapacity) + ((long)place * arrays.ViewMessageCapacity);
        message.Length = there ? CodecLayout.MessageHeaderBytes + (pixels * CodecLayout.PixelBytes(arrays.Channels)) : 0;
        arrays.Messages[(asset * arrays.MessagesOfAsset) + place] = message;
        if (there)
            WriteWords(arrays, message.Offset, crop.Left | (crop.Top << 16), crop.Width | (crop.Height << 16));

        int number = (asset * arrays.BlobsOfAsset) + (place * arrays.ChannelCount);
        long source = message.Offset + CodecLayout.MessageHeaderBytes;
        long offset = (asset * arrays.AssetBlobCapacity) + ((long)place * arrays.ViewBlobCapacity);
        for (int i = 0; i < CodecLayout.ChannelKinds; i++)
        {
            var channel = (ViewChannels)(1 << i);
            if ((arrays.Channels & (1 << i)) == 0)
                continue;

            int pixelBytes = CodecLayout.PixelBytes(channel);
            BlobRecord blob = default;
            CodecLayout.DescribeImage(ref blob, channel);
            blob.Source = source;
            blob.Offset = offset;
            blob.Width = crop.Width;
            blob.Height = crop.Height;
            blob.Length = there ? PlaneKernel.HeaderBytes + (pixels * pixelBytes) : 0;
            AddBlob(arrays, number++, in blob);
            source += (long)pixels * pixelBytes;
            offset += CodecLayout.BlobCapacity(arrays.Lane.PixelCount * pixelBytes);
        }
    }

    public static void PlanMeshes(Index1D asset, CodecArrays arrays, int stride)
    {
        int vertices = arrays.Lane.Scenes[asset].VertexCount, triangles = arrays.Lane.Scenes[asset].TriangleCount;
        bool there = triangles > 0;
        int quads = triangles / CodecLayout.TrianglesOfQuad;
        MessageRecord message = default;
        message.Offset = (asset * arrays.AssetMessageCapacity) + ((long)arrays.Lane.ViewCount * arrays.ViewMessageCapacity);
        message.Length = there ? CodecLayout.MessageHeaderBytes + CodecLayout.MeshBytes(vertices, triangles) : 0;
        message.IsMesh = 1;
        arrays.Messages[(asset * arrays.MessagesOfAsset) + arrays.Lane.ViewCount] = message;
        if (there)
            WriteWords(arrays, message.Offset, vertices, triangles);

        int number = (asset * arrays.BlobsOfAsset) + (arrays.Lane.ViewCount * arrays.ChannelCount);
        long source = message.Offset + CodecLayout.MessageHeaderBytes;
        long offset = (asset * arrays.AssetBlobCapacity) + ((long)arrays.Lane.ViewCount * arrays.ViewBlobCapacity);
        for (int i = 0; i < CodecLayout.MeshBlobs; i++)
        {
            const int Coordinates = 3, Corners = 3 * CodecLayout.TrianglesOfQuad;
            BlobRecord blob = default;
            blob.Source = source;
            blob.Offset = offset;
            if (i == 0)
                CodecLayout.DescribeLine(ref blob, vertices, sizeof(ushort), Coordinates);
            else if (i == 1)
                CodecLayout.DescribeLine(ref blob, quads, sizeof(ushort), Corners);
            else if (i == 2)
                CodecLayout.DescribeLine(ref blob, quads, sizeof(byte), 2 * Corners);
            else
                CodecLayout.DescribeLine(ref blob, quads, sizeof(byte), CodecLayout.TrianglesOfQuad);
            source += blob.Length - PlaneKernel.HeaderBytes;
            blob.Length = there ? blob.Length : 0;
            AddBlob(arrays, number++, in blob);
            offset += MeshBlobCapacity(i, arrays.Lane.VertexCapacity, arrays.Lane.QuadCapacity);
        }
    }

    /// <summary>A thread for each pixel of a view, of which as many are used as the crop has.</summary>
    public static void GatherPixels(Index1D index, CodecArrays arrays, int stride)
    {
        int view = index / stride, pixel = index - (view * stride);
        int asset = view / arrays.Lane.ViewCount, place = view - (asset * arrays.Lane.ViewCount);
        MessageRecord message = arrays.Messages[(asset * arrays.MessagesOfAsset) + place];
        CropRecord crop = arrays.Crops[view];
        int pixels = crop.Width * crop.Height;
        if (message.Length == 0 || pixel >= pixels)
            return;

        int y = pixel / crop.Width, x = pixel - (y * crop.Width);
        int side = arrays.Lane.Views[view].Resolution;
        long source = ((long)view * arrays.Lane.PixelCount) + ((long)(crop.Top + y) * side) + crop.Left + x;
        fixed (byte* start = &arrays.MessageBytes[message.Offset])
            GatherPixel(arrays, source, start + CodecLayout.MessageHeaderBytes, pixels, pixel);
    }

    /// <summary>A thread for each vertex, or triangle.</summary>
    public static void GatherMeshes(Index1D index, CodecArrays arrays, int stride)
    {
        int asset = index / stride, item = index - (asset * stride);
        int vertices = arrays.Lane.Scenes[asset].VertexCount, triangles = arrays.Lane.Scenes[asset].TriangleCount;
        MessageRecord message = arrays.Messages[(asset * arrays.MessagesOfAsset) + arrays.Lane.ViewCount];
        fixed (byte* start = &arrays.MessageBytes[message.Offset])
        {
            var words = (ushort*)(start + CodecLayout.MessageHeaderBytes);
            if (item < vertices)
            {
                long source = 3L * (((long)asset * arrays.Lane.VertexCapacity) + item);
                for (int i = 0; i < 3; i++)
                    words[(3 * item) + i] = arrays.Lane.Positions[source + i];
            }

            if (item >= triangles)
                return;

            long triangle = ((long)asset * CodecLayout.TrianglesOfQuad * arrays.Lane.QuadCapacity) + item;
            for (int i = 0; i < 3; i++)
            {
                words[(3 * vertices) + (3 * item) + i] = arrays.Lane.Triangles[(3 * triangle) + i];
                int normal = arrays.Lane.TriangleNormals[(3 * triangle) + i];
                words[(3 * vertices) + (3 * triangles) + (3 * item) + i] = (ushort)Octahedral<FloatX1, IntX1, MaskX1>.WordsToBytes(normal).Value;
            }

            // By bytes from the start: of a place in words that is cast to bytes, ILGPU adds up what is of either.
            int parts = CodecLayout.MessageHeaderBytes + (CodecLayout.PositionBytes * vertices)
                + ((CodecLayout.TriangleBytes + CodecLayout.NormalBytes) * triangles);
            start[parts + item] = arrays.Lane.TriangleParts[triangle];
        }
    }

    /// <summary>Bytes that a blob of a mesh can take.</summary>
    public static int MeshBlobCapacity(int blob, int vertices, int quads)
    {
        int triangles = CodecLayout.TrianglesOfQuad * quads;
        return CodecLayout.BlobCapacity(
            blob == 0 ? CodecLayout.PositionBytes * vertices
            : blob == 1 ? CodecLayout.TriangleBytes * triangles
            : blob == 2 ? CodecLayout.NormalBytes * triangles : CodecLayout.PartBytes * triangles);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void GatherPixel(CodecArrays arrays, long source, byte* elements, int pixels, int pixel)
    {
        int at = 0;
        if ((arrays.Channels & (int)ViewChannels.Color) != 0)
            at = PutWord(elements, at, arrays.Lane.Color[source], pixels, pixel);
        if ((arrays.Channels & (int)ViewChannels.Depth) != 0)
            at = PutHalf(elements, at, arrays.Lane.Depth[source], pixels, pixel);
        if ((arrays.Channels & (int)ViewChannels.Normal) != 0)
            at = PutHalf(elements, at, arrays.Lane.Normal[source], pixels, pixel);
        if ((arrays.Channels & (int)ViewChannels.Albedo) != 0)
            at = PutWord(elements, at, arrays.Lane.Albedo[source], pixels, pixel);
        if ((arrays.Channels & (int)ViewChannels.Material) != 0)
            at = PutHalf(elements, at, arrays.Lane.Material[source], pixels, pixel);
        if ((arrays.Channels & (int)ViewChannels.Part) != 0)
        {
            elements[at + pixel] = arrays.Lane.Part[source];
            at += pixels;
        }

        if ((arrays.Channels & (int)ViewChannels.Position) == 0)
            return;

        // Behind the parts nothing lies on an even place.
        at += CodecLayout.PositionBytes * pixel;
        for (int i = 0; i < 3; i++)
        {
            ushort value = arrays.Lane.Position[(3 * source) + i];
            elements[at + (2 * i)] = (byte)value;
            elements[at + (2 * i) + 1] = (byte)(value >> 8);
        }
    }

    /// <summary>Puts an element where a channel begins, which is an even place; returns where the next one begins.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int PutWord(byte* elements, int at, int value, int pixels, int pixel)
    {
        var halves = (ushort*)elements;
        halves[(at / 2) + (2 * pixel)] = (ushort)value;
        halves[(at / 2) + (2 * pixel) + 1] = (ushort)(value >>> 16);
        return at + (4 * pixels);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int PutHalf(byte* elements, int at, ushort value, int pixels, int pixel)
    {
        ((ushort*)elements)[(at / 2) + pixel] = value;
        return at + (2 * pixels);
    }

    private static void AddBlob(CodecArrays arrays, int number, in BlobRecord blob)
    {
        arrays.Blobs[number] = blob;
        if (blob.Length == 0)
            return;
        fixed (byte* start = &arrays.BlobBytes[blob.Offset])
            PlaneKernel.WriteHeader(start, in blob);
    }

    private static void WriteWords(CodecArrays arrays, long offset, int first, int second)
    {
        fixed (byte* start = &arrays.MessageBytes[offset])
        {
            ((int*)start)[0] = first;
            ((int*)start)[1] = second;
        }
    }

    private static ViewChannels First(int channels) => (ViewChannels)(channels & -channels);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool Covered(CodecArrays arrays, ViewChannels channel, long pixel)
    {
        if (channel == ViewChannels.Color)
            return arrays.Lane.Color[pixel] != 0;
        if (channel == ViewChannels.Depth)
            return arrays.Lane.Depth[pixel] != 0;
        if (channel == ViewChannels.Normal)
            return arrays.Lane.Normal[pixel] != 0;
        if (channel == ViewChannels.Albedo)
            return arrays.Lane.Albedo[pixel] != 0;
        if (channel == ViewChannels.Material)
            return arrays.Lane.Material[pixel] != 0;
        if (channel == ViewChannels.Part)
            return arrays.Lane.Part[pixel] != 0;
        return (arrays.Lane.Position[3 * pixel] | arrays.Lane.Position[(3 * pixel) + 1] | arrays.Lane.Position[(3 * pixel) + 2]) != 0;
    }
}
