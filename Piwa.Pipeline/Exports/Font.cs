namespace Piwa.Pipeline.Exports;

/// <summary>
/// DejaVu Sans at 13 pixels, drawn beforehand: machines without a desktop have no fonts. Licence: Resources/font.LICENSE.txt.
/// </summary>
/// <remarks>
/// Format: size, ascent, line height; then for the characters 32 to 126: advance, left, top, width, height as bytes (left and top
/// signed), and the coverage of each pixel.
/// </remarks>
internal static class Font
{
    private const string Resource = "Piwa.Pipeline.Exports.Resources.font.bin";
    private const char First = ' ';
    private const int Count = 95;
    private const int HeaderBytes = 3;
    private const int GlyphHeaderBytes = 5;

    private static readonly byte[] Data = Load();
    private static readonly Glyph[] Glyphs = Parse();

    public readonly record struct Glyph(int Advance, int Left, int Top, int Width, int Height, int Offset);

    /// <summary>Pixels from one line of text to the next.</summary>
    public static int LineHeight => Data[2];

    public static Glyph Of(char character)
    {
        int index = character - First;
        return Glyphs[(uint)index < Count ? index : '?' - First];
    }

    public static ReadOnlySpan<byte> Coverage(Glyph glyph) => Data.AsSpan(glyph.Offset, glyph.Width * glyph.Height);

    /// <summary>Pixels that a text is wide.</summary>
    public static int Measure(string text) => text.Sum(character => Of(character).Advance);

    private static byte[] Load()
    {
        using Stream stream = typeof(Font).Assembly.GetManifestResourceStream(Resource)!;
        var data = new byte[stream.Length];
        stream.ReadExactly(data);
        return data;
    }

    private static Glyph[] Parse()
    {
        var glyphs = new Glyph[Count];
        int at = HeaderBytes;
        for (int i = 0; i < Count; i++)
        {
            ReadOnlySpan<byte> header = Data.AsSpan(at, GlyphHeaderBytes);
            glyphs[i] = new Glyph(header[0], (sbyte)header[1], (sbyte)header[2], header[3], header[4], at + GlyphHeaderBytes);
            at += GlyphHeaderBytes + (glyphs[i].Width * glyphs[i].Height);
        }

        return glyphs;
    }
}
