using System.Globalization;
using Piwa.Kernels.Views;
using Piwa.Pipeline.Cameras;
using Piwa.Pipeline.Shards;

namespace Piwa.Pipeline.Packaging;

/// <summary>Exports of a folder for each object.</summary>
internal abstract class FolderTarget(Campaign campaign, DatasetExportOptions options, CameraDialect dialect) : ExportTarget(options)
{
    private const string MetadataFile = "metadata.json";

    public sealed override CameraDialect? Dialect => dialect;

    protected Campaign Campaign => campaign;

    public override bool Holds(AssetRow row) => Folders(row).All(folder => Path.Exists(PathOf(folder)));

    public override IReadOnlyList<ExportFile> Files(AssetRow row)
    {
        List<ExportFile> files = [AssetJson.File(MetadataFile, row, campaign, withCameras: false)];
        for (int view = 0; view < row.ViewCount; view++)
            files.Add(Picture(string.Create(CultureInfo.InvariantCulture, $"{view:D3}.png"), row, ViewChannels.Color, view));
        return files;
    }

    public sealed override void Write(AssetRow row, IReadOnlyList<ExportFile> files)
    {
        foreach (string folder in Folders(row).Where(folder => !Path.Exists(PathOf(folder))))
        {
            string path = PathOf(folder), temporary = DurableFile.TemporaryOf(path);
            if (Directory.Exists(temporary))
                Directory.Delete(temporary, recursive: true);
            Directory.CreateDirectory(temporary);
            foreach (ExportFile file in files.Where(file => Belongs(file, folder)))
                File.WriteAllBytes(Path.Combine(temporary, file.Name), file.Content.Span);
            CameraFiles.Write(dialect, RowCameras.Of(row), temporary);
            Commit(temporary, path);
        }
    }

    /// <summary>The object's folders, below the export's directory.</summary>
    protected abstract IReadOnlyList<string> Folders(AssetRow row);

    /// <summary>Whether a file of the object lies in a folder of it.</summary>
    protected virtual bool Belongs(ExportFile file, string folder) => true;

    /// <summary>Gives a finished folder its final name.</summary>
    protected virtual void Commit(string temporary, string path) => Directory.Move(temporary, path);

    /// <summary>Names of the finished objects in a folder of the export, sorted.</summary>
    protected IReadOnlyList<string> Objects(string folder)
    {
        string path = PathOf(folder);
        return !Directory.Exists(path) ? [] :
        [
            .. Directory.EnumerateDirectories(path).Select(entry => Path.GetFileName(entry))
                .Where(name => !name.StartsWith(DurableFile.TemporaryPrefix, StringComparison.Ordinal)).Order(StringComparer.Ordinal),
        ];
    }

    protected string PathOf(string folder) => Path.Combine(Options.OutputDirectory, folder);
}
