using System.Numerics;

namespace Piwa.Kernels.Buffers;

/// <summary>The map from recipe units to the world frame, in which the asset's box is centred and its longest side is 1.</summary>
/// <param name="Centre">Centre of the asset's box, in recipe units.</param>
/// <param name="Scale">World units per recipe unit.</param>
public readonly record struct AssetPlacement(Vector3 Centre, float Scale)
{
    /// <summary>Where a point of the recipe lies in the world: (point - <see cref="Centre"/>) * <see cref="Scale"/>.</summary>
    public Vector3 ToWorld(Vector3 point) => (point - Centre) * Scale;
}
