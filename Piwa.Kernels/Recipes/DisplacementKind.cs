namespace Piwa.Kernels.Recipes;

/// <summary>The relief of a displaced surface.</summary>
public enum DisplacementKind
{
    /// <summary>
    /// As in Zeroverse: on each of the six sides of the part a grid of 5 x 5 random heights that fades to zero at the side's border,
    /// interpolated bicubically. Six amplitudes: +x, -x, +y, -y, +z, -z.
    /// </summary>
    HeightField = 0,

    /// <summary>Rolling hills: fractal noise.</summary>
    Fractal = 1,

    /// <summary>Sharp crests.</summary>
    Ridges = 2,

    /// <summary>Pebbles: a dome over each random point.</summary>
    Pebbles = 3,

    /// <summary>Courses of bricks with joints cut in.</summary>
    Bricks = 4,

    /// <summary>Plates with cracks between them.</summary>
    Cracks = 5,

    /// <summary>Waves round the part's z axis and along it.</summary>
    Ripples = 6,
}
