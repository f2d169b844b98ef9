using System.Runtime.CompilerServices;

namespace Piwa.Kernels.Numerics;

/// <summary>With slopes along x, y and z.</summary>
internal readonly struct Slopes<F, I, M> : ISlopes<Dual<F, I, M>, F>
    where F : unmanaged, IFloat<F, I, M>
    where I : unmanaged, IInt<F, I, M>
    where M : unmanaged, IMask<M>
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static F ValueOf(Dual<F, I, M> sloped) => sloped.Value;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Dual<F, I, M> Level(F value) => new(value, 0f, 0f, 0f);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Dual<F, I, M> Shift(Dual<F, I, M> sloped, F level) => new(sloped.Value + level, sloped.Dx, sloped.Dy, sloped.Dz);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Dual<F, I, M> Scale(Dual<F, I, M> sloped, F level) =>
        new(sloped.Value * level, sloped.Dx * level, sloped.Dy * level, sloped.Dz * level);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Dual<F, I, M> Divide(Dual<F, I, M> sloped, F level)
    {
        F scale = 1f / level;
        return new(sloped.Value / level, sloped.Dx * scale, sloped.Dy * scale, sloped.Dz * scale);
    }
}

/// <summary>Without slopes.</summary>
internal readonly struct NoSlopes<F, I, M> : ISlopes<F, F>
    where F : unmanaged, IFloat<F, I, M>
    where I : unmanaged, IInt<F, I, M>
    where M : unmanaged, IMask<M>
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static F ValueOf(F sloped) => sloped;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static F Level(F value) => value;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static F Shift(F sloped, F level) => sloped + level;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static F Scale(F sloped, F level) => sloped * level;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static F Divide(F sloped, F level) => sloped / level;
}
