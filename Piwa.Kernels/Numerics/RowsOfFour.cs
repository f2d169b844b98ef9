using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Piwa.Kernels.Numerics;

/// <summary>Four vectors as rows of four words, one for each of their elements, and back.</summary>
internal static unsafe class RowsOfFour
{
    /// <summary>Words of a row.</summary>
    public const int Length = 4;

    /// <summary>Words that the rows of the widest vectors take.</summary>
    public const int Words = Length * WidestVector;

    private const int WidestVector = 16;

    /// <summary>Where an element's row is: those of every fourth element lie side by side.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Place(int element) => ((element & (Length - 1)) * WidestVector) + (element & ~(Length - 1));

    /// <summary>Writes the rows of four vectors.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Write<F, I, M>(F a, F b, F c, F d, float* rows)
        where F : unmanaged, IFloat<F, I, M>
        where I : unmanaged, IInt<F, I, M>
        where M : unmanaged, IMask<M>
    {
        if (typeof(F) == typeof(FloatX16) && Avx512F.IsSupported)
        {
            Turn(Words512(a), Words512(b), Words512(c), Words512(d), out Vector512<int> r0, out Vector512<int> r1, out Vector512<int> r2, out Vector512<int> r3);
            r0.Store((int*)rows);
            r1.Store((int*)rows + WidestVector);
            r2.Store((int*)rows + (2 * WidestVector));
            r3.Store((int*)rows + (3 * WidestVector));
            return;
        }

        float* values = stackalloc float[Words];
        F.Store(values, a);
        F.Store(values + WidestVector, b);
        F.Store(values + (2 * WidestVector), c);
        F.Store(values + (3 * WidestVector), d);
        for (int i = 0; i < I.Width; i++)
        {
            for (int word = 0; word < Length; word++)
                rows[Place(i) + word] = values[(word * WidestVector) + i];
        }
    }

    /// <summary>Reads the rows of four vectors.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Read<F, I, M>(float* rows, out F a, out F b, out F c, out F d)
        where F : unmanaged, IFloat<F, I, M>
        where I : unmanaged, IInt<F, I, M>
        where M : unmanaged, IMask<M>
    {
        if (typeof(F) == typeof(FloatX16) && Avx512F.IsSupported)
        {
            Turn(
                Vector512.Load((int*)rows), Vector512.Load((int*)rows + WidestVector),
                Vector512.Load((int*)rows + (2 * WidestVector)), Vector512.Load((int*)rows + (3 * WidestVector)),
                out Vector512<int> w0, out Vector512<int> w1, out Vector512<int> w2, out Vector512<int> w3);
            a = Unsafe.BitCast<Vector512<int>, F>(w0);
            b = Unsafe.BitCast<Vector512<int>, F>(w1);
            c = Unsafe.BitCast<Vector512<int>, F>(w2);
            d = Unsafe.BitCast<Vector512<int>, F>(w3);
            return;
        }

        float* values = stackalloc float[Words];
        for (int i = 0; i < I.Width; i++)
        {
            for (int word = 0; word < Length; word++)
                values[(word * WidestVector) + i] = rows[Place(i) + word];
        }

        a = F.Load(values);
        b = F.Load(values + WidestVector);
        c = F.Load(values + (2 * WidestVector));
        d = F.Load(values + (3 * WidestVector));
    }

    /// <summary>Writes the rows of four arrays. Arrays and rows have room for whole vectors.</summary>
    [MethodImpl(Compiled.AtOnce)]
    public static void WriteAll(int* a, int* b, int* c, int* d, int count, int* rows)
    {
        const byte Lower = 0x44, Upper = 0xEE, Even = 0x88, Odd = 0xDD;
        for (int i = 0; i < count; i += WidestVector, rows += Words)
        {
            Turn(
                Vector512.Load(a + i), Vector512.Load(b + i), Vector512.Load(c + i), Vector512.Load(d + i),
                out Vector512<int> w0, out Vector512<int> w1, out Vector512<int> w2, out Vector512<int> w3);
            Vector512<int> lower01 = Avx512F.Shuffle4x128(w0, w1, Lower), lower23 = Avx512F.Shuffle4x128(w2, w3, Lower);
            Vector512<int> upper01 = Avx512F.Shuffle4x128(w0, w1, Upper), upper23 = Avx512F.Shuffle4x128(w2, w3, Upper);
            Avx512F.Shuffle4x128(lower01, lower23, Even).Store(rows);
            Avx512F.Shuffle4x128(lower01, lower23, Odd).Store(rows + WidestVector);
            Avx512F.Shuffle4x128(upper01, upper23, Even).Store(rows + (2 * WidestVector));
            Avx512F.Shuffle4x128(upper01, upper23, Odd).Store(rows + (3 * WidestVector));
        }
    }

    /// <summary>Four rows, those of every fourth one of sixteen elements.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<int> Load(int* rows, int first, int second, int third, int fourth) => Halves.Join(
        Vector256.Create(Row(rows, first), Row(rows, second)), Vector256.Create(Row(rows, third), Row(rows, fourth)));

    /// <summary>Turns each block of four by four words.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Turn(
        Vector512<int> r0, Vector512<int> r1, Vector512<int> r2, Vector512<int> r3,
        out Vector512<int> w0, out Vector512<int> w1, out Vector512<int> w2, out Vector512<int> w3)
    {
        Vector512<long> low01 = Avx512F.UnpackLow(r0, r1).AsInt64(), high01 = Avx512F.UnpackHigh(r0, r1).AsInt64();
        Vector512<long> low23 = Avx512F.UnpackLow(r2, r3).AsInt64(), high23 = Avx512F.UnpackHigh(r2, r3).AsInt64();
        w0 = Avx512F.UnpackLow(low01, low23).AsInt32();
        w1 = Avx512F.UnpackHigh(low01, low23).AsInt32();
        w2 = Avx512F.UnpackLow(high01, high23).AsInt32();
        w3 = Avx512F.UnpackHigh(high01, high23).AsInt32();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<int> Row(int* rows, int place) => Vector128.Load(rows + ((long)place * Length));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<int> Words512<F>(F value) where F : unmanaged => Unsafe.BitCast<F, Vector512<int>>(value);
}
