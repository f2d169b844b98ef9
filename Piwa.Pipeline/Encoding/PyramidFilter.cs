using System.Buffers.Binary;
using System.Diagnostics;
using System.Numerics;
using System.Runtime.InteropServices;

namespace Piwa.Pipeline.Encoding;

/// <summary>
/// Rearranges images without loss so that an entropy coder packs them well: a pixel is predicted from four around it, and what it is by
/// its prediction is put beside that of pixels which are as hard to predict.
/// </summary>
/// <remarks>
/// <para>Not thread-safe. Allocates only when an image is larger than all before. The result does not depend on the processor.</para>
/// <para>The blob is described in docs/formats.md, with a reader in Python. In short:</para>
/// <list type="number">
/// <item>An image becomes planes of one channel. Of colour these are alpha, green, and red and blue as differences to green.</item>
/// <item>A plane is coded from coarse to fine: first its pixel (0, 0); then, for halves of the distance between those known, the pixels
/// amid four known ones, and then the pixels between those and the known ones. So all are predicted from four around them.</item>
/// <item>0 is background: a neighbour that is 0 counts as the greatest of the four. Of the two pairs of opposite neighbours, the mean of
/// those more alike is the prediction.</item>
/// <item>How far the pair is apart says how good the prediction is: by that, each pixel's symbol goes to one of some streams. Zstandard
/// codes each with a table of its own.</item>
/// <item>Where the first plane is 0 and all others as well, the others are not coded.</item>
/// </list>
/// </remarks>
internal sealed unsafe partial class PyramidFilter
{
    /// <summary>Version of the blobs.</summary>
    public const byte Version = 2;

    /// <summary>Streams of a blob: by kind of pixel.</summary>
    private const int KindCount = 9;

    private const int FixedHeaderBytes = 10;
    private const int HeaderBytes = FixedHeaderBytes + (KindCount * sizeof(uint));

    // Flags of the header.
    private const byte IsColorFlag = 1 << 0, IsGatedFlag = 1 << 1;

    private readonly PyramidPlan _plan = new();
    private readonly int[] _counts = new int[KindCount];
    private readonly List<int> _ends = [];
    private byte[] _gate = [];
    private byte[] _plane = [];
    private byte[] _rows = [];
    private byte[] _symbols = [];
    private byte[] _blob = [];

    /// <summary>Places in the last blob where what follows is of another kind than what was before.</summary>
    public ReadOnlySpan<int> Ends => CollectionsMarshal.AsSpan(_ends);

    /// <summary>The most bytes that a blob of an image has.</summary>
    public static long MaxBlobBytes(PlaneLayout layout)
    {
        // A symbol byte has its flag, and the flags of a stream fill bytes.
        long symbols = layout.ImageBytes;
        return HeaderBytes + symbols + (symbols / 8) + (KindCount * sizeof(ushort));
    }

    /// <summary>Makes a blob of an image.</summary>
    /// <param name="layout">Its shape: elements of one or two bytes. With a second group of channels it is colour and alpha.</param>
    /// <param name="image">Elements <c>[y, x, channel]</c>.</param>
    /// <returns>The blob; valid until the next call.</returns>
    public ReadOnlySpan<byte> Encode(PlaneLayout layout, ReadOnlySpan<byte> image)
    {
        Debug.Assert(image.Length == layout.ImageBytes, "The image is as its layout says.");
        fixed (byte* elements = image)
            return layout.ElementBytes == sizeof(byte) ? Encode(layout, elements) : Encode(layout, (ushort*)elements);
    }

    /// <summary>Restores an image.</summary>
    /// <param name="blob">The blob.</param>
    /// <param name="layout">The shape that it must have.</param>
    /// <param name="image">Receives the elements.</param>
    /// <exception cref="FormatException">The blob is damaged, or of another shape.</exception>
    public void Decode(ReadOnlySpan<byte> blob, PlaneLayout layout, Span<byte> image)
    {
        Debug.Assert(image.Length == layout.ImageBytes, "The image is as its layout says.");
        bool isGated = ReadHeader(blob, layout);
        fixed (byte* elements = image)
        {
            if (layout.ElementBytes == sizeof(byte))
                Decode(blob, layout, isGated, elements);
            else
                Decode(blob, layout, isGated, (ushort*)elements);
        }
    }

    private static bool IsColor(PlaneLayout layout) => layout.LeadChannels < layout.Channels;

    private ReadOnlySpan<byte> Encode<T>(PlaneLayout layout, T* image) where T : unmanaged, IBinaryInteger<T>
    {
        bool isGated = layout.Channels > 1 && IsEmptyWithFirst(layout, image);
        int symbols = layout.Width * layout.Height * layout.Channels;
        Prepare<T>(layout, KindCount * (symbols + PyramidPlan.Slack));
        Grow(ref _blob, (int)MaxBlobBytes(layout) + PyramidPlan.Slack);
        fixed (byte* gate = _gate, plane = _plane, rows = _rows, streams = _symbols, blob = _blob)
        {
            T** ends = stackalloc T*[KindCount];
            for (int kind = 0; kind < KindCount; kind++)
                ends[kind] = (T*)streams + (kind * (nint)(symbols + PyramidPlan.Slack));
            bool firstIsCoded = true;
            for (int channel = 0; channel < layout.Channels; channel++)
            {
                T* bands = channel == 0 ? (T*)gate : (T*)plane;
                T first = Split(layout, image, channel, isGated, bands, (T*)rows);
                if (firstIsCoded)
                    *ends[NoneKind]++ = Fold(first);
                EncodePlane(bands, isGated && channel > 0 ? (T*)gate : null, (T*)rows, ends);
                if (isGated && channel == 0)
                    firstIsCoded = first != T.Zero;
            }

            for (int kind = 0; kind < KindCount; kind++)
                _counts[kind] = (int)(ends[kind] - (T*)streams - (kind * (nint)(symbols + PyramidPlan.Slack)));
            WriteHeader(layout, isGated);
            int length = HeaderBytes;
            for (int kind = 0; kind < KindCount; kind++)
                length = WriteStream(kind, ends[kind] - _counts[kind], _counts[kind], blob, length);
            return _blob.AsSpan(0, length);
        }
    }

    private void Decode<T>(ReadOnlySpan<byte> blob, PlaneLayout layout, bool isGated, T* image) where T : unmanaged, IBinaryInteger<T>
    {
        Prepare<T>(layout, layout.Width * layout.Height * layout.Channels);
        fixed (byte* gate = _gate, plane = _plane, rows = _rows, streams = _symbols)
        {
            T** ends = stackalloc T*[KindCount + 1];
            T** starts = stackalloc T*[KindCount + 1];
            ends[0] = (T*)streams;
            int at = HeaderBytes;
            for (int kind = 0; kind < KindCount; kind++)
            {
                at = ReadStream(kind, blob, at, ends[kind], _counts[kind]);
                ends[kind + 1] = ends[kind] + _counts[kind];
                starts[kind] = ends[kind];
            }

            if (at != blob.Length)
                throw new FormatException($"Expected a pyramid blob of {at} bytes, got {blob.Length}.");
            bool firstIsCoded = true;
            for (int channel = 0; channel < layout.Channels; channel++)
            {
                T* bands = channel == 0 ? (T*)gate : (T*)plane;
                T first = firstIsCoded ? Unfold(Next(NoneKind, starts, ends + 1)) : T.Zero;
                DecodePlane(first, bands, isGated && channel > 0 ? (T*)gate : null, (T*)rows, starts, ends + 1);
                Join(layout, image, channel, isGated, first, bands, (T*)rows);
                if (isGated && channel == 0)
                    firstIsCoded = first != T.Zero;
            }

            for (int kind = 0; kind < KindCount; kind++)
            {
                if (starts[kind] != ends[kind + 1])
                    throw new FormatException($"A pyramid blob has too many symbols of kind {kind}.");
            }
        }
    }

    private void Prepare<T>(PlaneLayout layout, int symbols) where T : unmanaged
    {
        _plan.Lay(layout.Width, layout.Height);
        Grow(ref _gate, _plan.Length * sizeof(T));
        Grow(ref _plane, _plan.Length * sizeof(T));
        Grow(ref _rows, 3 * (layout.Width + PyramidPlan.Slack) * sizeof(T));
        Grow(ref _symbols, symbols * sizeof(T));
        _rowLength = layout.Width + PyramidPlan.Slack;
    }

    private void WriteHeader(PlaneLayout layout, bool isGated)
    {
        _blob[0] = Version;
        _blob[1] = (byte)layout.ElementBytes;
        _blob[2] = (byte)layout.Channels;
        _blob[3] = (byte)((IsColor(layout) ? IsColorFlag : 0) | (isGated ? IsGatedFlag : 0));
        (_blob[4], _blob[5]) = (0, 0);
        BinaryPrimitives.WriteUInt16LittleEndian(_blob.AsSpan(6), (ushort)layout.Width);
        BinaryPrimitives.WriteUInt16LittleEndian(_blob.AsSpan(8), (ushort)layout.Height);
        for (int kind = 0; kind < KindCount; kind++)
            BinaryPrimitives.WriteInt32LittleEndian(_blob.AsSpan(FixedHeaderBytes + (kind * sizeof(uint))), _counts[kind]);
        _ends.Clear();
        _ends.Add(HeaderBytes);
    }

    /// <summary>Whether the planes behind the first are coded only where that is not 0.</summary>
    private bool ReadHeader(ReadOnlySpan<byte> blob, PlaneLayout layout)
    {
        if (blob.Length < HeaderBytes || blob[0] != Version)
            throw new FormatException($"Expected a pyramid blob of at least {HeaderBytes} bytes and version {Version}.");
        int flags = blob[3], width = BinaryPrimitives.ReadUInt16LittleEndian(blob[6..]), height = BinaryPrimitives.ReadUInt16LittleEndian(blob[8..]);
        if (blob[1] != layout.ElementBytes || blob[2] != layout.Channels || (flags & ~IsGatedFlag) != (IsColor(layout) ? IsColorFlag : 0)
            || (blob[4] | blob[5]) != 0 || width != layout.Width || height != layout.Height)
            throw new FormatException($"Expected a pyramid blob of {layout}, got {width} x {height} pixels of {blob[2]} x {blob[1]} bytes, flags {flags}.");

        long left = (long)width * height * layout.Channels;
        for (int kind = 0; kind < KindCount; kind++)
        {
            uint count = BinaryPrimitives.ReadUInt32LittleEndian(blob[(FixedHeaderBytes + (kind * sizeof(uint)))..]);
            if (count > left)
                throw new FormatException($"The streams of a pyramid blob have more symbols than {layout}.");
            left -= count;
            _counts[kind] = (int)count;
        }

        return (flags & IsGatedFlag) != 0;
    }

    private static void Grow(ref byte[] array, int length)
    {
        if (array.Length < length)
            array = GC.AllocateUninitializedArray<byte>((int)BitOperations.RoundUpToPowerOf2((uint)length));
    }
}
