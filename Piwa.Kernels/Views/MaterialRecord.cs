using System.Runtime.InteropServices;
using Piwa.Kernels.Recipes;

namespace Piwa.Kernels.Views;

/// <summary>A part's material as the kernels read it.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct MaterialRecord
{
    /// <summary>A <see cref="MaterialFamily"/>.</summary>
    public int Family;

    public int Seed;
    public float BaseR, BaseG, BaseB;
    public float SecondR, SecondG, SecondB;
    public float Frequency;
    public float Metallic;
    public float Roughness, SecondRoughness;

    public static MaterialRecord Create(Material material) => new()
    {
        Family = (int)material.Family,
        Seed = (int)material.Seed,
        BaseR = material.BaseColor.X,
        BaseG = material.BaseColor.Y,
        BaseB = material.BaseColor.Z,
        SecondR = material.SecondColor.X,
        SecondG = material.SecondColor.Y,
        SecondB = material.SecondColor.Z,
        Frequency = material.Frequency,
        Metallic = material.Metallic,
        Roughness = material.Roughness,
        SecondRoughness = material.SecondRoughness,
    };
}
