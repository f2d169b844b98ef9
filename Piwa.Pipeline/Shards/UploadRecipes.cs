using Piwa.Kernels.Buffers;
using Piwa.Kernels.Recipes;

namespace Piwa.Pipeline.Shards;

/// <summary>The recipes of a data set of uploads: each is made from a source that lies in it.</summary>
/// <remarks>Thread-safe: what was uploaded when this was opened is what there is.</remarks>
internal sealed class UploadRecipes : IRecipeSource
{
    private readonly Dataset _dataset;
    private readonly CameraRig _rig;
    private readonly List<UploadedAsset> _uploads;

    /// <param name="dataset">The data set.</param>
    /// <exception cref="ManifestException">What it says of its uploads is damaged.</exception>
    public UploadRecipes(Dataset dataset)
    {
        _dataset = dataset;
        _rig = dataset.Campaign.FindRig(dataset.Campaign.Rig);
        _uploads = dataset.ReadUploads(out _);
    }

    /// <inheritdoc/>
    /// <exception cref="ManifestException">There is no such upload, or its source is missing or damaged.</exception>
    public Recipe Create(ulong assetIndex)
    {
        if (assetIndex >= (ulong)_uploads.Count)
            throw new ManifestException($"{_dataset.UploadLogPath}: it has {_uploads.Count} uploads, and so no asset {assetIndex}.");
        UploadedAsset upload = _uploads[(int)assetIndex];
        return Create(MeshSource.Read(_dataset.SourcePathOf(upload.Source), upload.Source), _rig, _dataset.Campaign.Seed);
    }

    /// <summary>The recipe of a source.</summary>
    /// <exception cref="ManifestException">Its materials cannot be drawn.</exception>
    public static Recipe Create(MeshSource source, CameraRig rig, ulong seed)
    {
        try
        {
            return ImportedRecipe.Create(
                new MeshImport { Source = source.Hash.Bytes.ToArray(), Images = source.Images, Mesh = source.Mesh }, source.Materials, rig, seed);
        }
        catch (RecipeFormatException fault)
        {
            throw new ManifestException($"The source {source.Hash}: {fault.Message}", fault);
        }
    }
}
