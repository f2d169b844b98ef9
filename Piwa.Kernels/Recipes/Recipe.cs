using System.Text.Json.Serialization;

namespace Piwa.Kernels.Recipes;

/// <summary>
/// The deterministic description of one asset: a small program of constructive solid geometry with materials, light and cameras.
/// The same recipe gives the same bytes on every accelerator.
/// </summary>
public sealed record Recipe
{
    /// <summary>Most parts a recipe can have.</summary>
    public const int MaxPartCount = 64;

    /// <summary>Where the recipe was sampled, or null for a recipe written by hand or imported.</summary>
    public RecipeOrigin? Origin { get; init; }

    /// <summary>The mesh where it is imported, or null where the parts make it. There is no JSON of it.</summary>
    [JsonIgnore]
    public MeshImport? Import { get; init; }

    /// <summary>
    /// The parts in the order in which they are joined; 1 to <see cref="MaxPartCount"/>. Of an imported mesh a part is what has one material,
    /// and only that counts.
    /// </summary>
    public required IReadOnlyList<Part> Parts { get; init; }

    /// <summary>Sky and lights.</summary>
    public required Lighting Lighting { get; init; }

    /// <summary>The cameras, one for each view; at least one.</summary>
    public required IReadOnlyList<Camera> Cameras { get; init; }
}
