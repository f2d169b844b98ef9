using System.Runtime.CompilerServices;
using Piwa.Kernels.Numerics;

namespace Piwa.Kernels.Views;

/// <summary>A linear colour, or any three channels, of as many pixels as the width.</summary>
internal readonly struct Rgb<F, I, M>(F r, F g, F b)
    where F : unmanaged, IFloat<F, I, M>
    where I : unmanaged, IInt<F, I, M>
    where M : unmanaged, IMask<M>
{
    public readonly F R = r;
    public readonly F G = g;
    public readonly F B = b;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Rgb<F, I, M> operator +(Rgb<F, I, M> a, Rgb<F, I, M> b) => new(a.R + b.R, a.G + b.G, a.B + b.B);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Rgb<F, I, M> operator *(Rgb<F, I, M> a, Rgb<F, I, M> b) => new(a.R * b.R, a.G * b.G, a.B * b.B);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Rgb<F, I, M> operator *(Rgb<F, I, M> a, F scale) => new(a.R * scale, a.G * scale, a.B * scale);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Rgb<F, I, M> Lerp(Rgb<F, I, M> a, Rgb<F, I, M> b, F t) =>
        new(Noise<F, I, M>.Lerp(a.R, b.R, t), Noise<F, I, M>.Lerp(a.G, b.G, t), Noise<F, I, M>.Lerp(a.B, b.B, t));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Rgb<F, I, M> Select(M mask, Rgb<F, I, M> yes, Rgb<F, I, M> no) =>
        new(F.Select(mask, yes.R, no.R), F.Select(mask, yes.G, no.G), F.Select(mask, yes.B, no.B));
}
