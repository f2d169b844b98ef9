using Piwa.Kernels.Views;
using Piwa.Pipeline.Shards;

namespace Piwa.Pipeline.Exports;

/// <summary>
/// A picture of many assets: for each a line of text, its views in colour, and a strip of their other channels at half the size.
/// </summary>
public static class ContactSheet
{
    /// <summary>Most views that are shown of an asset; of more, evenly spaced ones are taken.</summary>
    public const int MaxColumns = 12;

    private const int ColorSize = 128;
    private const int StripSize = ColorSize / 2;
    private const int StripPictures = ColorSize / StripSize;
    private const int Margin = 16;
    private const int Gap = 2;
    private const int LabelHeight = 24;
    private const int LetterWidth = 8;
    private const string Ellipsis = " ...";

    private static readonly int Paper = Canvas.Rgb(255, 255, 255);
    private static readonly int Cell = Canvas.Rgb(244, 244, 242);
    private static readonly int DarkCell = Canvas.Rgb(24, 24, 28);
    private static readonly int Ink = Canvas.Rgb(40, 40, 40);
    private static readonly int FaintInk = Canvas.Rgb(120, 120, 120);

    /// <summary>Draws the sheet and writes it as PNG.</summary>
    /// <param name="path">The file.</param>
    /// <param name="title">A line for the top of the sheet.</param>
    /// <param name="assets">The assets, in the order of the sheet; at least one.</param>
    public static void Save(string path, string title, IReadOnlyList<AssetPictures> assets)
    {
        ArgumentNullException.ThrowIfNull(assets);
        ArgumentOutOfRangeException.ThrowIfZero(assets.Count);
        int columns = Math.Min(MaxColumns, assets.Max(asset => asset.ViewCount));
        int rowHeight = LabelHeight + ColorSize + Gap + StripSize + Margin;
        var canvas = new Canvas(
            (2 * Margin) + (columns * (ColorSize + Gap)) - Gap,
            (2 * Margin) + LabelHeight + (assets.Count * rowHeight),
            Paper);
        canvas.Text(Margin, Margin, title, Ink);
        for (int i = 0; i < assets.Count; i++)
            DrawAsset(canvas, assets[i], columns, Margin + LabelHeight + (i * rowHeight));
        canvas.Save(path);
    }

    private static void DrawAsset(Canvas canvas, AssetPictures asset, int columns, int top)
    {
        int end = canvas.Text(Margin, top + 4, $"asset {asset.AssetIndex}", Ink);
        string families = asset.Recipe.Import is not null
            ? "uploaded"
            : string.Join(", ", asset.Recipe.Parts.Select(part => part.Primitive.ToString().ToLowerInvariant()).Distinct());
        string text = $"{asset.Recipe.Parts.Count} parts, {asset.Triangles.Length / 3:N0} triangles, {asset.Positions.Length / 3:N0} vertices: {families}";
        int fits = Math.Max((canvas.Width - end - (2 * Margin)) / LetterWidth, Ellipsis.Length);
        canvas.Text(end + Margin, top + 4, text.Length <= fits ? text : text[..(fits - Ellipsis.Length)] + Ellipsis, FaintInk);

        int shown = Math.Min(columns, asset.ViewCount);
        int strip = top + LabelHeight + ColorSize + Gap;
        (ViewChannels large, ViewChannels[] small) = Choose(asset.Channels);
        for (int column = 0; column < shown; column++)
        {
            int view = column * asset.ViewCount / shown;
            int x = Margin + (column * (ColorSize + Gap));
            canvas.Fill(x, top + LabelHeight, ColorSize, ColorSize, Cell);
            canvas.Draw(ViewPicture.Draw(asset, large, view), asset.ImageResolution, x, top + LabelHeight, ColorSize);
            canvas.Fill(x, strip, ColorSize, StripSize, DarkCell);
            for (int i = 0; i < Math.Min(small.Length, StripPictures); i++)
            {
                ViewChannels channel = small[((column * StripPictures) + i) % small.Length];
                canvas.Draw(ViewPicture.Draw(asset, channel, view), asset.ImageResolution, x + (i * StripSize), strip, StripSize);
            }
        }
    }

    /// <summary>Colour large, where it is there; below it two others, which take turns from view to view where there are more.</summary>
    private static (ViewChannels Large, ViewChannels[] Small) Choose(ViewChannels channels)
    {
        ViewChannels[] all = [.. ImageChannel.Of(channels).Select(channel => channel.Channel)];
        return (all[0], all[1..]);
    }
}
