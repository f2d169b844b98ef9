namespace Piwa.Pipeline.Shards;

/// <summary>The part of a view that is stored: the smallest rectangle that holds every covered pixel, at least one pixel.</summary>
/// <param name="X">First column.</param>
/// <param name="Y">First row.</param>
/// <param name="Width">Columns.</param>
/// <param name="Height">Rows.</param>
public readonly record struct ViewCrop(int X, int Y, int Width, int Height)
{
    /// <summary>Finds the rectangle.</summary>
    /// <param name="depth">Depth <c>[y, x]</c>; 0 = background.</param>
    /// <param name="resolution">Pixels along a side.</param>
    public static ViewCrop Find(ReadOnlySpan<ushort> depth, int resolution)
    {
        int first = depth.IndexOfAnyExcept((ushort)0);
        if (first < 0)
            return new ViewCrop(0, 0, 1, 1);

        int firstRow = first / resolution;
        int lastRow = depth.LastIndexOfAnyExcept((ushort)0) / resolution;
        int left = resolution, right = -1;
        for (int y = firstRow; y <= lastRow; y++)
        {
            // Only columns beyond those known already can widen the rectangle.
            ReadOnlySpan<ushort> row = depth.Slice(y * resolution, resolution);
            int before = row[..left].IndexOfAnyExcept((ushort)0);
            left = before >= 0 ? before : left;
            int after = row[(right + 1)..].LastIndexOfAnyExcept((ushort)0);
            right = after >= 0 ? right + 1 + after : right;
        }

        return new ViewCrop(left, firstRow, right - left + 1, lastRow - firstRow + 1);
    }

    /// <summary>Copies the rectangle's rows out of an image.</summary>
    internal void CopyRows<T>(ReadOnlySpan<T> image, int resolution, Span<T> target)
    {
        for (int y = 0; y < Height; y++)
            image.Slice(((Y + y) * resolution) + X, Width).CopyTo(target.Slice(y * Width, Width));
    }

    /// <summary>Copies rows into the rectangle of an image.</summary>
    internal void PlaceRows<T>(ReadOnlySpan<T> rows, int resolution, Span<T> image)
    {
        for (int y = 0; y < Height; y++)
            rows.Slice(y * Width, Width).CopyTo(image.Slice(((Y + y) * resolution) + X, Width));
    }

    /// <summary>Whether the rectangle lies within an image: what a file says has to be checked.</summary>
    internal bool FitsIn(int resolution) =>
        X >= 0 && Y >= 0 && Width >= 1 && Height >= 1 && X <= resolution - Width && Y <= resolution - Height;
}
