using System.Numerics;

namespace Piwa.Kernels.Recipes.Presets;

/// <summary>Draws sky and lights: a soft sky that is brighter above, and one to three distant lights that share a budget.</summary>
internal static class LightingSampler
{
    /// <summary>Irradiance that the lights share, so that no asset comes out black or burnt.</summary>
    private const float LightBudget = 2.6f;

    private const float MinSky = 0.35f;
    private const float MaxSky = 0.6f;

    public static Lighting Sample(ulong campaignSeed, ulong assetIndex)
    {
        var random = new RandomStream(campaignSeed, assetIndex, RandomField.Lighting);
        Vector3 tint = Tint(ref random, 0.12f);
        float radiance = random.NextRange(MinSky, MaxSky);
        return new Lighting
        {
            Sky = SampleSky(ref random, tint * radiance),
            Lights = SampleLights(ref random),
        };
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

        sky[2] = mean * (Linear * random.NextRange(0.5f, 2.5f)); // L10: brighter above
        return sky;
    }

    private static Light[] SampleLights(ref RandomStream random)
    {
        const float Upward = 0.6f; // lights stand above the horizon more often than below
        int count = 1 + random.NextInt(Lighting.MaxLightCount);
        Span<float> shares = stackalloc float[Lighting.MaxLightCount];
        float total = 0f;
        for (int i = 0; i < count; i++)
            total += shares[i] = random.NextRange(0.25f, 1f);

        var lights = new Light[count];
        for (int i = 0; i < count; i++)
        {
            Vector3 direction = random.NextDirection();
            direction = Geometry.Normalize(direction with { Z = direction.Z + Upward });
            lights[i] = new Light(direction, Tint(ref random, 0.15f) * (LightBudget * shares[i] / total));
        }

        return lights;
    }

    private static Vector3 Tint(ref RandomStream random, float spread) => random.NextVector(1f - spread, 1f + spread);
}
