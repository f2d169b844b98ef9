using System.Runtime.CompilerServices;

namespace Piwa.Kernels.Codecs;

/// <summary>
/// Filters planes, one thread for each pixel: differences to a prediction from the neighbours, folded, and bytes that change together
/// side by side. The blob is described in docs/formats.md; the pipeline's plane filter makes the same.
/// </summary>
/// <remarks>Places are numbers and not pointers: what is subtracted from a pointer, ILGPU gives to OpenCL as a number.</remarks>
internal static unsafe class PlaneKernel
{
    /// <summary>Length of a blob's header.</summary>
    public const int HeaderBytes = 10;

    /// <summary>The pixel to the left.</summary>
    public const int Left = 1 << 0;

    /// <summary>The pixel above.</summary>
    public const int Up = 1 << 1;

    private const byte Version = 1;
    private const int ByteBits = 8;

    public static void WriteHeader(byte* blob, in BlobRecord record)
    {
        blob[0] = Version;
        blob[1] = (byte)record.ElementBytes;
        blob[2] = (byte)record.Channels;
        blob[3] = (byte)record.LeadChannels;
        blob[4] = (byte)record.Predictor;
        blob[5] = 0;
        blob[6] = (byte)record.Width;
        blob[7] = (byte)(record.Width >> ByteBits);
        blob[8] = (byte)record.Height;
        blob[9] = (byte)(record.Height >> ByteBits);
    }

    /// <summary>All channels of a pixel.</summary>
    /// <param name="record">The image.</param>
    /// <param name="elements">Elements <c>[y, x, channel]</c>, little-endian; of any alignment.</param>
    /// <param name="blob">The blob, with its header.</param>
    /// <param name="pixel">Number of the pixel.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Filter(in BlobRecord record, byte* elements, byte* blob, int pixel)
    {
        int y = pixel / record.Width, x = pixel - (y * record.Width);
        bool left = (record.Predictor & Left) != 0 && x > 0, up = (record.Predictor & Up) != 0 && y > 0;
        int size = record.ElementBytes, channels = record.Channels, pixelBytes = size * channels, rowBytes = record.Width * pixelBytes;
        int pixels = record.Width * record.Height;
        int source = pixel * pixelBytes;
        for (int channel = 0; channel < channels; channel++)
        {
            int difference = Element(elements, source, size);
            if (left)
                difference -= Element(elements, source - pixelBytes, size);
            if (up)
                difference -= Element(elements, source - rowBytes, size);
            if (left && up)
                difference += Element(elements, source - rowBytes - pixelBytes, size);
            if (size > 1)
                difference = Fold(difference, size);

            // Channels of the group, its place among them, and what lies before the group.
            bool leads = channel < record.LeadChannels;
            int group = leads ? record.LeadChannels : channels - record.LeadChannels;
            int place = leads ? channel : channel - record.LeadChannels;
            int target = HeaderBytes + (leads ? 0 : pixels * record.LeadChannels * size) + (pixel * group) + place;
            for (int k = 0; k < size; k++)
                blob[target + (k * pixels * group)] = (byte)(difference >> (ByteBits * k));
            source += size;
        }
    }

    /// <summary>Small differences of either sign become small numbers. Differences are modulo 2^(8 size).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int Fold(int difference, int size)
    {
        int unused = 32 - (ByteBits * size);
        int signed = (difference << unused) >> unused;
        return (signed << 1) ^ (signed >> 31);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int Element(byte* elements, int at, int size)
    {
        int element = elements[at];
        if (size > 1)
            element |= elements[at + 1] << ByteBits;
        if (size > 2)
            element |= (elements[at + 2] << (2 * ByteBits)) | (elements[at + 3] << (3 * ByteBits));
        return element;
    }
}
