using System.Numerics;
using System.Text.Json.Serialization;

namespace Piwa.Kernels.Recipes;

/// <summary>
/// One primitive of a recipe with its place, its displacement and its material. Lengths are in recipe units, which the mesh
/// stage scales so that the finished asset's longest side is 1.
/// </summary>
/// <remarks>
/// A value, so that a recipe's parts lie in one array and placing one copies no object. <c>default</c> is no part: it has no extent.
/// </remarks>
public readonly record struct Part
{
    /// <summary>A cube of plain material at the origin, two units long.</summary>
    public Part()
    {
    }

    /// <summary>The shape.</summary>
    public PrimitiveKind Primitive { get; init; }

    /// <summary>How the part joins the parts before it. The first part's is always <see cref="PartOperation.Union"/>.</summary>
    public PartOperation Operation { get; init; }

    /// <summary>Half extents along the part's own axes, in recipe units; all positive.</summary>
    [JsonRequired]
    public Vector3 HalfExtents { get; init; } = Vector3.One;

    /// <summary>Shape parameters; see <see cref="PrimitiveKind"/>.</summary>
    public Vector4 Shape { get; init; }

    /// <summary>The shape of a <see cref="PrimitiveKind.Formula"/>, else null.</summary>
    public Formula? Formula { get; init; }

    /// <summary>Rotation from the part's frame into the recipe's; a unit quaternion.</summary>
    [JsonRequired]
    public Quaternion Rotation { get; init; } = Quaternion.Identity;

    /// <summary>The part's centre, in recipe units.</summary>
    public Vector3 Translation { get; init; }

    /// <summary>Width of the smooth transition to the parts before, in recipe units; 0 = a sharp edge.</summary>
    public float SmoothRadius { get; init; }

    /// <summary>
    /// When positive, everything made so far, this part included, is hollowed out to a wall of this thickness, in recipe units.
    /// </summary>
    public float ShellThickness { get; init; }

    /// <summary>Deformations in the order in which they are made; at most <see cref="Deformation.MaxCount"/>.</summary>
    [JsonRequired]
    public IReadOnlyList<Deformation> Deformations
    {
        get => field ?? [];
        init;
    }

    /// <summary>Displacement, or null for a smooth surface.</summary>
    public Displacement? Displacement { get; init; }

    /// <summary>The material.</summary>
    [JsonRequired]
    public Material Material { get; init; } = new();
}
