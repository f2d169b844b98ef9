namespace Piwa.Kernels.Recipes;

/// <summary>What a stream of random numbers decides. The numbers are part of every asset's identity: never reuse or renumber.</summary>
public enum RandomField
{
    /// <summary>How many parts, which kinds, what joins them.</summary>
    Structure = 1,

    /// <summary>Size and place of a part.</summary>
    Part = 2,

    /// <summary>Heights of one side of a displaced part.</summary>
    HeightField = 3,

    /// <summary>Parts that are cut away.</summary>
    Cutter = 4,

    /// <summary>Colours that the materials of an asset share.</summary>
    Palette = 5,

    /// <summary>Material of a part.</summary>
    Material = 6,

    /// <summary>Sky and lights.</summary>
    Lighting = 7,

    /// <summary>Cameras.</summary>
    Camera = 8,

    /// <summary>Shape parameters, and the tables of primitives that have a key.</summary>
    Shape = 9,

    /// <summary>Wires: cages and lattices.</summary>
    Wire = 10,

    /// <summary>Where a part is attached.</summary>
    Placement = 11,

    /// <summary>Groups of parts: symmetry and repetition.</summary>
    Group = 12,

    /// <summary>Sample points of shape labels; the item is the sample set.</summary>
    Labels = 13,
}
