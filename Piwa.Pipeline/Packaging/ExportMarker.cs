using System.Text.Json;
using Piwa.Pipeline.Encoding;
using Piwa.Pipeline.Shards;

namespace Piwa.Pipeline.Packaging;

/// <summary>What an export's directory says of itself, in <c>piwa-export.json</c>: by it another run goes on, and a foreign directory is known.</summary>
/// <param name="Format">The form.</param>
/// <param name="Campaign">BLAKE3 of the campaign's file.</param>
/// <param name="Options">Whatever else decides the bytes of its files.</param>
internal sealed record ExportMarker(ExportFormat Format, ContentHash Campaign, string Options)
{
    public const string FileName = "piwa-export.json";

    /// <summary>Makes the directory this export's, or checks that it is.</summary>
    /// <exception cref="ArgumentException">The directory holds something else.</exception>
    public static void Claim(Dataset dataset, DatasetExportOptions options, ulong first, ulong end)
    {
        string directory = options.OutputDirectory, path = Path.Combine(directory, FileName);
        byte[] content = JsonSerializer.SerializeToUtf8Bytes(
            new ExportMarker(options.Format, dataset.CampaignHash, Describe(options, first, end)), PackagingJson.Default.ExportMarker);
        if (File.Exists(path))
        {
            if (!File.ReadAllBytes(path).AsSpan().SequenceEqual(content))
            {
                throw new ArgumentException(
                    $"'{directory}' holds another export: {File.ReadAllText(path)}. Give the same options to continue it, or another directory.");
            }

            return;
        }

        if (Directory.Exists(directory) && Directory.EnumerateFileSystemEntries(directory).Any())
            throw new ArgumentException($"'{directory}' is not empty, and no export of Piwa. Give another directory.");
        Directory.CreateDirectory(directory);
        DurableFile.Write(path, content);
    }

    /// <summary>Objects stand for themselves; a tar file depends on the range that it is cut from.</summary>
    private static string Describe(DatasetExportOptions options, ulong first, ulong end) => options.Format switch
    {
        ExportFormat.WebDataset =>
            $"background {options.Background}, {(options.IncludeGlb ? "with" : "without")} meshes, assets {first} to {end - 1}, {options.TarAssets} in a file",
        ExportFormat.Objaverse => options.Zip ? "zip" : "folders",
        _ => $"background {options.Background}",
    };
}
