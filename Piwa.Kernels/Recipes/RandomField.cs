namespace Piwa.Kernels.Recipes;

/// <summary>What a stream of random numbers decides. The numbers are part of every asset's identity: never reuse or renumber.</summary>
internal enum RandomField
{
    Structure = 1,
    Part = 2,
    HeightField = 3,
    Cutter = 4,
    Palette = 5,
    Material = 6,
    Lighting = 7,
    Camera = 8,
    Shape = 9,
    Wire = 10,
    Placement = 11,
    Group = 12,
}
