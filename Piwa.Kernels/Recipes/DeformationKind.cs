namespace Piwa.Kernels.Recipes;

/// <summary>How a part's shape is bent out of its own frame. Lengths are shares of the part's half extents.</summary>
public enum DeformationKind
{
    /// <summary>Turns the cross-section round z, by <see cref="Deformation.Amount"/> radians over the whole height.</summary>
    Twist = 0,

    /// <summary>Scales the cross-section from 1 at the bottom to <see cref="Deformation.Amount"/> at the top, 0.1 to 2.</summary>
    Taper = 1,

    /// <summary>Bends the z axis towards x to an arc of <see cref="Deformation.Amount"/> radians, -2 to 2.</summary>
    Bend = 2,

    /// <summary>Moves the cross-section along x by <see cref="Deformation.Amount"/> times its height, -1 to 1.</summary>
    Shear = 3,

    /// <summary>
    /// Moves the cross-section along x as a wave: <see cref="Deformation.Amount"/> of the shorter half extent across high,
    /// <see cref="Deformation.Frequency"/> periods over the height.
    /// </summary>
    Wave = 4,

    /// <summary>
    /// Moves every point by noise: up to <see cref="Deformation.Amount"/> of the shortest half extent, <see cref="Deformation.Frequency"/>
    /// cells across that extent.
    /// </summary>
    Warp = 5,
}
