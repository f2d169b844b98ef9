using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using Piwa.Kernels.Numerics;

namespace Piwa.Kernels.Views;

/// <summary>
/// What shading needs of the triangles that face the camera, side by side: a row of sixteen words, a cache line, for each. Sixteen rows are read
/// and turned into sixteen vectors, in place of as many gathers.
/// </summary>
internal static unsafe class TriangleRows
{
    /// <summary>Words of a row.</summary>
    public const int Length = 16;

    /// <summary>Whether vectors of that kind use rows: they have as many elements as a row.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool AreUsedBy<I>() => typeof(I) == typeof(IntX16) && Avx512F.IsSupported;

    /// <summary>Turns sixteen rows into as many columns, or columns into rows.</summary>
    /// <param name="rows">Where rows are.</param>
    /// <param name="places">Which ones: their places among the rows.</param>
    /// <param name="columns">Receives [16, 16]: the first words of all rows, then the second ones.</param>
    [MethodImpl(Compiled.AtOnce)]
    public static void Turn(int* rows, int* places, int* columns)
    {
        // A row of four blocks of four: blocks are turned first, four rows at a time, then the blocks themselves.
        Pairs(rows, places, 0, out Vector512<int> a0, out Vector512<int> a1, out Vector512<int> a2, out Vector512<int> a3);
        Pairs(rows, places, 4, out Vector512<int> b0, out Vector512<int> b1, out Vector512<int> b2, out Vector512<int> b3);
        Pairs(rows, places, 8, out Vector512<int> c0, out Vector512<int> c1, out Vector512<int> c2, out Vector512<int> c3);
        Pairs(rows, places, 12, out Vector512<int> d0, out Vector512<int> d1, out Vector512<int> d2, out Vector512<int> d3);
        Store(a0, b0, c0, d0, columns);
        Store(a1, b1, c1, d1, columns + Length);
        Store(a2, b2, c2, d2, columns + (2 * Length));
        Store(a3, b3, c3, d3, columns + (3 * Length));
    }

    /// <summary>The first, second and third words of sixteen triples that lie one after the other.</summary>
    /// <returns>Whether vectors of that kind use rows; else nothing is read.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool Triples<I>(int* source, out I first, out I second, out I third) where I : unmanaged =>
        Triples(
            AreUsedBy<I>() ? Vector512.Load(source) : default,
            AreUsedBy<I>() ? Vector512.Load(source + Length) : default,
            AreUsedBy<I>() ? Vector512.Load(source + (2 * Length)) : default,
            out first, out second, out third);

    /// <inheritdoc cref="Triples{I}(int*, out I, out I, out I)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool Triples<I>(ushort* source, out I first, out I second, out I third) where I : unmanaged =>
        Triples(
            AreUsedBy<I>() ? Avx512F.ConvertToVector512Int32(Vector256.Load(source)) : default,
            AreUsedBy<I>() ? Avx512F.ConvertToVector512Int32(Vector256.Load(source + Length)) : default,
            AreUsedBy<I>() ? Avx512F.ConvertToVector512Int32(Vector256.Load(source + (2 * Length))) : default,
            out first, out second, out third);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool Triples<I>(Vector512<int> a, Vector512<int> b, Vector512<int> c, out I first, out I second, out I third) where I : unmanaged
    {
        first = default;
        second = default;
        third = default;
        if (!AreUsedBy<I>())
            return false;

        Vector512<int> places = Vector512<int>.Indices * 3;
        first = Triple<I>(a, b, c, places);
        second = Triple<I>(a, b, c, places + Vector512<int>.One);
        third = Triple<I>(a, b, c, places + Vector512.Create(2));
        return true;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static I Triple<I>(Vector512<int> a, Vector512<int> b, Vector512<int> c, Vector512<int> places) where I : unmanaged
    {
        // Words of a and b are chosen by five bits of a place, words of c by four.
        Vector512<int> early = Avx512F.PermuteVar16x32x2(a, places, b), late = Avx512F.PermuteVar16x32(c, places);
        return Unsafe.BitCast<Vector512<int>, I>(Vector512.ConditionalSelect(Vector512.LessThan(places, Vector512.Create(2 * Length)), early, late));
    }

    /// <summary>Four rows, each block of four by four turned.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Pairs(
        int* rows, int* places, int first, out Vector512<int> w0, out Vector512<int> w1, out Vector512<int> w2, out Vector512<int> w3)
    {
        Vector512<int> r0 = Row(rows, places[first]), r1 = Row(rows, places[first + 1]);
        Vector512<int> r2 = Row(rows, places[first + 2]), r3 = Row(rows, places[first + 3]);
        RowsOfFour.Turn(r0, r1, r2, r3, out w0, out w1, out w2, out w3);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<int> Row(int* rows, int place) => Vector512.Load(rows + ((long)place * Length));

    /// <summary>Stores the columns of one place in each block: every fourth one.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(Vector512<int> a, Vector512<int> b, Vector512<int> c, Vector512<int> d, int* columns)
    {
        const byte Even = 0x88, Odd = 0xDD;
        Vector512<int> evenAb = Avx512F.Shuffle4x128(a, b, Even), oddAb = Avx512F.Shuffle4x128(a, b, Odd);
        Vector512<int> evenCd = Avx512F.Shuffle4x128(c, d, Even), oddCd = Avx512F.Shuffle4x128(c, d, Odd);
        Avx512F.Shuffle4x128(evenAb, evenCd, Even).Store(columns);
        Avx512F.Shuffle4x128(oddAb, oddCd, Even).Store(columns + (4 * Length));
        Avx512F.Shuffle4x128(evenAb, evenCd, Odd).Store(columns + (8 * Length));
        Avx512F.Shuffle4x128(oddAb, oddCd, Odd).Store(columns + (12 * Length));
    }
}
