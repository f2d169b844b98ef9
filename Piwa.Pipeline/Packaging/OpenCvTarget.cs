using System.Globalization;
using Piwa.Kernels.Views;
using Piwa.Pipeline.Cameras;
using Piwa.Pipeline.Shards;

namespace Piwa.Pipeline.Packaging;

/// <summary><see cref="ExportFormat.OpenCv"/>.</summary>
internal sealed class OpenCvTarget(Campaign campaign, DatasetExportOptions options) : FolderTarget(campaign, options, CameraDialect.OpenCvJson)
{
    public override IReadOnlyList<ExportFile> Pack(AssetRow row) =>
    [
        .. base.Pack(row),
        .. from channel in ImageChannel.Of(row.Layout.Channels & ~ViewChannels.Color)
           from view in Enumerable.Range(0, row.ViewCount)
           select new ExportFile(string.Create(CultureInfo.InvariantCulture, $"{view:D3}_{channel.Name}.png"), Picture(row, channel.Channel, view)),
    ];

    protected override IReadOnlyList<string> Folders(AssetRow row) => [Key(row)];
}
