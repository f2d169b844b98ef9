using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using static System.Runtime.Intrinsics.Vector512;
using Floats = System.Runtime.Intrinsics.Vector512<float>;
using Ints = System.Runtime.Intrinsics.Vector512<int>;
using Reference = Piwa.Kernels.Numerics.Noise<Piwa.Kernels.Numerics.FloatX16, Piwa.Kernels.Numerics.IntX16, Piwa.Kernels.Numerics.MaskX16>;

namespace Piwa.Kernels.Numerics;

/// <summary>
/// <see cref="Noise{F,I,M}"/> of sixteen places at once, to the bit, in the runtime's own vectors. Of <see cref="FloatX16"/>, whose operators are
/// methods, the runtime inlines too few for a whole cell to stay in registers: it would go over the stack, face by face.
/// </summary>
internal static class Noise512
{
    /// <inheritdoc cref="Noise{F,I,M}.Gradient"/>
    [MethodImpl(Compiled.AtOnce)]
    public static FloatX16 Gradient(FloatX16 x, FloatX16 y, FloatX16 z, int seed) => new(Gradient(x.Value, y.Value, z.Value, seed));

    /// <inheritdoc cref="Noise{F,I,M}.GradientWithSlopes"/>
    [MethodImpl(Compiled.AtOnce)]
    public static FloatX16 GradientWithSlopes(FloatX16 x, FloatX16 y, FloatX16 z, int seed, out FloatX16 slopeX, out FloatX16 slopeY, out FloatX16 slopeZ)
    {
        Floats noise = GradientWithSlopes(x.Value, y.Value, z.Value, seed, out Floats sx, out Floats sy, out Floats sz);
        slopeX = new(sx);
        slopeY = new(sy);
        slopeZ = new(sz);
        return new(noise);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Floats Gradient(Floats x, Floats y, Floats z, int seed)
    {
        Cell(x, y, z, seed, out Floats dx, out Floats dy, out Floats dz, out Ints x0, out Ints x1, out Ints y0, out Ints y1, out Ints z0, out Ints z1);
        Floats u = Fade(dx), v = Fade(dy), w = Fade(dz), ex = dx - Floats.One, ey = dy - Floats.One, ez = dz - Floats.One;
        Floats near = Lerp(
            Lerp(Rise(x0 ^ y0 ^ z0, dx, dy, dz), Rise(x1 ^ y0 ^ z0, ex, dy, dz), u), Lerp(Rise(x0 ^ y1 ^ z0, dx, ey, dz), Rise(x1 ^ y1 ^ z0, ex, ey, dz), u), v);
        Floats far = Lerp(
            Lerp(Rise(x0 ^ y0 ^ z1, dx, dy, ez), Rise(x1 ^ y0 ^ z1, ex, dy, ez), u), Lerp(Rise(x0 ^ y1 ^ z1, dx, ey, ez), Rise(x1 ^ y1 ^ z1, ex, ey, ez), u), v);
        return Lerp(near, far, w) * Reference.GradientScale;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Floats GradientWithSlopes(Floats x, Floats y, Floats z, int seed, out Floats slopeX, out Floats slopeY, out Floats slopeZ)
    {
        Cell(x, y, z, seed, out Floats dx, out Floats dy, out Floats dz, out Ints x0, out Ints x1, out Ints y0, out Ints y1, out Ints z0, out Ints z1);
        Floats u = Fade(dx), v = Fade(dy), w = Fade(dz);
        Face(x0 ^ z0, x1 ^ z0, y0, y1, dx, dy, dz, u, v, out Floats near, out Floats nearX, out Floats nearY, out Floats nearZ, out Floats across, out Floats up);
        Face(
            x0 ^ z1, x1 ^ z1, y0, y1, dx, dy, dz - Floats.One, u, v,
            out Floats far, out Floats farX, out Floats farY, out Floats farZ, out Floats farAcross, out Floats farUp);
        slopeX = FusedMultiplyAdd(FusedMultiplyAdd(farAcross - across, w, across), FadeSlope(dx), FusedMultiplyAdd(farX - nearX, w, nearX)) * Reference.GradientScale;
        slopeY = FusedMultiplyAdd(FusedMultiplyAdd(farUp - up, w, up), FadeSlope(dy), FusedMultiplyAdd(farY - nearY, w, nearY)) * Reference.GradientScale;
        slopeZ = FusedMultiplyAdd(far - near, FadeSlope(dz), FusedMultiplyAdd(farZ - nearZ, w, nearZ)) * Reference.GradientScale;
        return FusedMultiplyAdd(far - near, w, near) * Reference.GradientScale;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Cell(
        Floats x, Floats y, Floats z, int seed,
        out Floats dx, out Floats dy, out Floats dz, out Ints x0, out Ints x1, out Ints y0, out Ints y1, out Ints z0, out Ints z1)
    {
        Floats fx = Vector512.Floor(x), fy = Vector512.Floor(y), fz = Vector512.Floor(z);
        dx = x - fx;
        dy = y - fy;
        dz = z - fz;
        x0 = IntX16.Truncate(new(fx)).Value * Reference.SpreadX;
        y0 = IntX16.Truncate(new(fy)).Value * Reference.SpreadY;
        Ints plane = IntX16.Truncate(new(fz)).Value * Reference.SpreadZ;
        x1 = x0 + Vector512.Create(Reference.SpreadX);
        y1 = y0 + Vector512.Create(Reference.SpreadY);
        z1 = (plane + Vector512.Create(Reference.SpreadZ)) ^ Vector512.Create(seed);
        z0 = plane ^ Vector512.Create(seed);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void GradientAt(Ints corner, out Floats gx, out Floats gy, out Floats gz)
    {
        Ints bits = Mix(corner);
        gx = Vector512.ConvertToSingle(bits);
        gy = Vector512.ConvertToSingle(bits << 11);
        gz = Vector512.ConvertToSingle(bits << 22);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Ints Mix(Ints bits)
    {
        bits = (bits ^ (bits >>> 16)) * Reference.MixFirst;
        bits = (bits ^ (bits >>> 13)) * Reference.MixSecond;
        return bits ^ (bits >>> 16);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Floats Rise(Ints corner, Floats dx, Floats dy, Floats dz)
    {
        GradientAt(corner, out Floats gx, out Floats gy, out Floats gz);
        return FusedMultiplyAdd(gx, dx, FusedMultiplyAdd(gy, dy, gz * dz));
    }

    /// <summary>Value and gradient between the four corners of a face, and by how much the values differ along x and y.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Face(
        Ints x0, Ints x1, Ints y0, Ints y1, Floats dx, Floats dy, Floats dz, Floats u, Floats v,
        out Floats value, out Floats slopeX, out Floats slopeY, out Floats slopeZ, out Floats across, out Floats up)
    {
        Floats ex = dx - Floats.One, ey = dy - Floats.One;
        Edge(x0 ^ y0, x1 ^ y0, dx, ex, dy, dz, u, out Floats low, out Floats lowX, out Floats lowY, out Floats lowZ, out Floats lowAcross);
        Edge(x0 ^ y1, x1 ^ y1, dx, ex, ey, dz, u, out Floats high, out Floats highX, out Floats highY, out Floats highZ, out Floats highAcross);
        up = high - low;
        across = FusedMultiplyAdd(highAcross - lowAcross, v, lowAcross);
        value = FusedMultiplyAdd(high - low, v, low);
        slopeX = FusedMultiplyAdd(highX - lowX, v, lowX);
        slopeY = FusedMultiplyAdd(highY - lowY, v, lowY);
        slopeZ = FusedMultiplyAdd(highZ - lowZ, v, lowZ);
    }

    /// <summary>Value and gradient between two corners, and by how much their values differ.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Edge(
        Ints from, Ints to, Floats dx, Floats ex, Floats dy, Floats dz, Floats u,
        out Floats value, out Floats slopeX, out Floats slopeY, out Floats slopeZ, out Floats across)
    {
        GradientAt(from, out Floats gx, out Floats gy, out Floats gz);
        GradientAt(to, out Floats hx, out Floats hy, out Floats hz);
        Floats first = FusedMultiplyAdd(gx, dx, FusedMultiplyAdd(gy, dy, gz * dz));
        across = FusedMultiplyAdd(hx, ex, FusedMultiplyAdd(hy, dy, hz * dz)) - first;
        value = FusedMultiplyAdd(across, u, first);
        slopeX = FusedMultiplyAdd(hx - gx, u, gx);
        slopeY = FusedMultiplyAdd(hy - gy, u, gy);
        slopeZ = FusedMultiplyAdd(hz - gz, u, gz);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Floats Lerp(Floats a, Floats b, Floats t) => FusedMultiplyAdd(b - a, t, a);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Floats Fade(Floats t) => t * t * t * FusedMultiplyAdd(t, FusedMultiplyAdd(t, Vector512.Create(6f), Vector512.Create(-15f)), Vector512.Create(10f));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Floats FadeSlope(Floats t)
    {
        Floats product = FusedMultiplyAdd(t, -t, t);
        return product * product * Vector512.Create(30f);
    }
}
