using System.Buffers;
using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.InteropServices;
using ZstdSharp;
using ZstdSharp.Unsafe;

namespace Piwa.Pipeline.Encoding;

/// <summary>Packs elements as filtered planes in a frame, LZ4 or Zstandard.</summary>
/// <remarks>Not thread-safe. Allocates only when a blob is larger than all before.</remarks>
internal sealed class BlobPacker : IDisposable
{
    /// <summary>Higher levels pack filtered planes hardly better.</summary>
    private const int ZstdLevel = 1;

    /// <summary>
    /// Of streams of a pyramid, where any repetition is chance and costs more than what it stands for; only runs of one byte are worth finding.
    /// </summary>
    private const int PyramidLevel = -50;

    /// <summary>Less is not worth a block, with a table, of its own.</summary>
    private const int LeastBlockBytes = 64;

    /// <summary>
    /// The most that a byte of a frame can stand for: of LZ4 by its format, a length byte for 255; of Zstandard a block of four bytes for 128 KB.
    /// A frame that declares more lies.
    /// </summary>
    private const long Lz4Ratio = 255, ZstdRatio = 1 << 15;

    private readonly PyramidFilter _pyramid = new();
    private readonly QuadFilter _quads = new();
    private readonly List<int> _ends = [];
    private Compressor? _zstd;
    private Compressor? _pyramidZstd;
    private byte[] _planes = [];
    private byte[] _frame = [];
    private ushort[] _sorted = [];
    private int[] _order = [];

    /// <summary>Packs elements.</summary>
    /// <returns>The frame; valid until the next call.</returns>
    public ReadOnlySpan<byte> Pack(ReadOnlySpan<byte> elements, PlaneLayout layout, bool zstd)
    {
        Grow(ref _planes, layout.BlobBytes);
        Span<byte> planes = _planes.AsSpan(0, layout.BlobBytes);
        PlaneFilter.Encode(layout, elements, planes);
        if (!zstd)
        {
            Grow(ref _frame, Lz4Frame.MaxEncodedLength(layout.BlobBytes));
            return _frame.AsSpan(0, Lz4Frame.Encode(planes, _frame));
        }

        // Of one group of channels; lowest bytes, second lowest and so on.
        _ends.Clear();
        for (int i = 1; i < layout.ElementBytes; i++)
            _ends.Add(PlaneFilter.HeaderBytes + (layout.ImageBytes / layout.ElementBytes * i));
        return Wrap(Zstd, planes, CollectionsMarshal.AsSpan(_ends));
    }

    /// <summary>Takes the memory that images of these layouts need of <see cref="PackAll"/>: so smaller ones later ask for none.</summary>
    public void Reserve(ReadOnlySpan<PlaneLayout> layouts)
    {
        int planes = 0, frames = 0;
        foreach (PlaneLayout layout in layouts)
        {
            planes += layout.BlobBytes;
            frames += Lz4Frame.MaxEncodedLength(layout.BlobBytes);
        }

        Grow(ref _planes, planes);
        Grow(ref _frame, frames);
    }

    /// <summary>Packs images that lie one after the other, each in an LZ4 frame of its own.</summary>
    /// <param name="elements">Their elements.</param>
    /// <param name="layouts">How each lies; <see cref="XxHash32.MostInputs"/> at most.</param>
    /// <param name="ends">Receives where each frame ends.</param>
    /// <returns>The frames, one after the other; valid until the next call.</returns>
    public ReadOnlySpan<byte> PackAll(ReadOnlySpan<byte> elements, ReadOnlySpan<PlaneLayout> layouts, Span<int> ends)
    {
        Reserve(layouts);
        Span<int> planeEnds = stackalloc int[XxHash32.MostInputs];
        Span<uint> checksums = stackalloc uint[XxHash32.MostInputs];
        planeEnds = planeEnds[..layouts.Length];
        int length = 0, at = 0;
        for (int i = 0; i < layouts.Length; at += layouts[i++].ImageBytes)
        {
            planeEnds[i] = length += layouts[i].BlobBytes;
            PlaneFilter.Encode(layouts[i], elements.Slice(at, layouts[i].ImageBytes), Planes(i, planeEnds));
        }

        XxHash32.Compute(_planes.AsSpan(0, length), planeEnds, checksums);
        int written = 0;
        for (int i = 0; i < layouts.Length; i++)
            ends[i] = written += Lz4Frame.EncodeWithChecksum(Planes(i, planeEnds), checksums[i], _frame.AsSpan(written));
        return _frame.AsSpan(0, written);

        Span<byte> Planes(int i, ReadOnlySpan<int> planeEnds) => _planes.AsSpan((i == 0 ? 0 : planeEnds[i - 1])..planeEnds[i]);
    }

    /// <summary>Packs an image with the filters that fit the frame.</summary>
    /// <returns>The frame; valid until the next call.</returns>
    public ReadOnlySpan<byte> PackImage(ReadOnlySpan<byte> elements, PlaneLayout layout, bool zstd) => zstd
        ? Wrap(_pyramidZstd ??= CreateZstd(PyramidLevel), _pyramid.Encode(layout, elements), _pyramid.Ends)
        : Pack(elements, layout, zstd: false);

    /// <summary>Packs the vertices of triangles, as quads where they are such, in a Zstandard frame.</summary>
    /// <returns>The frame; valid until the next call.</returns>
    public ReadOnlySpan<byte> PackTriangles(ReadOnlySpan<ushort> triangles, PlaneLayout otherwise) =>
        _quads.TryEncode(triangles, out ReadOnlySpan<byte> blob)
            ? Wrap(Zstd, blob, _quads.Ends)
            : Pack(MemoryMarshal.AsBytes(triangles), otherwise, zstd: true);

    /// <summary>Packs normals of the corners of triangles, in the order of their vertices, in a Zstandard frame.</summary>
    /// <returns>The frame; valid until the next call.</returns>
    public ReadOnlySpan<byte> PackNormals(ReadOnlySpan<ushort> normals, ReadOnlySpan<ushort> triangles, int vertices)
    {
        Grow(ref _order, normals.Length + vertices + 1);
        Grow(ref _sorted, normals.Length);
        Span<int> order = _order.AsSpan(0, normals.Length);
        CornerOrder.Fill(triangles, _order.AsSpan(normals.Length, vertices + 1), order);
        for (int i = 0; i < order.Length; i++)
            _sorted[i] = normals[order[i]];
        return Pack(MemoryMarshal.AsBytes(_sorted.AsSpan(0, normals.Length)), NormalsByVertex(normals.Length), zstd: true);
    }

    /// <summary>How so many normals lie, in the order of their vertices.</summary>
    public static PlaneLayout NormalsByVertex(int corners) => new(corners, 1, sizeof(byte), 2, 2, PlanePredictor.Left);

    /// <summary>Unpacks a frame of either kind.</summary>
    /// <param name="frame">The frame.</param>
    /// <param name="mostBytes">The most that the planes have; a frame that declares more is refused before memory is taken.</param>
    /// <exception cref="FormatException">The frame is damaged, or too long.</exception>
    public static byte[] Unpack(ReadOnlySpan<byte> frame, long mostBytes)
    {
        long length = ReadLength(frame);
        if (length > mostBytes)
            throw new FormatException($"A blob declares {length} bytes; the row asks for {mostBytes} at most.");

        if (length > frame.Length * (IsZstd(frame) ? ZstdRatio : Lz4Ratio))
            throw new FormatException($"A blob of {frame.Length} bytes declares {length} bytes, more than it can hold.");

        var planes = new byte[length];
        if (!IsZstd(frame))
        {
            Lz4Frame.Decode(frame, planes);
            return planes;
        }

        try
        {
            using var decompressor = new Decompressor();
            return decompressor.Unwrap(frame, planes) == length
                ? planes
                : throw new FormatException($"A blob does not unpack to the {length} bytes that it declares.");
        }
        catch (ZstdException fault)
        {
            throw new FormatException($"A Zstandard frame is damaged: {fault.Message}", fault);
        }
    }

    /// <summary>The length that a frame of either kind declares.</summary>
    /// <exception cref="FormatException">It declares none.</exception>
    public static long ReadLength(ReadOnlySpan<byte> frame)
    {
        try
        {
            ulong? length = IsZstd(frame) ? Decompressor.GetDecompressedSize(frame) : Lz4Frame.ReadContentLength(frame);
            return length is <= int.MaxValue ? (long)length : throw new FormatException($"A frame declares {length} bytes.");
        }
        catch (ZstdException fault)
        {
            throw new FormatException($"A Zstandard frame is damaged: {fault.Message}", fault);
        }
    }

    public void Dispose()
    {
        _zstd?.Dispose();
        _pyramidZstd?.Dispose();
    }

    private Compressor Zstd => _zstd ??= CreateZstd(ZstdLevel);

    /// <summary>A Zstandard frame whose blocks end where another kind of bytes begins, so that each kind has a table of its own.</summary>
    private ReadOnlySpan<byte> Wrap(Compressor zstd, ReadOnlySpan<byte> planes, ReadOnlySpan<int> ends)
    {
        const int BlockHeaderBytes = 3;
        Grow(ref _frame, Compressor.GetCompressBound(planes.Length) + (BlockHeaderBytes * (ends.Length + 1)));
        zstd.SetPledgedSrcSize((ulong)planes.Length);
        int start = 0, written = 0;
        foreach (int end in ends)
        {
            if (end - start < LeastBlockBytes || end == planes.Length)
                continue;

            Write(zstd, planes[start..end], isLast: false, ref written);
            start = end;
        }

        Write(zstd, planes[start..], isLast: true, ref written);
        return _frame.AsSpan(0, written);
    }

    private void Write(Compressor zstd, ReadOnlySpan<byte> block, bool isLast, ref int written)
    {
        OperationStatus status = zstd.WrapStream(block, _frame.AsSpan(written), out int consumed, out int now, isLast);
        written += now;
        if (!isLast && status == OperationStatus.Done)
        {
            status = zstd.FlushStream(_frame.AsSpan(written), out now);
            written += now;
        }

        if (consumed != block.Length || status != OperationStatus.Done)
            throw new InvalidOperationException($"Zstandard took {consumed} of {block.Length} bytes: {status}.");
    }

    private static bool IsZstd(ReadOnlySpan<byte> frame)
    {
        const uint ZstdMagic = 0xFD2FB528;
        return frame.Length >= sizeof(uint) && BinaryPrimitives.ReadUInt32LittleEndian(frame) == ZstdMagic;
    }

    private static Compressor CreateZstd(int level)
    {
        // ZSTD_c_literalCompressionMode = ZSTD_ps_enable: low levels would leave bytes as they are.
        const ZSTD_cParameter LiteralCompressionMode = ZSTD_cParameter.ZSTD_c_experimentalParam5;
        const int Enable = 1;
        var compressor = new Compressor(level);
        compressor.SetParameter(ZSTD_cParameter.ZSTD_c_checksumFlag, 1);
        compressor.SetParameter(LiteralCompressionMode, Enable);
        return compressor;
    }

    private static void Grow<T>(ref T[] array, int length)
    {
        if (array.Length < length)
            array = GC.AllocateUninitializedArray<T>((int)BitOperations.RoundUpToPowerOf2((uint)length));
    }
}
