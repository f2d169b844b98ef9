namespace Piwa.Kernels.Recipes;

/// <summary>The generator's identity.</summary>
public static class Generator
{
    /// <summary>
    /// Version of everything that decides an asset's bytes: presets, distance fields, meshing, materials, shading. The same recipe
    /// gives the same bytes within a version; a change of bytes is a new version.
    /// </summary>
    public const int Version = 3;
}
