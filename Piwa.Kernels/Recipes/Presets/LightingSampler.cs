using System.Numerics;

namespace Piwa.Kernels.Recipes.Presets;

/// <summary>
/// Draws sky and lights by the budget rule of TRELLIS.2's renders (microsoft/TRELLIS.2, <c>data_toolkit</c>): one to three lights take
/// shares of a budget of 1.5, each the square root of a uniform number times what is left, and what they leave becomes sky; so no asset
/// comes out black or burnt. Directions lean upward; distances and sizes are drawn as there and make the lights' angles.
/// </summary>
/// <remarks>Ours: the sky has a gradient and tints, and never less than <see cref="LeastSky"/>.</remarks>
internal static class LightingSampler
{
    private const float Budget = 1.5f;
    private const float Upward = 0.6f;
    private const float MinShare = 0.01f;

    /// <summary>Irradiance of a light that takes one unit of the budget.</summary>
    private const float LightScale = 2.6f;

    /// <summary>Radiance of the sky that one unit of the budget gives.</summary>
    private const float SkyScale = 0.42f;

    private const float LeastSky = 0.3f;
    private const float SkyTint = 0.12f;
    private const float LightTint = 0.15f;

    /// <param name="campaignSeed">Seed of the campaign.</param>
    /// <param name="assetIndex">Index of the asset.</param>
    /// <param name="variant">Which of its lightings; 0 for its own.</param>
    public static Lighting Sample(ulong campaignSeed, ulong assetIndex, int variant)
    {
        var random = new RandomStream(campaignSeed, assetIndex, RandomField.Lighting, 0, variant);
        float budget = Budget;
        var lights = new Light[1 + random.NextInt(Lighting.MaxLightCount)];
        for (int i = 0; i < lights.Length; i++)
        {
            float strength = MathF.Sqrt(random.NextRange(MinShare, 1f)) * budget;
            budget -= strength;
            lights[i] = SampleLight(ref random, strength);
        }

        float radiance = MathF.Max(SkyScale * budget, LeastSky) * random.NextRange(0.85f, 1.15f);
        return new Lighting { Sky = SampleSky(ref random, Tint(ref random, SkyTint) * radiance), Lights = lights };
    }

    private static Light SampleLight(ref RandomStream random, float strength)
    {
        const float MinSize = 0.1f, MaxSizeShare = 0.1f, LeastAngle = 0.01f;
        Vector3 direction = new(random.NextNormal(), random.NextNormal(), random.NextNormal() + Upward);
        float length = Geometry.Length(direction);
        direction = length > 1e-3f ? Geometry.Normalize(direction) : Vector3.UnitZ;
        float distance = 1f / random.NextRange(0.01f, 0.1f);
        float size = random.NextRange(MinSize, MaxSizeShare * distance);
        return new Light(direction, Tint(ref random, LightTint) * (LightScale * strength), MathF.Max(LeastAngle, size / distance));
    }

    private static Vector3[] SampleSky(ref RandomStream random, Vector3 mean)
    {
        const float Constant = 3.5449077f; // 2 sqrt(pi): a uniform radiance of 1 has this L00
        const float Linear = 0.4f;
        const float Quadratic = 0.12f;
        var sky = new Vector3[Lighting.SkyCoefficientCount];
        sky[0] = mean * Constant;
        for (int i = 1; i < sky.Length; i++)
        {
            float share = i < 4 ? Linear : Quadratic;
            sky[i] = mean * (share * random.NextRange(-1f, 1f));
        }

        sky[2] = mean * (Linear * random.NextRange(0.3f, 1.8f)); // L10: brighter above
        return sky;
    }

    private static Vector3 Tint(ref RandomStream random, float spread) => random.NextVector(1f - spread, 1f + spread);
}
