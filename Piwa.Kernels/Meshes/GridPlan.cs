namespace Piwa.Kernels.Meshes;

/// <summary>What a grid covers, in unit space, and how many cells it has along the longest side.</summary>
/// <param name="Box">What it covers.</param>
/// <param name="Resolution">Cells along the longest side.</param>
/// <param name="Least">Cells that the thinnest bar or wall asks for.</param>
internal readonly record struct GridPlan(PartBounds.Box Box, int Resolution, int Least);
