using System.Numerics;

namespace Piwa.Kernels.Recipes;

/// <summary>Checks recipes that were not sampled: everything the kernels rely on.</summary>
internal static class RecipeValidator
{
    /// <summary>Largest coordinate or length, and the reciprocal of the smallest: keeps the arithmetic far from overflow.</summary>
    private const float LargestLength = 1e4f;

    /// <summary>Largest ratio of a part's half extents.</summary>
    private const float LargestAspect = 1000f;

    private const float UnitTolerance = 1e-3f;
    private const float LargestRadiance = 1e3f;
    private const float LargestFrequency = 1e3f;
    private const int MaxFaults = 20;

    /// <exception cref="RecipeFormatException">The recipe has faults; the message lists them.</exception>
    public static void Validate(Recipe recipe)
    {
        var faults = new List<string>();
        if (recipe.Parts.Count is < 1 or > Recipe.MaxPartCount)
            faults.Add($"A recipe has 1 to {Recipe.MaxPartCount} parts, not {recipe.Parts.Count}.");
        for (int i = 0; i < recipe.Parts.Count && faults.Count < MaxFaults; i++)
            CheckPart(recipe.Parts[i], new Place("parts", i), i == 0, faults);
        if (recipe.Import is { } import)
            CheckImport(import, faults);
        CheckLighting(recipe.Lighting, faults);
        if (recipe.Cameras.Count is < 1 or > Devices.LaneOptions.MaxViewCount)
            faults.Add($"A recipe has 1 to {Devices.LaneOptions.MaxViewCount} cameras, not {recipe.Cameras.Count}.");
        for (int i = 0; i < recipe.Cameras.Count && faults.Count < MaxFaults; i++)
            CheckCamera(recipe.Cameras[i], new Place("cameras", i), faults);
        if (faults.Count > 0)
            throw new RecipeFormatException(string.Join(" ", faults));
    }

    private static void CheckImport(MeshImport import, List<string> faults)
    {
        if (import.Source.Length != MeshImport.HashBytes)
            faults.Add($"import.source must have {MeshImport.HashBytes} bytes, not {import.Source.Length}.");
        if (import.Images.Count > MeshImport.MaxImageCount)
            faults.Add($"import.images has at most {MeshImport.MaxImageCount} hashes, not {import.Images.Count}.");
        for (int i = 0; i < import.Images.Count && faults.Count < MaxFaults; i++)
        {
            if (import.Images[i].Length != MeshImport.HashBytes)
                faults.Add($"import.images[{i}] must have {MeshImport.HashBytes} bytes, not {import.Images[i].Length}.");
            else if (i > 0 && import.Images[i - 1].Span.SequenceCompareTo(import.Images[i].Span) >= 0)
                faults.Add($"import.images[{i}] must come after the one before it.");
        }
    }

    private static void CheckPart(Part part, Place name, bool first, List<string> faults)
    {
        if (!Enum.IsDefined(part.Primitive))
            faults.Add($"{name}.primitive {(int)part.Primitive} is unknown.");
        if (!Enum.IsDefined(part.Operation))
            faults.Add($"{name}.operation {(int)part.Operation} is unknown.");
        if (first && part.Operation != PartOperation.Union)
            faults.Add($"{name}.operation must be union: there is nothing before it to cut.");

        Vector3 half = part.HalfExtents;
        if (!Within(half, 1f / LargestLength, LargestLength))
            faults.Add($"{name}.halfExtents must each be {1f / LargestLength} to {LargestLength}, not {half}.");
        else if (Geometry.Largest(half) > LargestAspect * Geometry.Smallest(half))
            faults.Add($"{name}.halfExtents may differ by a factor of at most {LargestAspect}.");
        if (!Within(part.Translation, -LargestLength, LargestLength))
            faults.Add($"{name}.translation must be within {LargestLength} of the origin, not {part.Translation}.");
        Quaternion q = part.Rotation;
        float norm = (q.X * q.X) + (q.Y * q.Y) + (q.Z * q.Z) + (q.W * q.W);
        if (!(MathF.Abs(norm - 1f) < UnitTolerance))
            faults.Add($"{name}.rotation must be a unit quaternion; its squared length is {norm}.");

        CheckShape(part, name, faults);
        if (part.Primitive == PrimitiveKind.Formula != part.Formula is not null)
            faults.Add($"{name}.formula: a {nameof(PrimitiveKind.Formula)} has one, and no other primitive.");
        if (!Within(part.SmoothRadius, 0f, LargestLength))
            faults.Add($"{name}.smoothRadius must be 0 to {LargestLength}, not {part.SmoothRadius}.");
        if (!Within(part.ShellThickness, 0f, LargestLength))
            faults.Add($"{name}.shellThickness must be 0 to {LargestLength}, not {part.ShellThickness}.");
        if (part.Deformations.Count > Deformation.MaxCount)
            faults.Add($"{name}.deformations has at most {Deformation.MaxCount}, not {part.Deformations.Count}.");
        for (int i = 0; i < Math.Min(part.Deformations.Count, Deformation.MaxCount); i++)
            CheckDeformation(part.Deformations[i], name, faults);
        if (part.Displacement is { } displacement)
            CheckDisplacement(displacement, Geometry.Smallest(half), name, faults);
        CheckMaterial(part.Material, name with { Member = ".material" }, faults);
    }

    private static void CheckShape(Part part, Place name, List<string> faults)
    {
        const string Letters = "xyzw";
        if (!Enum.IsDefined(part.Primitive))
            return;

        for (int i = 0; i < Letters.Length; i++)
        {
            ShapeRange range = ShapeRange.Of(part.Primitive, i);
            if (!range.Holds(part.Shape[i]))
                faults.Add($"{name}.shape.{Letters[i]} of a {part.Primitive} must be {range}, not {part.Shape[i]}.");
        }
    }

    private static void CheckDeformation(Deformation deformation, Place name, List<string> faults)
    {
        const float MostFrequency = 8f;
        (float low, float high) = deformation.Kind switch
        {
            DeformationKind.Twist => (-2f * MathF.PI, 2f * MathF.PI),
            DeformationKind.Taper => (0.1f, 2f),
            DeformationKind.Bend => (-2f, 2f),
            DeformationKind.Shear => (-1f, 1f),
            DeformationKind.Wave or DeformationKind.Warp => (-1f, 1f),
            _ => (1f, 0f),
        };
        if (low > high)
            faults.Add($"{name}: deformation {(int)deformation.Kind} is unknown.");
        else if (!Within(deformation.Amount, low, high))
            faults.Add($"{name}: amount of a {deformation.Kind} must be {low} to {high}, not {deformation.Amount}.");
        if (!Within(deformation.Frequency, 0f, MostFrequency))
            faults.Add($"{name}: frequency of a deformation must be 0 to {MostFrequency}, not {deformation.Frequency}.");
    }

    private static void CheckDisplacement(Displacement displacement, float smallest, Place name, List<string> faults)
    {
        if (!Enum.IsDefined(displacement.Kind))
            faults.Add($"{name}.displacement.kind {(int)displacement.Kind} is unknown.");
        else if (displacement.Amplitudes.Count != Displacement.AmplitudeCount(displacement.Kind))
            faults.Add($"{name}.displacement.amplitudes of a {displacement.Kind} has {Displacement.AmplitudeCount(displacement.Kind)} values, not {displacement.Amplitudes.Count}.");
        else if (displacement.Amplitudes.Any(amplitude => !Within(amplitude, 0f, smallest)))
            faults.Add($"{name}.displacement.amplitudes must each be 0 to the smallest half extent ({smallest}).");
        if (!Within(displacement.Frequency, 0f, LargestFrequency))
            faults.Add($"{name}.displacement.frequency must be 0 to {LargestFrequency}, not {displacement.Frequency}.");
    }

    private static void CheckMaterial(Material material, Place name, List<string> faults)
    {
        if (!Enum.IsDefined(material.Family))
            faults.Add($"{name}.family {(int)material.Family} is unknown.");
        if (!Within(material.BaseColor, 0f, 1f) || !Within(material.SecondColor, 0f, 1f) || !Within(material.AccentColor, 0f, 1f))
            faults.Add($"{name}: colours must be 0 to 1.");
        if (!Within(material.Frequency, 0f, LargestFrequency))
            faults.Add($"{name}.frequency must be 0 to {LargestFrequency}, not {material.Frequency}.");
        if (!Within(material.Metallic, 0f, 1f) || !Within(material.SecondMetallic, 0f, 1f)
            || !Within(material.Roughness, 0f, 1f) || !Within(material.SecondRoughness, 0f, 1f))
        {
            faults.Add($"{name}: metallic and roughness must be 0 to 1.");
        }

        if (!Within(material.Relief, 0f, 1f))
            faults.Add($"{name}.relief must be 0 to 1, not {material.Relief}.");
    }

    private static void CheckLighting(Lighting lighting, List<string> faults)
    {
        if (lighting.Sky.Count != Lighting.SkyCoefficientCount)
            faults.Add($"lighting.sky has {Lighting.SkyCoefficientCount} coefficients, not {lighting.Sky.Count}.");
        if (lighting.Sky.Any(coefficient => !Within(coefficient, -LargestRadiance, LargestRadiance)))
            faults.Add($"lighting.sky must be within {LargestRadiance}.");
        if (lighting.Lights.Count > Lighting.MaxLightCount)
            faults.Add($"lighting.lights has at most {Lighting.MaxLightCount} lights, not {lighting.Lights.Count}.");
        for (int i = 0; i < Math.Min(lighting.Lights.Count, Lighting.MaxLightCount); i++)
        {
            Light light = lighting.Lights[i];
            if (!IsUnit(light.Direction))
                faults.Add($"A light's direction must be a unit vector, not {light.Direction}.");
            if (!Within(light.Irradiance, 0f, LargestRadiance))
                faults.Add($"A light's irradiance must be 0 to {LargestRadiance}, not {light.Irradiance}.");
            if (!Within(light.Size, 0.01f, 0.5f))
                faults.Add($"A light's size must be 0.01 to 0.5, not {light.Size}.");
        }
    }

    /// <summary>Adds a sentence for each fault of a camera, which <paramref name="name"/> names.</summary>
    public static void CheckCamera(Camera camera, Place name, List<string> faults)
    {
        const float NearestEye = 0.9f; // outside of the asset's bounding sphere, so that nothing stands behind the camera
        const float FarthestEye = 100f;
        float distance = Geometry.Length(camera.Position);
        if (!Within(distance, NearestEye, FarthestEye))
            faults.Add($"{name}.position must be {NearestEye} to {FarthestEye} from the origin, not {distance}.");
        if (!IsUnit(camera.Right) || !IsUnit(camera.Down) || !IsUnit(camera.Forward))
            faults.Add($"{name}: right, down and forward must be unit vectors.");
        else if (!IsRightHanded(camera))
            faults.Add($"{name}: right, down and forward must be perpendicular and right-handed.");
        else if (Within(distance, NearestEye, FarthestEye) && !(-Geometry.Dot(camera.Position, camera.Forward) > Camera.AssetRadius))
            faults.Add($"{name} must have the whole asset before it: the origin is {-Geometry.Dot(camera.Position, camera.Forward)} along its axis, not more than {Camera.AssetRadius}.");
        if (!Enum.IsDefined(camera.Projection))
            faults.Add($"{name}.projection {(int)camera.Projection} is unknown.");
        if (!Within(camera.FocalLength, 0.1f, 100f))
            faults.Add($"{name}.focalLength must be 0.1 to 100, not {camera.FocalLength}.");
        if (!(camera.Near > 0f) || !(camera.Far > camera.Near) || !float.IsFinite(camera.Far))
            faults.Add($"{name}: near ({camera.Near}) must be positive and far ({camera.Far}) beyond it.");
    }

    private static bool IsRightHanded(Camera camera) =>
        Geometry.Length(Geometry.Cross(camera.Right, camera.Down) - camera.Forward) < UnitTolerance;

    private static bool IsUnit(Vector3 v) => MathF.Abs(Geometry.Dot(v, v) - 1f) < UnitTolerance;

    /// <summary>Where a fault is: written only where there is one.</summary>
    /// <param name="Name">Its name, or that of the list that it is in.</param>
    /// <param name="Index">Its number in that list.</param>
    /// <param name="Member">What of it, behind a point.</param>
    internal readonly record struct Place(string Name, int? Index = null, string Member = "")
    {
        public override string ToString() => Index is { } index ? $"{Name}[{index}]{Member}" : Name;
    }

    /// <summary>False for NaN.</summary>
    private static bool Within(float value, float low, float high) => value >= low && value <= high;

    private static bool Within(Vector3 v, float low, float high) => Within(v.X, low, high) && Within(v.Y, low, high) && Within(v.Z, low, high);
}
