using Piwa.Kernels.Recipes;

namespace Piwa.Pipeline.Importing;

/// <summary>A material of a file.</summary>
/// <param name="Material">What is drawn of it.</param>
/// <param name="IsDoubleSided">Whether its triangles show from both sides.</param>
/// <param name="Images">The images that it is made from, as they are in the file.</param>
internal sealed record SourceMaterial(Material Material, bool IsDoubleSided, IReadOnlyList<ReadOnlyMemory<byte>> Images);
