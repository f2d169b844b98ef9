using System.Buffers.Binary;
using System.Runtime.CompilerServices;

namespace Piwa.Pipeline.Encoding;

/// <summary>
/// Rearranges images without loss so that LZ4 packs them well: stores differences to a prediction from neighbours, and bytes that
/// change together side by side.
/// </summary>
/// <remarks>
/// <para>Thread-safe; allocates nothing. The result does not depend on the processor.</para>
/// <para>
/// The blob, all numbers little-endian. Header of 10 bytes: version = 1, element bytes e (1, 2, 4), channels c (1..16), channels of
/// the first group g (1..c), predictor (bit 0: left, bit 1: up), 0, then width w and height h as 16 bits each. Then h*w*c elements, as
/// differences: the element, minus the same channel of the pixel to the left (bit 0), the result minus that of the pixel above
/// (bit 1), modulo 2^(8e), missing neighbours being 0. Differences wider than a byte are folded: <c>d &gt;= 0 ? 2d : -2d - 1</c>.
/// They are stored as byte arrays <c>[y, x, channel]</c>, first for channels 0..g-1, then for channels g..c-1; within a group first all
/// lowest bytes, then all second lowest, and so on.
/// </para>
/// <para>A reader in Python is in docs/formats.md.</para>
/// </remarks>
[SkipLocalsInit]
public static unsafe partial class PlaneFilter
{
    /// <summary>Length of the header of a blob, in bytes.</summary>
    public const int HeaderBytes = 10;

    private const byte Version = 1;

    // Differences of so many bytes at a time stay in the first-level cache between the steps, and fit the stack.
    private const int TileBytes = 4096;

    /// <summary>Makes a blob of an image.</summary>
    /// <param name="layout">Shape and arrangement.</param>
    /// <param name="image">Elements <c>[y, x, channel]</c>, exactly <see cref="PlaneLayout.ImageBytes"/>.</param>
    /// <param name="blob">Receives the blob, exactly <see cref="PlaneLayout.BlobBytes"/>. Must not overlap the image.</param>
    /// <exception cref="ArgumentException">A span has another length than the layout says, or the layout is the default value.</exception>
    public static void Encode(PlaneLayout layout, ReadOnlySpan<byte> image, Span<byte> blob) =>
        Encode(layout, image, blob, BestVectorBytes);

    /// <summary>Reads and checks the header of a blob.</summary>
    /// <param name="blob">A blob.</param>
    /// <returns>Its layout. The blob has the length that the layout says.</returns>
    /// <exception cref="FormatException">The header is damaged, or the blob is longer or shorter than it says.</exception>
    public static PlaneLayout ReadLayout(ReadOnlySpan<byte> blob)
    {
        if (blob.Length < HeaderBytes)
            throw new FormatException($"Expected a plane blob of at least {HeaderBytes} bytes, got {blob.Length}.");
        if (blob[0] != Version)
            throw new FormatException($"Expected version {Version} of a plane blob, got {blob[0]}.");
        if (blob[5] != 0)
            throw new FormatException($"Expected 0 in byte 5 of a plane blob, got {blob[5]}.");

        PlaneLayout layout;
        try
        {
            layout = new PlaneLayout(
                BinaryPrimitives.ReadUInt16LittleEndian(blob[6..]), BinaryPrimitives.ReadUInt16LittleEndian(blob[8..]),
                blob[1], blob[2], blob[3], (PlanePredictor)blob[4]);
        }
        catch (ArgumentOutOfRangeException error)
        {
            throw new FormatException($"The header of a plane blob is damaged: {error.Message}", error);
        }

        if (blob.Length != layout.BlobBytes)
            throw new FormatException($"Expected a plane blob of {layout.BlobBytes} bytes, got {blob.Length}.");
        return layout;
    }

    /// <summary>Makes the image of a blob.</summary>
    /// <param name="blob">A blob.</param>
    /// <param name="image">
    /// Receives elements <c>[y, x, channel]</c>, exactly <see cref="PlaneLayout.ImageBytes"/> of <see cref="ReadLayout"/>. Must not
    /// overlap the blob.
    /// </param>
    /// <exception cref="FormatException">The header is damaged, or the blob is longer or shorter than it says.</exception>
    /// <exception cref="ArgumentException"><paramref name="image"/> has another length than the layout says.</exception>
    public static void Decode(ReadOnlySpan<byte> blob, Span<byte> image) => Decode(blob, image, BestVectorBytes);

    /// <summary>As <see cref="Encode(PlaneLayout, ReadOnlySpan{byte}, Span{byte})"/> with vectors of 32, 16 or (0) no bytes.</summary>
    internal static void Encode(PlaneLayout layout, ReadOnlySpan<byte> image, Span<byte> blob, int vectorBytes)
    {
        CheckLength(image.Length, layout.ImageBytes, layout, nameof(image));
        CheckLength(blob.Length, layout.BlobBytes, layout, nameof(blob));
        blob[0] = Version;
        blob[1] = (byte)layout.ElementBytes;
        blob[2] = (byte)layout.Channels;
        blob[3] = (byte)layout.LeadChannels;
        blob[4] = (byte)layout.Predictor;
        blob[5] = 0;
        BinaryPrimitives.WriteUInt16LittleEndian(blob[6..], (ushort)layout.Width);
        BinaryPrimitives.WriteUInt16LittleEndian(blob[8..], (ushort)layout.Height);

        fixed (byte* elements = image)
        fixed (byte* planes = blob[HeaderBytes..])
        {
            // Signed elements, because folding needs their sign.
            if (layout.ElementBytes == sizeof(byte))
                Encode(layout, elements, planes, vectorBytes);
            else if (layout.ElementBytes == sizeof(short))
                Encode(layout, (short*)elements, planes, vectorBytes);
            else
                Encode(layout, (int*)elements, planes, vectorBytes);
        }
    }

    /// <summary>As <see cref="Decode(ReadOnlySpan{byte}, Span{byte})"/> with vectors of 32, 16 or (0) no bytes.</summary>
    internal static void Decode(ReadOnlySpan<byte> blob, Span<byte> image, int vectorBytes)
    {
        var layout = ReadLayout(blob);
        CheckLength(image.Length, layout.ImageBytes, layout, nameof(image));
        fixed (byte* elements = image)
        fixed (byte* planes = blob[HeaderBytes..])
        {
            if (layout.ElementBytes == sizeof(byte))
                Decode(layout, elements, planes, vectorBytes);
            else if (layout.ElementBytes == sizeof(short))
                Decode(layout, (short*)elements, planes, vectorBytes);
            else
                Decode(layout, (int*)elements, planes, vectorBytes);
        }
    }

    private static void CheckLength(int actual, int expected, PlaneLayout layout, string name)
    {
        if (layout.Width == 0)
            throw new ArgumentException("Expected a layout with a size, got the default value.", nameof(layout));
        if (actual != expected)
            throw new ArgumentException($"Expected {expected} bytes for {layout}, got {actual}.", name);
    }
}
