namespace Piwa.Kernels.Meshes;

/// <summary>A grid edge in one word: the corner where it starts, its axis, and whether that corner is inside.</summary>
internal static class EdgeCode
{
    public const int CoordinateMask = 0xFF;
    public const int ShiftY = 8;
    public const int ShiftZ = 16;
    public const int ShiftAxis = 24;
    public const int AxisMask = 3;
    public const int ShiftInside = 26;

    public static int Pack(int x, int y, int z, int axis, int startsInside) =>
        x | (y << ShiftY) | (z << ShiftZ) | (axis << ShiftAxis) | (startsInside << ShiftInside);
}

/// <summary>A vertex in one word: its cell, as in <see cref="EdgeCode"/>, and its patch in the place of the axis.</summary>
internal static class VertexCode
{
    public static int Pack(int x, int y, int z, int patch) =>
        x | (y << EdgeCode.ShiftY) | (z << EdgeCode.ShiftZ) | (patch << EdgeCode.ShiftAxis);
}

/// <summary>The quads of the edges that start at a corner: the first one's index, and a bit for each axis whose edge has one.</summary>
internal static class CornerQuad
{
    public const int ShiftFirst = 3;

    public static int Pack(int first, int crossings) => (first << ShiftFirst) | crossings;
}
