using System.Formats.Tar;
using System.Globalization;
using Piwa.Pipeline.Exports;
using Piwa.Pipeline.Shards;

namespace Piwa.Pipeline.Packaging;

/// <summary><see cref="ExportFormat.WebDataset"/>. What stands before a name's first dot is the key: files of one key are one sample.</summary>
/// <remarks>The same assets give the same bytes: entries are of no one, and of 1 January 1970.</remarks>
internal sealed class WebDatasetTarget(Campaign campaign, DatasetExportOptions options, ulong first) : ExportTarget(options)
{
    private const UnixFileMode Mode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead;

    private TarWriter? _tar;
    private string _path = "";

    /// <summary>A tar file that is open is not there yet.</summary>
    public override bool Holds(AssetRow row) => File.Exists(PathOf(row));

    public override IReadOnlyList<ExportFile> Files(AssetRow row)
    {
        string key = Key(row);
        List<ExportFile> files = [AssetJson.File($"{key}.json", row, campaign, withCameras: true)];
        foreach (ImageChannel channel in ImageChannel.Of(row.Layout.Channels))
        {
            for (int view = 0; view < row.ViewCount; view++)
                files.Add(Picture(string.Create(CultureInfo.InvariantCulture, $"{key}.{channel.Name}.{view:D3}.png"), row, channel.Channel, view));
        }

        if (Options.IncludeGlb)
            files.Add(ExportFile.Of($"{key}.glb", stream => MeshExporter.Write(AssetPictures.From(row, campaign.FindRig), MeshFormat.Glb, stream)));
        return files;
    }

    public override void Write(AssetRow row, IReadOnlyList<ExportFile> files)
    {
        string path = PathOf(row);
        if (path != _path)
        {
            Complete();
            _path = path;
            _tar = new TarWriter(File.Create(DurableFile.TemporaryOf(path)), TarEntryFormat.Ustar);
        }

        foreach (ExportFile file in files)
        {
            _tar!.WriteEntry(new UstarTarEntry(TarEntryType.RegularFile, file.Name)
            {
                Mode = Mode,
                ModificationTime = DateTimeOffset.UnixEpoch,
                DataStream = new MemoryStream(file.Content.ToArray()),
            });
        }
    }

    public override void Complete()
    {
        if (_tar is null)
            return;
        Close();
        DurableFile.Commit(DurableFile.TemporaryOf(_path), _path);
    }

    /// <summary>A file that is not whole goes.</summary>
    public override void Dispose()
    {
        if (_tar is not null)
        {
            Close();
            File.Delete(DurableFile.TemporaryOf(_path));
        }

        base.Dispose();
    }

    private void Close()
    {
        _tar!.Dispose();
        _tar = null;
    }

    private string PathOf(AssetRow row) => Path.Combine(Options.OutputDirectory, string.Create(
        CultureInfo.InvariantCulture, $"shard-{(row.AssetIndex - first) / (ulong)Options.TarAssets:D6}.tar"));
}
