using Piwa.Kernels.Meshes;
using Piwa.Kernels.Recipes;
using Piwa.Pipeline.Encoding;

namespace Piwa.Pipeline.Importing;

/// <summary>A file's mesh in the one form that all files of the same content come to.</summary>
/// <param name="Mesh">The mesh.</param>
/// <param name="Materials">The materials by part.</param>
/// <param name="Images">Hashes of the images that the materials are made from, ascending.</param>
/// <param name="Notes">What of the file is not in it, and what was changed; a sentence each.</param>
internal sealed record NormalizedMesh(
    ImportedMesh Mesh, IReadOnlyList<Material> Materials, IReadOnlyList<ContentHash> Images, IReadOnlyList<string> Notes);
