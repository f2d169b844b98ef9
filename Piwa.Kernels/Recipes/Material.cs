using System.Numerics;
using System.Text.Json.Serialization;

namespace Piwa.Kernels.Recipes;

/// <summary>
/// A procedural, physically based material (metallic-roughness, as in glTF). Colours are linear Rec. 709, 0 to 1. Where the pattern
/// shows its first colour, the first values hold; where it shows its second, the second ones.
/// </summary>
public readonly record struct Material
{
    /// <summary>Plain grey, half rough, no metal.</summary>
    public Material()
    {
    }

    /// <summary>The pattern that mixes the colours.</summary>
    public MaterialFamily Family { get; init; }

    /// <summary>Key of the pattern's randomness.</summary>
    public uint Seed { get; init; }

    /// <summary>First colour of the pattern.</summary>
    [JsonRequired]
    public Vector3 BaseColor { get; init; } = new(0.8f);

    /// <summary>Second colour of the pattern.</summary>
    [JsonRequired]
    public Vector3 SecondColor { get; init; } = new(0.2f);

    /// <summary>Third colour: accents such as joints, specks, finer veins.</summary>
    [JsonRequired]
    public Vector3 AccentColor { get; init; } = new(0.5f);

    /// <summary>Pattern repeats per recipe unit.</summary>
    [JsonRequired]
    public float Frequency { get; init; } = 4f;

    /// <summary>0 = dielectric, 1 = metal.</summary>
    public float Metallic { get; init; }

    /// <inheritdoc cref="Metallic"/>
    public float SecondMetallic { get; init; }

    /// <summary>Perceptual roughness, 0 (mirror) to 1.</summary>
    [JsonRequired]
    public float Roughness { get; init; } = 0.5f;

    /// <inheritdoc cref="Roughness"/>
    [JsonRequired]
    public float SecondRoughness { get; init; } = 0.5f;

    /// <summary>Height of the pattern's relief in repeats, 0 for none: it turns the normals that shading sees, not the surface.</summary>
    public float Relief { get; init; }
}
