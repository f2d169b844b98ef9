using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Piwa.Kernels.Numerics;

namespace Piwa.Kernels.Views;

/// <summary>What drawing needs of a view's vertices, as <see cref="RowsOfFour"/>: places on the screen, nearness and light.</summary>
internal static unsafe class VertexRows
{
    private const int CornersOfTriangle = 3;

    /// <summary>Writes the rows of all vertices. Some behind the last one are written, too.</summary>
    [MethodImpl(Compiled.AtOnce)]
    public static void Write(in ViewWork work) =>
        RowsOfFour.WriteAll(work.ScreenX, work.ScreenY, (int*)work.Nearness, work.VertexLights, work.VertexCount, work.VertexRows);

    /// <summary>Reads one corner of sixteen triangles.</summary>
    /// <param name="rows">The rows of the vertices.</param>
    /// <param name="corners">The first triangle's corner; the others are a triangle apart.</param>
    /// <param name="x">Receives places on the screen.</param>
    /// <param name="y">Receives places on the screen.</param>
    /// <param name="nearness">Receives nearness.</param>
    /// <param name="light">Receives light.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Read<F, I>(int* rows, ushort* corners, out I x, out I y, out F nearness, out I light) where F : unmanaged where I : unmanaged
    {
        RowsOfFour.Turn(
            EveryFourth(rows, corners), EveryFourth(rows, corners + CornersOfTriangle),
            EveryFourth(rows, corners + (2 * CornersOfTriangle)), EveryFourth(rows, corners + (3 * CornersOfTriangle)),
            out Vector512<int> w0, out Vector512<int> w1, out Vector512<int> w2, out Vector512<int> w3);
        x = Unsafe.BitCast<Vector512<int>, I>(w0);
        y = Unsafe.BitCast<Vector512<int>, I>(w1);
        nearness = Unsafe.BitCast<Vector512<int>, F>(w2);
        light = Unsafe.BitCast<Vector512<int>, I>(w3);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<int> EveryFourth(int* rows, ushort* corners) => RowsOfFour.Load(
        rows, corners[0], corners[4 * CornersOfTriangle], corners[8 * CornersOfTriangle], corners[12 * CornersOfTriangle]);
}
