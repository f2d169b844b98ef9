namespace Piwa.Kernels.Recipes;

/// <summary>
/// The pattern of a procedural material: a function of the place in the part's own frame, so that it has no seams. It mixes the
/// material's colours, and most have a relief.
/// </summary>
public enum MaterialFamily : byte
{
    /// <summary>The base colour alone.</summary>
    Plain = 0,

    /// <summary>Cubes of the two colours in turn.</summary>
    Checker = 1,

    /// <summary>Parallel bands, a little bent.</summary>
    Stripes = 2,

    /// <summary>Veins: bands bent by noise, with finer ones between.</summary>
    Marble = 3,

    /// <summary>Growth rings round the part's z axis, with fibres along it.</summary>
    Wood = 4,

    /// <summary>Clouds of fractal noise.</summary>
    Clouds = 5,

    /// <summary>Chips of random shades in a ground colour.</summary>
    Terrazzo = 6,

    /// <summary>Bricks with mortar between them.</summary>
    Brick = 7,

    /// <summary>Square tiles with joints.</summary>
    Tiles = 8,

    /// <summary>Foam cells: tiles of many sides, whichever way they are cut.</summary>
    Foam = 9,

    /// <summary>Dots.</summary>
    Dots = 10,

    /// <summary>A gradient along the part's z axis, with a grain.</summary>
    Gradient = 11,

    /// <summary>Concentric shells.</summary>
    Rings = 12,

    /// <summary>A net of dark cracks.</summary>
    Cracks = 13,

    /// <summary>Overlapping scales.</summary>
    Scales = 14,

    /// <summary>Camouflage of three colours.</summary>
    Camouflage = 15,

    /// <summary>Fine speckles of three colours.</summary>
    Granite = 16,

    /// <summary>Concrete: faint clouds and pores.</summary>
    Concrete = 17,

    /// <summary>Metal eaten by rust.</summary>
    Rust = 18,

    /// <summary>Brushed metal: streaks along one direction.</summary>
    Brushed = 19,

    /// <summary>Hammered metal: shallow bowls.</summary>
    Hammered = 20,

    /// <summary>Threads over and under each other.</summary>
    Weave = 21,

    /// <summary>Tartan: bands of several widths across each other.</summary>
    Plaid = 22,

    /// <summary>Zigzag bands.</summary>
    Zigzag = 23,

    /// <summary>Bands of many widths, bent by noise, as in agate.</summary>
    Agate = 24,

    /// <summary>A leopard's rosettes.</summary>
    Rosettes = 25,

    /// <summary>A zebra's stripes.</summary>
    Zebra = 26,

    /// <summary>Paint that flakes off what it covers.</summary>
    FlakedPaint = 27,

    /// <summary>Leather: a fine net of wrinkles.</summary>
    Leather = 28,

    /// <summary>Noise with as much power in each octave (1/f), as photographs have.</summary>
    PinkNoise = 29,

    /// <summary>Rows of glyphs of a script that nobody reads.</summary>
    Glyphs = 30,

    /// <summary>A mosaic of small square stones of random shades.</summary>
    Mosaic = 31,
}
