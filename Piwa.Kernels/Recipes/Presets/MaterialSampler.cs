using System.Numerics;
using Piwa.Kernels.Numerics;

namespace Piwa.Kernels.Recipes.Presets;

/// <summary>
/// Draws the materials of an asset. An asset has a palette of two hues and draws its parts' colours round them, so that its parts
/// belong together.
/// </summary>
internal readonly struct MaterialSampler
{
    private const float MetalProbability = 0.25f;
    private const float PlainProbability = 0.15f;

    private readonly ulong _campaignSeed;
    private readonly ulong _assetIndex;
    private readonly float _firstHue;
    private readonly float _secondHue;

    public MaterialSampler(ulong campaignSeed, ulong assetIndex)
    {
        _campaignSeed = campaignSeed;
        _assetIndex = assetIndex;
        var random = new RandomStream(_campaignSeed, _assetIndex, RandomField.Palette);
        _firstHue = random.NextUnit();
        _secondHue = _firstHue + random.NextRange(0.25f, 0.75f);
    }

    /// <summary>The material of the part at that place in the recipe.</summary>
    public Material Sample(int part)
    {
        var random = new RandomStream(_campaignSeed, _assetIndex, RandomField.Material, part);
        bool metal = random.NextChance(MetalProbability);
        bool plain = random.NextChance(PlainProbability);
        int families = Enum.GetValues<MaterialFamily>().Length;
        var pattern = (MaterialFamily)(1 + random.NextInt(families - 1));
        float hue = (random.NextChance(0.5f) ? _firstHue : _secondHue) + random.NextRange(-0.06f, 0.06f);
        float otherHue = (random.NextChance(0.5f) ? _firstHue : _secondHue) + random.NextRange(-0.06f, 0.06f);
        float roughness = (random.NextUnit() + random.NextUnit()) * 0.5f;
        return new Material
        {
            Family = plain ? MaterialFamily.Plain : pattern,
            Seed = random.NextBits(),
            BaseColor = Color(hue, random.NextRange(0.1f, 0.85f), random.NextRange(0.35f, 0.95f)),
            SecondColor = Color(otherHue, random.NextRange(0.1f, 0.85f), random.NextRange(0.1f, 0.7f)),
            Frequency = LogUniform(ref random, 1.5f, 9f),
            Metallic = metal ? 1f : 0f,
            Roughness = Clamp(roughness),
            SecondRoughness = Clamp(roughness + random.NextRange(-0.3f, 0.3f)),
        };
    }

    private static float Clamp(float roughness) => MathF.Min(MathF.Max(roughness, 0.08f), 1f);

    private static float LogUniform(ref RandomStream random, float low, float high) =>
        low * Elementary<FloatX1, IntX1, MaskX1>.Pow(high / low, random.NextUnit()).Value;

    /// <summary>Hue (turns), saturation and value to linear RGB, with a gamma of 2 for the display's.</summary>
    private static Vector3 Color(float hue, float saturation, float value)
    {
        Vector3 rgb = new(Channel(hue + (1f / 3f)), Channel(hue), Channel(hue - (1f / 3f)));
        rgb = (Vector3.One + ((rgb - Vector3.One) * saturation)) * value;
        return rgb * rgb;
    }

    /// <summary>A trapezoid over the turn of hues: the green channel, the others a third of a turn beside it.</summary>
    private static float Channel(float hue)
    {
        float turn = hue - MathF.Floor(hue);
        float distance = MathF.Abs((turn * 6f) - 2f);
        return MathF.Min(MathF.Max(2f - MathF.Min(distance, 6f - distance), 0f), 1f);
    }
}
