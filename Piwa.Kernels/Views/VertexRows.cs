using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using Piwa.Kernels.Numerics;

namespace Piwa.Kernels.Views;

/// <summary>
/// What drawing needs of a view's vertices, side by side: a row of four words for each, its place on the screen, its nearness and its light. A corner of
/// sixteen triangles is sixteen reads and a transposition, in place of four gathers.
/// </summary>
internal static unsafe class VertexRows
{
    private const int CornersOfTriangle = 3, Width = 16;

    /// <summary>Writes the rows of all vertices. Some behind the last one are written, too.</summary>
    [MethodImpl(Compiled.AtOnce)]
    public static void Write(in ViewWork work)
    {
        for (int vertex = 0; vertex < work.VertexCount; vertex += Width)
        {
            RowsOfFour.Turn(
                Vector512.Load(work.ScreenX + vertex), Vector512.Load(work.ScreenY + vertex),
                Vector512.Load((int*)work.Nearness + vertex), Vector512.Load(work.VertexLights + vertex),
                out Vector512<int> a, out Vector512<int> b, out Vector512<int> c, out Vector512<int> d);
            const byte Lower = 0x44, Upper = 0xEE, Even = 0x88, Odd = 0xDD;
            Vector512<int> lowerAb = Avx512F.Shuffle4x128(a, b, Lower), lowerCd = Avx512F.Shuffle4x128(c, d, Lower);
            Vector512<int> upperAb = Avx512F.Shuffle4x128(a, b, Upper), upperCd = Avx512F.Shuffle4x128(c, d, Upper);
            int* rows = work.VertexRows + (vertex * RowsOfFour.Length);
            Avx512F.Shuffle4x128(lowerAb, lowerCd, Even).Store(rows);
            Avx512F.Shuffle4x128(lowerAb, lowerCd, Odd).Store(rows + Width);
            Avx512F.Shuffle4x128(upperAb, upperCd, Even).Store(rows + (2 * Width));
            Avx512F.Shuffle4x128(upperAb, upperCd, Odd).Store(rows + (3 * Width));
        }
    }

    /// <summary>Reads one corner of sixteen triangles.</summary>
    /// <param name="rows">The rows of the vertices.</param>
    /// <param name="corners">The first triangle's corner; the others are a triangle apart.</param>
    /// <param name="x">Receives places on the screen.</param>
    /// <param name="y">Receives places on the screen.</param>
    /// <param name="nearness">Receives bits of nearness.</param>
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
    private static Vector512<int> EveryFourth(int* rows, ushort* corners) => Halves.Join(
        Vector256.Create(Row(rows, corners[0]), Row(rows, corners[4 * CornersOfTriangle])),
        Vector256.Create(Row(rows, corners[8 * CornersOfTriangle]), Row(rows, corners[12 * CornersOfTriangle])));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<int> Row(int* rows, int vertex) => Vector128.Load(rows + (vertex * RowsOfFour.Length));
}
