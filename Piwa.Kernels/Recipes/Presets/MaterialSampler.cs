using System.Numerics;

namespace Piwa.Kernels.Recipes.Presets;

/// <summary>
/// Draws the materials of an asset. An asset has a palette of two hues and draws its parts' colours round them, so that its parts
/// belong together; half of the materials have the colours of their own nature instead.
/// </summary>
/// <remarks>
/// Metallic is 0 or 1 for nine in ten, as in the world (MaterialMVP#10: what is between teaches models to guess the middle). Roughness is
/// Beta(2, 2) for eight in ten; one in ten is all but a mirror (MegaSynth's specular scenes), one in ten uniform.
/// </remarks>
internal readonly struct MaterialSampler
{
    private const float PlainProbability = 0.06f;
    private const float NaturalProbability = 0.5f;
    private const float BetweenProbability = 0.1f;
    private const float MetalProbability = 0.22f;
    private const float MinFrequency = 0.9f;
    private const float MaxFrequency = 5f;

    private static readonly int Families = Enum.GetValues<MaterialFamily>().Length;

    private readonly ulong _campaignSeed;
    private readonly ulong _assetIndex;
    private readonly int _variant;
    private readonly float _firstHue;
    private readonly float _secondHue;

    /// <param name="campaignSeed">Seed of the campaign.</param>
    /// <param name="assetIndex">Index of the asset.</param>
    /// <param name="variant">Which of its sets of materials; 0 for its own.</param>
    public MaterialSampler(ulong campaignSeed, ulong assetIndex, int variant)
    {
        _campaignSeed = campaignSeed;
        _assetIndex = assetIndex;
        _variant = variant;
        var random = new RandomStream(_campaignSeed, _assetIndex, RandomField.Palette, 0, _variant);
        _firstHue = random.NextUnit();
        _secondHue = _firstHue + random.NextRange(0.25f, 0.75f);
    }

    /// <summary>The material of the part at that place in the recipe.</summary>
    public Material Sample(int part)
    {
        var random = new RandomStream(_campaignSeed, _assetIndex, RandomField.Material, part, _variant);
        bool plain = random.NextChance(PlainProbability);
        MaterialFamily family = plain ? MaterialFamily.Plain : (MaterialFamily)(1 + random.NextInt(Families - 1));
        MaterialTraits traits = MaterialTraits.Of(family);
        bool natural = random.NextChance(NaturalProbability);
        float metallic = SampleMetallic(ref random, traits);
        float roughness = SampleRoughness(ref random);
        float secondRoughness = Clamp(roughness + random.NextRange(-0.3f, 0.3f));
        bool onlyFirst = family is MaterialFamily.Rust or MaterialFamily.FlakedPaint;
        return new Material
        {
            Family = family,
            Seed = random.NextBits(),
            BaseColor = natural ? Natural(ref random, traits, 0.4f, 0.9f) : Palette(ref random, 0.35f, 0.95f),
            SecondColor = natural ? Natural(ref random, traits, 0.08f, 0.6f) : Palette(ref random, 0.1f, 0.75f),
            AccentColor = natural ? Natural(ref random, traits, 0.05f, 0.95f) : Palette(ref random, 0.05f, 0.95f),
            Frequency = traits.Frequency * random.NextLogRange(MinFrequency, MaxFrequency),
            Metallic = family == MaterialFamily.FlakedPaint ? 0f : metallic,
            SecondMetallic = family == MaterialFamily.FlakedPaint ? metallic : onlyFirst ? 0f : metallic,
            Roughness = roughness,
            SecondRoughness = family == MaterialFamily.Rust ? MathF.Max(secondRoughness, 0.7f) : secondRoughness,
            Relief = traits.Relief * random.NextRange(0.3f, 1f),
        };
    }

    private static float SampleMetallic(ref RandomStream random, MaterialTraits traits)
    {
        bool between = random.NextChance(BetweenProbability), metal = random.NextChance(MetalProbability);
        float share = random.NextUnit();
        return traits.Metal ? 1f : between ? share : metal ? 1f : 0f;
    }

    private static float SampleRoughness(ref RandomStream random)
    {
        float kind = random.NextUnit(), beta = random.NextBeta22(), uniform = random.NextUnit();
        return Clamp(kind < 0.8f ? beta : kind < 0.9f ? uniform * 0.05f : uniform);
    }

    /// <summary>A colour of the asset's palette.</summary>
    private Vector3 Palette(ref RandomStream random, float minValue, float maxValue)
    {
        float hue = (random.NextChance(0.5f) ? _firstHue : _secondHue) + random.NextRange(-0.06f, 0.06f);
        return Color(hue, random.NextRange(0.05f, 0.85f), random.NextRange(minValue, maxValue));
    }

    /// <summary>A colour of the family's nature.</summary>
    private static Vector3 Natural(ref RandomStream random, MaterialTraits traits, float minValue, float maxValue)
    {
        float hue = traits.Hue + (traits.HueSpread * random.NextRange(-1f, 1f));
        return Color(hue, traits.Saturation * random.NextRange(0.5f, 1.5f), random.NextRange(minValue, maxValue));
    }

    private static float Clamp(float share) => MathF.Min(MathF.Max(share, 0f), 1f);

    /// <summary>Hue (turns), saturation and value to linear RGB, with a gamma of 2 for the display's.</summary>
    private static Vector3 Color(float hue, float saturation, float value)
    {
        Vector3 rgb = new(Channel(hue + (1f / 3f)), Channel(hue), Channel(hue - (1f / 3f)));
        rgb = (Vector3.One + ((rgb - Vector3.One) * Clamp(saturation))) * value;
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
