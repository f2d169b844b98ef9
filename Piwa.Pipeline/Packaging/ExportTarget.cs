using System.Globalization;
using Piwa.Kernels.Views;
using Piwa.Pipeline.Cameras;
using Piwa.Pipeline.Encoding;
using Piwa.Pipeline.Shards;

namespace Piwa.Pipeline.Packaging;

/// <summary>Where an export goes: which files an object has, and how they lie.</summary>
/// <remarks>Not thread-safe, but for the making of files: that only reads the row.</remarks>
internal abstract class ExportTarget(DatasetExportOptions options) : IDisposable
{
    /// <summary>The dialect in which it holds cameras; null where it can express any.</summary>
    public virtual CameraDialect? Dialect => null;

    protected DatasetExportOptions Options { get; } = options;

    public static ExportTarget Create(Campaign campaign, DatasetExportOptions options, ulong first) => options.Format switch
    {
        ExportFormat.Trellis => new TrellisTarget(campaign, options),
        ExportFormat.Objaverse => new ObjaverseTarget(campaign, options),
        ExportFormat.OpenCv => new OpenCvTarget(campaign, options),
        _ => new WebDatasetTarget(campaign, options, first),
    };

    /// <summary>Whether an asset is there and whole. The row may lack meshes and images.</summary>
    public abstract bool Holds(AssetRow row);

    /// <summary>An asset's files, still to be made. A damaged blob shows then, as <see cref="FormatException"/>.</summary>
    public abstract IReadOnlyList<ExportFile> Files(AssetRow row);

    /// <summary>Writes an asset's files, which are made, in the order of the assets.</summary>
    public abstract void Write(AssetRow row, IReadOnlyList<ExportFile> files);

    /// <summary>Finishes what is open, after the last asset.</summary>
    public virtual void Complete()
    {
    }

    /// <summary>Writes the list of all objects that are there, however the export ended.</summary>
    public virtual void WriteIndex()
    {
    }

    public virtual void Dispose()
    {
    }

    /// <summary>What an asset is called: its index, which sorts as text.</summary>
    protected static string Key(AssetRow row) => row.AssetIndex.ToString("D10", CultureInfo.InvariantCulture);

    /// <summary>An image of a view as PNG; see <see cref="ChannelPng"/> for what channels are.</summary>
    protected ExportFile Picture(string name, AssetRow row, ViewChannels channel, int view)
    {
        bool isWhite = channel == ViewChannels.Color && Options.Background == ExportBackground.White;
        if (row.Layout.ImageFormat == ImageFormat.Png && !isWhite)
            return new ExportFile(name, () => row.Images(channel)[view]);

        return ExportFile.Of(name, stream =>
        {
            byte[] image = AssetContent.Image<byte>(row, channel, view);
            if (isWhite)
                PngWriter.WriteRgb(stream, OnWhite(image), row.ImageResolution, row.ImageResolution);
            else
                ChannelPng.Write(stream, channel, image, row.ImageResolution);
        });
    }

    /// <summary>Blends as the loaders do that get alpha: the stored values, without going to linear light.</summary>
    private static byte[] OnWhite(ReadOnlySpan<byte> rgba)
    {
        const int Full = 255, Half = 127;
        var rgb = new byte[rgba.Length / 4 * 3];
        for (int i = 0; i < rgb.Length / 3; i++)
        {
            int alpha = rgba[(4 * i) + 3];
            for (int c = 0; c < 3; c++)
                rgb[(3 * i) + c] = (byte)(((rgba[(4 * i) + c] * alpha) + (Full * (Full - alpha)) + Half) / Full);
        }

        return rgb;
    }
}
