namespace Piwa.Kernels.Meshes;

/// <summary>The map from the world frame, in which the asset is normalised, back to unit space: offset + world * scale.</summary>
internal readonly record struct WorldFrame(float OffsetX, float OffsetY, float OffsetZ, float Scale)
{
    public static WorldFrame Create(in GridRecord grid, in MeshHeader header) => new(
        grid.OriginX + (grid.Spacing * ((header.LowX + header.HighX) * 0.5f)),
        grid.OriginY + (grid.Spacing * ((header.LowY + header.HighY) * 0.5f)),
        grid.OriginZ + (grid.Spacing * ((header.LowZ + header.HighZ) * 0.5f)),
        header.Extent * grid.Spacing);
}
