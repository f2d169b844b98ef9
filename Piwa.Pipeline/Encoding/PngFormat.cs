namespace Piwa.Pipeline.Encoding;

/// <summary>What the pixels of a PNG are.</summary>
/// <param name="Samples">Samples of a pixel: 1 grey, 3 colour, 4 colour with alpha.</param>
/// <param name="Bits">Bits of a sample: 8 or 16.</param>
internal readonly record struct PngFormat(int Samples, int Bits)
{
    public int PixelBytes => Samples * Bits / 8;

    /// <summary>The format's number for greyscale, truecolour, truecolour with alpha.</summary>
    public byte ColorType => Samples switch { 1 => 0, 3 => 2, _ => 6 };
}
