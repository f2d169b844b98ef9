namespace Piwa.Pipeline.Encoding;

/// <summary>The shape of an image and how <see cref="PlaneFilter"/> arranges it.</summary>
/// <remarks>
/// The factories (<see cref="Color"/>, <see cref="Bytes"/>, <see cref="Words"/>) make the arrangements that LZ4 packed best on rendered
/// views. Why they differ: LZ4 finds repetitions and stores all else as it is, so what counts is the number of bytes that change. Channels
/// that change together stay together, the alpha channel, which hardly ever changes, must not stand between them, and the upper
/// bytes of wide elements must not stand between the lower ones.
/// </remarks>
public readonly record struct PlaneLayout
{
    /// <summary>Largest width and height, in pixels: what a header field holds.</summary>
    public const int MaxSide = ushort.MaxValue;

    /// <summary>Largest number of channels.</summary>
    public const int MaxChannels = 16;

    /// <summary>A layout by its parts.</summary>
    /// <param name="width">Pixels in a row, 1 to <see cref="MaxSide"/>.</param>
    /// <param name="height">Rows, 1 to <see cref="MaxSide"/>.</param>
    /// <param name="elementBytes">Bytes of one element, little-endian: 1, 2 or 4.</param>
    /// <param name="channels">Elements in a pixel, 1 to <see cref="MaxChannels"/>.</param>
    /// <param name="leadChannels">How many of them form the first group, at least 1; the others form the second.</param>
    /// <param name="predictor">The predictor of all channels.</param>
    /// <exception cref="ArgumentOutOfRangeException">A part is out of its range, or the image does not fit a span.</exception>
    public PlaneLayout(int width, int height, int elementBytes, int channels, int leadChannels, PlanePredictor predictor)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(width, MaxSide);
        ArgumentOutOfRangeException.ThrowIfLessThan(height, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(height, MaxSide);
        if (elementBytes is not (1 or 2 or 4))
            throw new ArgumentOutOfRangeException(nameof(elementBytes), elementBytes, "Expected elements of 1, 2 or 4 bytes.");
        ArgumentOutOfRangeException.ThrowIfLessThan(channels, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(channels, MaxChannels);
        ArgumentOutOfRangeException.ThrowIfLessThan(leadChannels, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(leadChannels, channels);
        if ((predictor & ~PlanePredictor.Gradient) != 0)
            throw new ArgumentOutOfRangeException(nameof(predictor), predictor, "Expected None, Left, Up or Gradient.");
        var bytes = (long)width * height * channels * elementBytes;
        if (bytes > int.MaxValue - PlaneFilter.HeaderBytes)
            throw new ArgumentOutOfRangeException(nameof(height), height, $"The image has {bytes} bytes, which no span holds.");

        Width = width;
        Height = height;
        ElementBytes = elementBytes;
        Channels = channels;
        LeadChannels = leadChannels;
        Predictor = predictor;
    }

    /// <summary>Pixels in a row.</summary>
    public int Width { get; }

    /// <summary>Rows.</summary>
    public int Height { get; }

    /// <summary>Bytes of one element: 1, 2 or 4.</summary>
    public int ElementBytes { get; }

    /// <summary>Elements in a pixel.</summary>
    public int Channels { get; }

    /// <summary>Channels of the first group.</summary>
    public int LeadChannels { get; }

    /// <summary>The predictor of all channels.</summary>
    public PlanePredictor Predictor { get; }

    /// <summary>Length of the image, in bytes: <c>[y, x, channel]</c> elements, rows without padding.</summary>
    public int ImageBytes => Width * Height * Channels * ElementBytes;

    /// <summary>Length of the blob, in bytes.</summary>
    public int BlobBytes => PlaneFilter.HeaderBytes + ImageBytes;

    /// <summary>Colour with alpha, 8 bits each (R, G, B, A): the colours in one group, alpha in another.</summary>
    /// <param name="width">Pixels in a row.</param>
    /// <param name="height">Rows.</param>
    /// <returns>The layout.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A side is out of range.</exception>
    public static PlaneLayout Color(int width, int height)
    {
        const int ColorChannels = 4, WithoutAlpha = 3;
        return new PlaneLayout(width, height, sizeof(byte), ColorChannels, WithoutAlpha, PlanePredictor.Up);
    }

    /// <summary>Bytes that change together: octahedral normals (2), part ids (1), material (2), albedo (3).</summary>
    /// <param name="width">Pixels in a row.</param>
    /// <param name="height">Rows.</param>
    /// <param name="channels">Bytes in a pixel.</param>
    /// <returns>The layout.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A part is out of range.</exception>
    public static PlaneLayout Bytes(int width, int height, int channels) =>
        new(width, height, sizeof(byte), channels, channels, PlanePredictor.Up);

    /// <summary>16-bit elements of smooth quantities: depth (1), position (3).</summary>
    /// <param name="width">Pixels in a row.</param>
    /// <param name="height">Rows.</param>
    /// <param name="channels">Elements in a pixel.</param>
    /// <returns>The layout.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A part is out of range.</exception>
    public static PlaneLayout Words(int width, int height, int channels) =>
        new(width, height, sizeof(ushort), channels, channels, PlanePredictor.Gradient);
}
