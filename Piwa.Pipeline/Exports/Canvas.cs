using Piwa.Pipeline.Encoding;
namespace Piwa.Pipeline.Exports;

/// <summary>An opaque image to draw on: small pictures, plots and plain text.</summary>
internal sealed class Canvas
{
    private const int Opaque = unchecked((int)0xFF000000);

    private readonly int[] _pixels;

    public Canvas(int width, int height, int background)
    {
        Width = width;
        Height = height;
        _pixels = new int[width * height];
        Array.Fill(_pixels, background | Opaque);
    }

    public int Width { get; }

    public int Height { get; }

    public ReadOnlySpan<int> Pixels => _pixels;

    /// <summary>A colour of three bytes.</summary>
    public static int Rgb(int r, int g, int b) => r | (g << 8) | (b << 16) | Opaque;

    /// <summary>Fills a rectangle.</summary>
    public void Fill(int x, int y, int width, int height, int color)
    {
        for (int row = Math.Max(y, 0); row < Math.Min(y + height, Height); row++)
            _pixels.AsSpan((row * Width) + x, Math.Min(width, Width - x)).Fill(color | Opaque);
    }

    /// <summary>
    /// Draws a square image scaled to <paramref name="size"/> pixels, each the mean of what it covers, over what is there.
    /// </summary>
    /// <param name="image">RGBA pixels, red in the lowest byte, straight alpha.</param>
    /// <param name="side">Pixels along the image's side.</param>
    /// <param name="x">Left edge.</param>
    /// <param name="y">Upper edge.</param>
    /// <param name="size">Pixels along the side of what is drawn.</param>
    public void Draw(ReadOnlySpan<int> image, int side, int x, int y, int size)
    {
        for (int row = 0; row < size; row++)
        {
            int top = row * side / size, bottom = Math.Max(((row + 1) * side / size), top + 1);
            for (int column = 0; column < size; column++)
            {
                int left = column * side / size, right = Math.Max(((column + 1) * side / size), left + 1);
                Blend(x + column, y + row, Mean(image, side, left, right, top, bottom));
            }
        }
    }

    /// <summary>Writes a line of ASCII text; other characters show as a question mark.</summary>
    /// <returns>The column behind the text.</returns>
    public int Text(int x, int y, string text, int color)
    {
        foreach (char character in text)
        {
            Font.Glyph glyph = Font.Of(character);
            ReadOnlySpan<byte> coverage = Font.Coverage(glyph);
            for (int i = 0; i < coverage.Length; i++)
            {
                (int row, int column) = Math.DivRem(i, glyph.Width);
                Blend(x + glyph.Left + column, y + glyph.Top + row, (color & ~Opaque) | (coverage[i] << 24));
            }

            x += glyph.Advance;
        }

        return x;
    }

    /// <summary>Draws a line with smooth edges and round ends; the middle of pixel (0, 0) is at (0.5, 0.5).</summary>
    public void Line(float x0, float y0, float x1, float y1, float thickness, int color)
    {
        float half = thickness / 2, dx = x1 - x0, dy = y1 - y0, square = MathF.Max((dx * dx) + (dy * dy), 1e-6f);
        int top = (int)(MathF.Min(y0, y1) - half - 1), bottom = (int)(MathF.Max(y0, y1) + half + 1);
        int left = (int)(MathF.Min(x0, x1) - half - 1), right = (int)(MathF.Max(x0, x1) + half + 1);
        for (int row = top; row <= bottom; row++)
        {
            for (int column = left; column <= right; column++)
            {
                // Coverage falls over the width of a pixel as the distance from the segment grows.
                float px = column + 0.5f - x0, py = row + 0.5f - y0;
                float along = Math.Clamp(((px * dx) + (py * dy)) / square, 0f, 1f);
                float ex = px - (along * dx), ey = py - (along * dy);
                float coverage = Math.Clamp(half + 0.5f - MathF.Sqrt((ex * ex) + (ey * ey)), 0f, 1f);
                Blend(column, row, (color & ~Opaque) | ((int)((coverage * 255) + 0.5f) << 24));
            }
        }
    }

    /// <summary>Draws a disc with a smooth edge.</summary>
    public void Disc(float x, float y, float radius, int color) => Line(x, y, x, y, 2 * radius, color);

    /// <summary>Fills a rectangle whose edges lie between pixels: pixels that it covers in part are mixed.</summary>
    public void FillSmooth(float x0, float y0, float x1, float y1, int color)
    {
        for (int row = (int)y0; row < y1; row++)
        {
            for (int column = (int)x0; column < x1; column++)
            {
                float coverage = (MathF.Min(x1, column + 1) - MathF.Max(x0, column)) * (MathF.Min(y1, row + 1) - MathF.Max(y0, row));
                Blend(column, row, (color & ~Opaque) | ((int)((coverage * 255) + 0.5f) << 24));
            }
        }
    }

    /// <summary>Writes a line of text in bold: once more, one pixel to the right.</summary>
    /// <returns>The column behind the text.</returns>
    public int BoldText(int x, int y, string text, int color)
    {
        foreach (char character in text)
        {
            _ = Text(x, y, character.ToString(), color);
            x = Text(x + 1, y, character.ToString(), color);
        }

        return x;
    }

    /// <summary>Writes the image as PNG.</summary>
    public void Save(string path)
    {
        using FileStream file = File.Create(path);
        PngWriter.WriteColor(file, _pixels, Width, Height);
    }

    /// <summary>Mean of a rectangle; colours count by their alpha.</summary>
    private static int Mean(ReadOnlySpan<int> image, int side, int left, int right, int top, int bottom)
    {
        int r = 0, g = 0, b = 0, a = 0;
        for (int y = top; y < bottom; y++)
        {
            foreach (int pixel in image.Slice((y * side) + left, right - left))
            {
                int alpha = (int)((uint)pixel >> 24);
                r += (pixel & 0xFF) * alpha;
                g += ((pixel >> 8) & 0xFF) * alpha;
                b += ((pixel >> 16) & 0xFF) * alpha;
                a += alpha;
            }
        }

        if (a == 0)
            return 0;
        int count = (right - left) * (bottom - top);
        return (r / a) | ((g / a) << 8) | ((b / a) << 16) | ((a / count) << 24);
    }

    private void Blend(int x, int y, int pixel)
    {
        if ((uint)x >= (uint)Width || (uint)y >= (uint)Height)
            return;

        ref int under = ref _pixels[(y * Width) + x];
        int alpha = (int)((uint)pixel >> 24);
        under = Rgb(Mix(0), Mix(8), Mix(16));

        int Mix(int shift)
        {
            int below = (_pixels[(y * Width) + x] >> shift) & 0xFF, above = (pixel >> shift) & 0xFF;
            return ((above * alpha) + (below * (255 - alpha)) + 127) / 255;
        }
    }
}
