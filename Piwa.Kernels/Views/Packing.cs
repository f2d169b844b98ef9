using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using Piwa.Kernels.Numerics;

namespace Piwa.Kernels.Views;

/// <summary>Lists of what a mask chooses: the host's, whose vectors become lists and back.</summary>
internal static unsafe class Packing<F, I, M>
    where F : unmanaged, IFloat<F, I, M>
    where I : unmanaged, IInt<F, I, M>
    where M : unmanaged, IMask<M>
{
    private const int WidestVector = 16;

    /// <summary>Appends the values whose mask is set. As many words as the width are written from <paramref name="target"/> on.</summary>
    /// <param name="target">Where the first one goes.</param>
    /// <param name="mask">Which.</param>
    /// <param name="value">The values.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Append(int* target, M mask, I value)
    {
        if (typeof(I) == typeof(IntX16) && Avx512F.IsSupported)
        {
            Avx512F.Compress(Vector512<int>.Zero, Unsafe.BitCast<M, Vector512<int>>(mask), Unsafe.BitCast<I, Vector512<int>>(value)).Store(target);
            return;
        }

        int* values = stackalloc int[WidestVector];
        I.Store(values, value);
        for (uint left = M.Bits(mask); left != 0; left &= left - 1)
            *target++ = values[BitOperations.TrailingZeroCount(left)];
    }

    /// <summary>Writes the lowest byte of each value.</summary>
    /// <param name="target">Where the first one goes.</param>
    /// <param name="value">The values.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreBytes(byte* target, I value)
    {
        if (typeof(I) == typeof(IntX16) && Avx512F.IsSupported)
        {
            Avx512F.ConvertToVector128Byte(Unsafe.BitCast<I, Vector512<int>>(value)).Store(target);
            return;
        }

        int* values = stackalloc int[WidestVector];
        I.Store(values, value);
        for (int i = 0; i < I.Width; i++)
            target[i] = (byte)values[i];
    }

    /// <summary>Reads as many bytes as the width.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static I LoadBytes(byte* source)
    {
        if (typeof(I) == typeof(IntX16) && Avx512F.IsSupported)
            return Unsafe.BitCast<Vector512<int>, I>(Avx512F.ConvertToVector512Int32(Vector128.Load(source)));

        int* values = stackalloc int[WidestVector];
        for (int i = 0; i < I.Width; i++)
            values[i] = source[i];
        return I.Load(values);
    }
}
