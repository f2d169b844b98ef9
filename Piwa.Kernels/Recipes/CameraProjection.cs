namespace Piwa.Kernels.Recipes;

/// <summary>How a camera projects.</summary>
public enum CameraProjection
{
    /// <summary>A pinhole.</summary>
    Perspective = 0,

    /// <summary>Parallel rays.</summary>
    Orthographic = 1,
}
