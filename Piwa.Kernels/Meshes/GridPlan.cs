namespace Piwa.Kernels.Meshes;

/// <summary>What a grid covers, in unit space, and how many cells it has along the longest side.</summary>
internal readonly record struct GridPlan(PartBounds.Box Box, int Resolution);
