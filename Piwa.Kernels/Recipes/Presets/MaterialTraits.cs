namespace Piwa.Kernels.Recipes.Presets;

/// <summary>How a material family is drawn.</summary>
/// <param name="Hue">Its natural hue, in turns.</param>
/// <param name="HueSpread">How far its natural hue varies.</param>
/// <param name="Saturation">Its natural saturation; varies by half.</param>
/// <param name="Relief">Largest height of its relief in repeats, 0 for none.</param>
/// <param name="Frequency">Factor of its frequency: families with finer patterns inside have less.</param>
/// <param name="Metal">Whether it is metal by nature.</param>
internal readonly record struct MaterialTraits(float Hue, float HueSpread, float Saturation, float Relief, float Frequency, bool Metal = false)
{
    /// <summary>The traits of each family.</summary>
    public static MaterialTraits Of(MaterialFamily family) => family switch
    {
        MaterialFamily.Plain => new(0f, 0.5f, 0.5f, 0f, 1f),
        MaterialFamily.Checker => new(0f, 0.5f, 0.5f, 0f, 1f),
        MaterialFamily.Stripes => new(0f, 0.5f, 0.6f, 0f, 1f),
        MaterialFamily.Marble => new(0.08f, 0.2f, 0.15f, 0f, 0.8f),
        MaterialFamily.Wood => new(0.08f, 0.03f, 0.6f, 0.012f, 0.8f),
        MaterialFamily.Clouds => new(0.6f, 0.3f, 0.4f, 0.15f, 1f),
        MaterialFamily.Terrazzo => new(0.1f, 0.5f, 0.3f, 0.02f, 1f),
        MaterialFamily.Brick => new(0.03f, 0.03f, 0.6f, 0.02f, 0.9f),
        MaterialFamily.Tiles => new(0.5f, 0.5f, 0.4f, 0.012f, 1f),
        MaterialFamily.Foam => new(0.15f, 0.4f, 0.35f, 0.12f, 1.1f),
        MaterialFamily.Dots => new(0f, 0.5f, 0.6f, 0f, 1f),
        MaterialFamily.Gradient => new(0f, 0.5f, 0.6f, 0.02f, 0.8f),
        MaterialFamily.Rings => new(0f, 0.5f, 0.5f, 0f, 1f),
        MaterialFamily.Cracks => new(0.1f, 0.1f, 0.3f, 0.1f, 1f),
        MaterialFamily.Scales => new(0.35f, 0.15f, 0.5f, 0.15f, 0.9f),
        MaterialFamily.Camouflage => new(0.22f, 0.1f, 0.35f, 0f, 0.9f),
        MaterialFamily.Granite => new(0.05f, 0.3f, 0.12f, 0f, 0.8f),
        MaterialFamily.Concrete => new(0.1f, 0.05f, 0.08f, 0.08f, 0.9f),
        MaterialFamily.Rust => new(0.06f, 0.02f, 0.7f, 0.1f, 0.9f, Metal: true),
        MaterialFamily.Brushed => new(0.1f, 0.5f, 0.1f, 0.01f, 0.8f, Metal: true),
        MaterialFamily.Hammered => new(0.1f, 0.1f, 0.3f, 0.15f, 0.9f, Metal: true),
        MaterialFamily.Weave => new(0.1f, 0.3f, 0.4f, 0.12f, 1.2f),
        MaterialFamily.Plaid => new(0f, 0.5f, 0.6f, 0f, 1f),
        MaterialFamily.Zigzag => new(0f, 0.5f, 0.6f, 0f, 1f),
        MaterialFamily.Agate => new(0.05f, 0.4f, 0.5f, 0f, 0.5f),
        MaterialFamily.Rosettes => new(0.1f, 0.03f, 0.55f, 0f, 1f),
        MaterialFamily.Zebra => new(0.1f, 0.3f, 0.15f, 0.01f, 0.7f),
        MaterialFamily.FlakedPaint => new(0f, 0.5f, 0.6f, 0.03f, 0.9f),
        MaterialFamily.Leather => new(0.05f, 0.04f, 0.55f, 0.1f, 0.8f),
        MaterialFamily.PinkNoise => new(0f, 0.5f, 0.5f, 0.1f, 0.6f),
        MaterialFamily.Glyphs => new(0.1f, 0.3f, 0.3f, 0.02f, 1f),
        _ => new(0f, 0.5f, 0.5f, 0.012f, 0.8f),
    };
}
