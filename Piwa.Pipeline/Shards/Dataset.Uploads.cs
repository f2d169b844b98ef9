using System.Text.Json;
using Piwa.Kernels.Buffers;
using Piwa.Kernels.Recipes;
using Piwa.Pipeline.Encoding;

namespace Piwa.Pipeline.Shards;

/// <content>Where recipes come from: the campaign's preset, or what was uploaded.</content>
public sealed partial class Dataset
{
    /// <summary>The assets that were uploaded, in the order of their indices; none where the campaign is none of uploads.</summary>
    /// <exception cref="ManifestException">The file is damaged.</exception>
    public IReadOnlyList<UploadedAsset> ReadUploads() => ReadUploads(out _);

    /// <summary>The recipes of the data set's assets.</summary>
    /// <exception cref="ManifestException">What the data set says of its uploads is damaged.</exception>
    internal IRecipeSource CreateSource() => Campaign.IsOfUploads ? new UploadRecipes(this) : Campaign.CreateSource();

    /// <summary>The recipe of canonical bytes, with its mesh where that was uploaded.</summary>
    /// <exception cref="RecipeFormatException">The bytes are no recipe, or one of another generator version.</exception>
    /// <exception cref="ManifestException">The source of the mesh is missing or damaged.</exception>
    internal Recipe DecodeRecipe(ReadOnlySpan<byte> bytes)
    {
        Recipe recipe = RecipeCodec.Decode(bytes, Campaign.FindRig);
        if (recipe.Import is not { } import)
            return recipe;
        var hash = new ContentHash(import.Source.Span);
        return recipe with { Import = import with { Mesh = MeshSource.Read(SourcePathOf(hash), hash).Mesh } };
    }

    /// <summary>The file of a source.</summary>
    internal string SourcePathOf(ContentHash source) => Path.Combine(SourcesPath, $"{source}.mesh");

    /// <summary>The assets that were uploaded.</summary>
    /// <param name="tornBytes">Bytes of a torn last line.</param>
    /// <exception cref="ManifestException">The file is damaged.</exception>
    internal List<UploadedAsset> ReadUploads(out int tornBytes)
    {
        List<string> lines = CheckedLines.Read(UploadLogPath, out tornBytes);
        List<UploadedAsset> uploads = [];
        foreach (string line in lines)
        {
            string place = $"{UploadLogPath}, line {uploads.Count + 1}";
            UploadedAsset upload = Parse(line, DatasetJson.Default.UploadedAsset, place);
            if (upload.Asset != (ulong)uploads.Count)
                throw new ManifestException($"{place}: it is of asset {upload.Asset} where {uploads.Count} belongs.");
            uploads.Add(upload);
        }

        return uploads;
    }

    /// <summary>Keeps what an asset is made from, and then enters it.</summary>
    internal void Enter(UploadedAsset upload, MeshSource source)
    {
        Directory.CreateDirectory(SourcesPath);
        DirectorySync.Flush(DirectoryPath);
        DurableFile.Write(SourcePathOf(source.Hash), source.Content.Span);
        CheckedLines.Append(UploadLogPath, JsonSerializer.Serialize(upload, DatasetJson.Default.UploadedAsset));
    }
}
