using System.Numerics;
using System.Runtime.InteropServices;
using Piwa.Kernels.Recipes;

namespace Piwa.Kernels.Views;

/// <summary>A distant light as the kernels read it.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct LightRecord
{
    public float X, Y, Z;
    public float R, G, B;

    /// <summary>Sine of the half angle under which the light is seen.</summary>
    public float Size;

    public static LightRecord Create(Light light) => new()
    {
        X = light.Direction.X,
        Y = light.Direction.Y,
        Z = light.Direction.Z,
        R = light.Irradiance.X,
        G = light.Irradiance.Y,
        B = light.Irradiance.Z,
        Size = light.Size,
    };
}

/// <summary>One spherical-harmonics coefficient of the sky, RGB.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct SkyRecord
{
    public float R, G, B;

    public static SkyRecord Create(Vector3 coefficient) => new() { R = coefficient.X, G = coefficient.Y, B = coefficient.Z };
}
