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
    public float AccentR, AccentG, AccentB;

    /// <summary>Repeats per unit of unit space.</summary>
    public float Frequency;

    public float Metallic, SecondMetallic;
    public float Roughness, SecondRoughness;
    public float Relief;

    /// <param name="material">The material.</param>
    /// <param name="scale">Unit space = recipe space times this.</param>
    public static MaterialRecord Create(Material material, float scale) => new()
    {
        Family = (int)material.Family,
        Seed = (int)material.Seed,
        BaseR = material.BaseColor.X,
        BaseG = material.BaseColor.Y,
        BaseB = material.BaseColor.Z,
        SecondR = material.SecondColor.X,
        SecondG = material.SecondColor.Y,
        SecondB = material.SecondColor.Z,
        AccentR = material.AccentColor.X,
        AccentG = material.AccentColor.Y,
        AccentB = material.AccentColor.Z,
        Frequency = material.Frequency / scale,
        Metallic = material.Metallic,
        SecondMetallic = material.SecondMetallic,
        Roughness = material.Roughness,
        SecondRoughness = material.SecondRoughness,
        Relief = material.Relief,
    };
}
