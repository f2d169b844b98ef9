using Piwa.Kernels.Meshes;

namespace Piwa.Kernels.Recipes;

/// <summary>The mesh of a recipe that names one instead of making it.</summary>
public sealed record MeshImport
{
    /// <summary>Bytes of a hash.</summary>
    public const int HashBytes = 32;

    /// <summary>Most images that the materials can have been made from.</summary>
    public const int MaxImageCount = 255;

    /// <summary>BLAKE3 of the source, in which mesh and materials are.</summary>
    public required ReadOnlyMemory<byte> Source { get; init; }

    /// <summary>
    /// BLAKE3 of each image of the materials as it came, ascending. Nothing is drawn from them; they tell apart what differs in its textures.
    /// </summary>
    public IReadOnlyList<ReadOnlyMemory<byte>> Images { get; init; } = [];

    /// <summary>The mesh, or null where it was not fetched: a recipe's bytes only name it.</summary>
    public ImportedMesh? Mesh { get; init; }
}
