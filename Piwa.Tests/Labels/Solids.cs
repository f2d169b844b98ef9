using System.Numerics;

namespace Piwa.Tests.Labels;

/// <summary>Small meshes by hand.</summary>
internal static class Solids
{
    public static readonly ushort[] TetrahedronTriangles = [0, 2, 1, 0, 1, 3, 0, 3, 2, 1, 2, 3];

    /// <summary>Half extents of <see cref="Box"/>, in the world frame.</summary>
    public static readonly Vector3 BoxHalf = new Vector3(65535f, 32767f, 16383f) / 131070f;

    /// <summary>A box along the axes of about 4 : 2 : 1, centred; its vertices count through x, y, z.</summary>
    public static readonly ushort[] Box =
    [
        0, 16384, 24576, 65535, 16384, 24576, 0, 49151, 24576, 65535, 49151, 24576,
        0, 16384, 40959, 65535, 16384, 40959, 0, 49151, 40959, 65535, 49151, 40959,
    ];

    public static readonly ushort[] BoxTriangles =
    [
        0, 2, 1, 1, 2, 3, 4, 5, 6, 5, 7, 6, 0, 1, 4, 1, 5, 4, 2, 6, 3, 3, 6, 7, 0, 4, 2, 2, 4, 6, 1, 3, 5, 3, 7, 5,
    ];

    /// <summary>A corner at (x, y, z) and three more, a step of <paramref name="size"/> along each axis.</summary>
    public static ushort[] Tetrahedron(int x, int y, int z, int size) =>
    [
        (ushort)x, (ushort)y, (ushort)z, (ushort)(x + size), (ushort)y, (ushort)z,
        (ushort)x, (ushort)(y + size), (ushort)z, (ushort)x, (ushort)y, (ushort)(z + size),
    ];
}
