using System.Globalization;
using Piwa.Kernels.Views;
using Piwa.Pipeline.Cameras;
using Piwa.Pipeline.Shards;

namespace Piwa.Pipeline.Packaging;

/// <summary><see cref="ExportFormat.OpenCv"/>.</summary>
internal sealed class OpenCvTarget(Campaign campaign, DatasetExportOptions options) : FolderTarget(campaign, options, CameraDialect.OpenCvJson)
{
    public override IReadOnlyList<ExportFile> Files(AssetRow row) =>
    [
        .. base.Files(row),
        .. from channel in ImageChannel.Of(row.Layout.Channels & ~ViewChannels.Color)
           from view in Enumerable.Range(0, row.ViewCount)
           select Picture(string.Create(CultureInfo.InvariantCulture, $"{view:D3}_{channel.Name}.png"), row, channel.Channel, view),
    ];

    protected override IReadOnlyList<string> Folders(AssetRow row) => [Key(row)];
}
