namespace Piwa.Tests.Labels;

/// <summary>Small meshes by hand.</summary>
internal static class Solids
{
    public static readonly ushort[] TetrahedronTriangles = [0, 2, 1, 0, 1, 3, 0, 3, 2, 1, 2, 3];

    /// <summary>A corner at (x, y, z) and three more, a step of <paramref name="size"/> along each axis.</summary>
    public static ushort[] Tetrahedron(int x, int y, int z, int size) =>
    [
        (ushort)x, (ushort)y, (ushort)z, (ushort)(x + size), (ushort)y, (ushort)z,
        (ushort)x, (ushort)(y + size), (ushort)z, (ushort)x, (ushort)y, (ushort)(z + size),
    ];
}
