using System.IO.Compression;
using Piwa.Pipeline.Cameras;
using Piwa.Pipeline.Shards;

namespace Piwa.Pipeline.Packaging;

/// <summary><see cref="ExportFormat.Objaverse"/>.</summary>
internal sealed class ObjaverseTarget(Campaign campaign, DatasetExportOptions options)
    : FolderTarget(campaign, options, CameraDialect.WorldToCameraNpy)
{
    private const string ZipFolder = "renders";
    private const string ZipExtension = ".zip";

    private static readonly DateTimeOffset ZipEpoch = new(1980, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>The list that Zero123's loader reads; zip files are listed by their directory.</summary>
    public override void WriteIndex()
    {
        if (!Options.Zip)
            DurableFile.Write(PathOf("valid_paths.json"), System.Text.Encoding.UTF8.GetBytes($"[{string.Join(",\n", Objects("").Select(name => $"\"{name}\""))}]\n"));
    }

    protected override IReadOnlyList<string> Folders(AssetRow row) =>
        [Options.Zip ? Path.Combine(ZipFolder, Key(row) + ZipExtension) : Key(row)];

    protected override void Commit(string temporary, string path)
    {
        if (!Options.Zip)
        {
            base.Commit(temporary, path);
            return;
        }

        string packed = temporary + ".partial", key = Path.GetFileNameWithoutExtension(path);
        using (var archive = new ZipArchive(File.Create(packed), ZipArchiveMode.Create))
        {
            foreach (string file in Directory.EnumerateFiles(temporary).Order(StringComparer.Ordinal))
            {
                ZipArchiveEntry entry = archive.CreateEntry($"{key}/{Path.GetFileName(file)}", CompressionLevel.NoCompression);
                entry.LastWriteTime = ZipEpoch;
                using Stream target = entry.Open();
                target.Write(File.ReadAllBytes(file));
            }
        }

        File.Move(packed, path, overwrite: true);
        Directory.Delete(temporary, recursive: true);
    }
}
