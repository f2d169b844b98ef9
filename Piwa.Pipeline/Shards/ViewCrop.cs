namespace Piwa.Pipeline.Shards;

/// <summary>The part of a view that is stored: the smallest rectangle that holds every covered pixel, at least one pixel.</summary>
/// <param name="X">First column.</param>
/// <param name="Y">First row.</param>
/// <param name="Width">Columns.</param>
/// <param name="Height">Rows.</param>
public readonly record struct ViewCrop(int X, int Y, int Width, int Height)
{
    /// <summary>Finds the rectangle round all pixels of a plane that are not 0.</summary>
    /// <param name="plane">Pixels <c>[y, x]</c>.</param>
    /// <param name="resolution">Pixels along a side.</param>
    /// <param name="pixelBytes">Bytes of a pixel.</param>
    internal static ViewCrop Find(ReadOnlySpan<byte> plane, int resolution, int pixelBytes)
    {
        int rowBytes = resolution * pixelBytes;
        int first = plane.IndexOfAnyExcept((byte)0);
        if (first < 0)
            return new ViewCrop(0, 0, 1, 1);

        int firstRow = first / rowBytes;
        int lastRow = plane.LastIndexOfAnyExcept((byte)0) / rowBytes;
        int left = rowBytes, right = -1;
        for (int y = firstRow; y <= lastRow; y++)
        {
            // Only columns beyond those known already can widen the rectangle.
            ReadOnlySpan<byte> row = plane.Slice(y * rowBytes, rowBytes);
            int before = row[..left].IndexOfAnyExcept((byte)0);
            left = before >= 0 ? before : left;
            int after = row[(right + 1)..].LastIndexOfAnyExcept((byte)0);
            right = after >= 0 ? right + 1 + after : right;
        }

        left /= pixelBytes;
        right /= pixelBytes;
        return new ViewCrop(left, firstRow, right - left + 1, lastRow - firstRow + 1);
    }

    /// <summary>Copies the rectangle's rows out of an image.</summary>
    internal void CopyRows(ReadOnlySpan<byte> image, int resolution, int pixelBytes, Span<byte> target)
    {
        int length = Width * pixelBytes;
        for (int y = 0; y < Height; y++)
            image.Slice((((Y + y) * resolution) + X) * pixelBytes, length).CopyTo(target.Slice(y * length, length));
    }

    /// <summary>Copies rows into the rectangle of an image.</summary>
    internal void PlaceRows(ReadOnlySpan<byte> rows, int resolution, int pixelBytes, Span<byte> image)
    {
        int length = Width * pixelBytes;
        for (int y = 0; y < Height; y++)
            rows.Slice(y * length, length).CopyTo(image.Slice((((Y + y) * resolution) + X) * pixelBytes, length));
    }

    /// <summary>Whether the rectangle lies within an image: what a file says has to be checked.</summary>
    internal bool FitsIn(int resolution) =>
        X >= 0 && Y >= 0 && Width >= 1 && Height >= 1 && X <= resolution - Width && Y <= resolution - Height;
}
