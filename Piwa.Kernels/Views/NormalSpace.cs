namespace Piwa.Kernels.Views;

/// <summary>The frame of a normal.</summary>
public enum NormalSpace
{
    /// <summary>The world's: right-handed, z up.</summary>
    World = 0,

    /// <summary>The camera's, as in OpenCV: x right, y down, z forward.</summary>
    Camera = 1,
}
