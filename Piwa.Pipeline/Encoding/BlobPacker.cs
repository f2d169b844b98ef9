using System.Buffers.Binary;
using System.Numerics;
using ZstdSharp;
using ZstdSharp.Unsafe;

namespace Piwa.Pipeline.Encoding;

/// <summary>Packs elements as filtered planes in a frame, LZ4 or Zstandard.</summary>
/// <remarks>Not thread-safe. Allocates only when a blob is larger than all before.</remarks>
internal sealed class BlobPacker : IDisposable
{
    /// <summary>Higher levels pack filtered planes hardly better.</summary>
    private const int ZstdLevel = 1;

    private Compressor? _zstd;
    private byte[] _planes = [];
    private byte[] _frame = [];

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

        _zstd ??= CreateZstd();
        Grow(ref _frame, Compressor.GetCompressBound(layout.BlobBytes));
        return _frame.AsSpan(0, _zstd.Wrap(planes, _frame));
    }

    /// <summary>Unpacks a frame of either kind.</summary>
    /// <param name="frame">The frame.</param>
    /// <param name="layoutBytes">Length that the planes have; a frame that declares another is refused before memory is taken.</param>
    /// <exception cref="FormatException">The frame is damaged, or of another length.</exception>
    public static byte[] Unpack(ReadOnlySpan<byte> frame, int layoutBytes)
    {
        if (ReadLength(frame) != layoutBytes)
            throw new FormatException($"A blob declares {ReadLength(frame)} bytes; the row asks for {layoutBytes}.");

        var planes = new byte[layoutBytes];
        if (!IsZstd(frame))
        {
            Lz4Frame.Decode(frame, planes);
            return planes;
        }

        try
        {
            using var decompressor = new Decompressor();
            return decompressor.Unwrap(frame, planes) == layoutBytes
                ? planes
                : throw new FormatException($"A blob does not unpack to the {layoutBytes} bytes that it declares.");
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

    public void Dispose() => _zstd?.Dispose();

    private static bool IsZstd(ReadOnlySpan<byte> frame)
    {
        const uint ZstdMagic = 0xFD2FB528;
        return frame.Length >= sizeof(uint) && BinaryPrimitives.ReadUInt32LittleEndian(frame) == ZstdMagic;
    }

    private static Compressor CreateZstd()
    {
        var compressor = new Compressor(ZstdLevel);
        compressor.SetParameter(ZSTD_cParameter.ZSTD_c_checksumFlag, 1);
        return compressor;
    }

    private static void Grow(ref byte[] array, int length)
    {
        if (array.Length < length)
            array = GC.AllocateUninitializedArray<byte>((int)BitOperations.RoundUpToPowerOf2((uint)length));
    }
}
