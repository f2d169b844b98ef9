namespace Piwa.Kernels.Recipes;

/// <summary>The pattern of a procedural material, evaluated in the part's own frame, so that it has no seams.</summary>
public enum MaterialFamily
{
    /// <summary>The base colour alone.</summary>
    Plain = 0,

    /// <summary>Cubes of the two colours in turn.</summary>
    Checker = 1,

    /// <summary>Parallel bands.</summary>
    Stripes = 2,

    /// <summary>Veins: bands bent by noise.</summary>
    Marble = 3,

    /// <summary>Growth rings round the part's z axis.</summary>
    Wood = 4,

    /// <summary>Clouds of fractal noise.</summary>
    Noise = 5,

    /// <summary>Chips of random shades in a ground colour (Worley cells).</summary>
    Terrazzo = 6,

    /// <summary>Bricks with mortar.</summary>
    Brick = 7,
}
