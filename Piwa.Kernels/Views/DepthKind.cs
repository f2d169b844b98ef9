namespace Piwa.Kernels.Views;

/// <summary>What a depth is.</summary>
public enum DepthKind
{
    /// <summary>Distance from the camera along its optical axis.</summary>
    Z = 0,

    /// <summary>Distance from the camera along the ray of the pixel. The same as <see cref="Z"/> for an orthographic camera.</summary>
    Ray = 1,
}
