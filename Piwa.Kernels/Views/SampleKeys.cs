using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Piwa.Kernels.Numerics;

namespace Piwa.Kernels.Views;

/// <summary>
/// Samples of a tile as the host's rasteriser keeps them: nearness above, the complement of the mark below, in 64 bits, so that the larger one stays.
/// A vector of samples is two of keys: those of even samples, then those of odd ones.
/// </summary>
/// <remarks>Of two triangles at the same depth the one with the lower index stays, whichever comes first. Positive floats are ordered as their bits are.</remarks>
internal static unsafe class SampleKeys<F, I, M>
    where F : unmanaged, IFloat<F, I, M>
    where I : unmanaged, IInt<F, I, M>
    where M : unmanaged, IMask<M>
{
    private const int Half = 32;
    private const long Upper = -1L << Half;

    /// <summary>What is below in the keys of a mark: less for a higher one, and 0 only for none.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static I Below(I mark) => 0 - mark;

    /// <summary>Offers a triangle to a vector of samples. Where its nearness is negative, it is not there.</summary>
    /// <param name="even">Keys of the even samples.</param>
    /// <param name="odd">Keys of the odd samples.</param>
    /// <param name="nearness">By sample: bits of the nearness.</param>
    /// <param name="below">See <see cref="Below"/>.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Offer(int* even, int* odd, I nearness, int below)
    {
        if (I.Width == 1)
        {
            long* key = One(even, odd);
            *key = Math.Max(*key, ((long)I.First(true, nearness) << Half) | (uint)below);
        }
        else if (typeof(I) == typeof(IntX16))
        {
            Vector512<long> near = Unsafe.BitCast<I, Vector512<long>>(nearness), lower = Vector512.Create((long)(uint)below);
            Vector512.Max(Vector512.Load((long*)even), (near << Half) | lower).Store((long*)even);
            Vector512.Max(Vector512.Load((long*)odd), (near & Vector512.Create(Upper)) | lower).Store((long*)odd);
        }
        else if (typeof(I) == typeof(IntX8))
        {
            Vector256<long> near = Unsafe.BitCast<I, Vector256<long>>(nearness), lower = Vector256.Create((long)(uint)below);
            Vector256.Max(Vector256.Load((long*)even), (near << Half) | lower).Store((long*)even);
            Vector256.Max(Vector256.Load((long*)odd), (near & Vector256.Create(Upper)) | lower).Store((long*)odd);
        }
        else
        {
            Vector128<long> near = Unsafe.BitCast<I, Vector128<long>>(nearness), lower = Vector128.Create((long)(uint)below);
            Vector128.Max(Vector128.Load((long*)even), (near << Half) | lower).Store((long*)even);
            Vector128.Max(Vector128.Load((long*)odd), (near & Vector128.Create(Upper)) | lower).Store((long*)odd);
        }
    }

    /// <summary>Reads nearness and what is below, in the order of the samples, of a block: rows of tiles that are <paramref name="stride"/> words apart.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Load(int* even, int* odd, int stride, out I nearness, out I below)
    {
        if (I.Width == 1)
        {
            long key = *One(even, odd);
            nearness = (int)(key >> Half);
            below = (int)key;
            return;
        }

        Part(I.LoadBlock(even, stride), I.LoadBlock(odd, stride), out nearness, out below);
    }

    /// <summary>The key of a sample alone, where vectors have one element.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static long* One(int* even, int* odd) => (long*)(((nuint)even & sizeof(int)) == 0 ? even : odd - 1);

    /// <summary>Parts keys into nearness and what is below.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Part(I even, I odd, out I nearness, out I below)
    {
        if (typeof(I) == typeof(IntX16))
        {
            Vector512<long> e = Unsafe.BitCast<I, Vector512<long>>(even), o = Unsafe.BitCast<I, Vector512<long>>(odd), upper = Vector512.Create(Upper);
            nearness = Unsafe.BitCast<Vector512<long>, I>((e >>> Half) | (o & upper));
            below = Unsafe.BitCast<Vector512<long>, I>(Vector512.AndNot(e, upper) | (o << Half));
        }
        else if (typeof(I) == typeof(IntX8))
        {
            Vector256<long> e = Unsafe.BitCast<I, Vector256<long>>(even), o = Unsafe.BitCast<I, Vector256<long>>(odd), upper = Vector256.Create(Upper);
            nearness = Unsafe.BitCast<Vector256<long>, I>((e >>> Half) | (o & upper));
            below = Unsafe.BitCast<Vector256<long>, I>(Vector256.AndNot(e, upper) | (o << Half));
        }
        else
        {
            Vector128<long> e = Unsafe.BitCast<I, Vector128<long>>(even), o = Unsafe.BitCast<I, Vector128<long>>(odd), upper = Vector128.Create(Upper);
            nearness = Unsafe.BitCast<Vector128<long>, I>((e >>> Half) | (o & upper));
            below = Unsafe.BitCast<Vector128<long>, I>(Vector128.AndNot(e, upper) | (o << Half));
        }
    }
}
