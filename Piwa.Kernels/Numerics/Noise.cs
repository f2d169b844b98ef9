using System.Runtime.CompilerServices;

namespace Piwa.Kernels.Numerics;

/// <summary>Random functions of a place in space: integer hashes at the points of a lattice, interpolated.</summary>
internal static class Noise<F, I, M>
    where F : unmanaged, IFloat<F, I, M>
    where I : unmanaged, IInt<F, I, M>
    where M : unmanaged, IMask<M>
{
    // Large odd constants that spread the coordinates over all bits (B. Teschner et al., "Optimized spatial hashing", VMV 2003,
    // uses such primes; these are the fractions of the plastic number, M. Roberts 2018).
    internal const int SpreadX = unchecked((int)0xD1B54A33);
    internal const int SpreadY = unchecked((int)0xABC98389);
    internal const int SpreadZ = unchecked((int)0x8CB92BA7);

    // Multipliers of the finaliser of MurmurHash3.
    internal const int MixFirst = unchecked((int)0x85EBCA6B);
    internal const int MixSecond = unchecked((int)0xC2B2AE35);

    /// <summary>Gradients are made of whole numbers of 32 bits.</summary>
    internal const float GradientScale = 1f / (1u << 31);

    /// <summary>32 random bits for a lattice point.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static I Hash(I x, I y, I z, int seed) => Mix(x * SpreadX ^ y * SpreadY ^ z * SpreadZ ^ seed);

    /// <summary>A further 32 random bits out of others: the finaliser of MurmurHash3.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static I Mix(I bits)
    {
        bits = (bits ^ (bits >>> 16)) * MixFirst;
        bits = (bits ^ (bits >>> 13)) * MixSecond;
        return bits ^ (bits >>> 16);
    }

    /// <summary>Random bits as a float in [0, 1).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static F Unit(I bits) => F.FromInt(bits >>> 8) * (1f / (1 << 24));

    /// <summary>
    /// Gradient noise (K. Perlin, "Improving noise", SIGGRAPH 2002) with random gradients, one cell per unit: smooth, mostly within
    /// [-0.7, 0.7], 0 at lattice points. Bodies call <see cref="IFloat{F,I,M}.GradientNoise"/>.
    /// </summary>
    [MethodImpl(Compiled.AtOnce)]
    public static F Gradient(F x, F y, F z, int seed)
    {
        Cell(x, y, z, seed, out F dx, out F dy, out F dz, out I x0, out I x1, out I y0, out I y1, out I z0, out I z1);
        F u = Fade(dx), v = Fade(dy), w = Fade(dz);
        F ex = dx - 1f, ey = dy - 1f, ez = dz - 1f;
        F near = Lerp(
            Lerp(Rise(x0 ^ y0 ^ z0, dx, dy, dz), Rise(x1 ^ y0 ^ z0, ex, dy, dz), u),
            Lerp(Rise(x0 ^ y1 ^ z0, dx, ey, dz), Rise(x1 ^ y1 ^ z0, ex, ey, dz), u),
            v);
        F far = Lerp(
            Lerp(Rise(x0 ^ y0 ^ z1, dx, dy, ez), Rise(x1 ^ y0 ^ z1, ex, dy, ez), u),
            Lerp(Rise(x0 ^ y1 ^ z1, dx, ey, ez), Rise(x1 ^ y1 ^ z1, ex, ey, ez), u),
            v);
        return Lerp(near, far, w) * GradientScale;
    }

    /// <summary>
    /// <see cref="Gradient"/> and its slopes along x, y and z: those of the gradients, interpolated, and those of the interpolation. Bodies call
    /// <see cref="IFloat{F,I,M}.SlopedGradientNoise"/>.
    /// </summary>
    [MethodImpl(Compiled.AtOnce)]
    public static F GradientWithSlopes(F x, F y, F z, int seed, out F slopeX, out F slopeY, out F slopeZ)
    {
        Cell(x, y, z, seed, out F dx, out F dy, out F dz, out I x0, out I x1, out I y0, out I y1, out I z0, out I z1);
        Square square;
        square.X0 = x0;
        square.X1 = x1;
        square.Y0 = y0;
        square.Y1 = y1;
        square.Dx = dx;
        square.Dy = dy;
        square.U = Fade(dx);
        square.V = Fade(dy);
        Face(in square, z0, dz, out Sloped near, out F across, out F up);
        Face(in square, z1, dz - 1f, out Sloped far, out F farAcross, out F farUp);
        F w = Fade(dz);
        slopeX = F.Fma(Lerp(across, farAcross, w), FadeSlope(dx), Lerp(near.X, far.X, w)) * GradientScale;
        slopeY = F.Fma(Lerp(up, farUp, w), FadeSlope(dy), Lerp(near.Y, far.Y, w)) * GradientScale;
        slopeZ = F.Fma(far.Value - near.Value, FadeSlope(dz), Lerp(near.Z, far.Z, w)) * GradientScale;
        return Lerp(near.Value, far.Value, w) * GradientScale;
    }

    /// <summary>Octaves of gradient noise, each twice as fine and half as strong, in [0, 1].</summary>
    /// <param name="x">Place, x.</param>
    /// <param name="y">Place, y.</param>
    /// <param name="z">Place, z.</param>
    /// <param name="seed">Key.</param>
    /// <param name="octaves">How many.</param>
    /// <param name="footprint">Size of a pixel in cells: octaves too fine for it fade out. 0 keeps all.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static F Fractal(F x, F y, F z, int seed, int octaves, F footprint) =>
        F.Max(F.Min(F.OctaveNoise(x, y, z, seed, octaves, footprint, isRidged: false) + 0.5f, 1f), 0f);

    /// <summary>Sharp ridges: octaves of 1 - |noise|, in [0, 1].</summary>
    /// <inheritdoc cref="Fractal"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static F Ridged(F x, F y, F z, int seed, int octaves, F footprint) =>
        F.Min(F.OctaveNoise(x, y, z, seed, octaves, footprint, isRidged: true), 1f);

    /// <summary>
    /// Random points, one in each cell (S. Worley, "A cellular texture basis function", SIGGRAPH 1996): from the place to the nearest
    /// two, and the nearest one's random bits. A point stays in the middle of its cell, so that the eight cells round a place are enough.
    /// Bodies call <see cref="IFloat{F,I,M}.CellNoise"/>.
    /// </summary>
    [MethodImpl(Compiled.AtOnce)]
    public static void Cells(F x, F y, F z, int seed, out CellPoint<F, I, M> nearestPoint, out CellPoint<F, I, M> secondPoint, out I nearestBits)
    {
        // Not in place: what is written where it is asked to is read back from there.
        CellPoint<F, I, M> nearest = default, second = default;
        I bits = 0;
        F cx = F.Floor(x - 0.5f), cy = F.Floor(y - 0.5f), cz = F.Floor(z - 0.5f);
        I hx = I.Truncate(cx) * SpreadX, hy = I.Truncate(cy) * SpreadY, hz = I.Truncate(cz) * SpreadZ;
        F rx = x - cx, ry = y - cy, rz = z - cz;
        nearest.Distance = 16f;
        second.Distance = 16f;
        for (int corner = 0; corner < 8; corner++)
        {
            int ox = corner & 1, oy = (corner >> 1) & 1, oz = corner >> 2;
            I hash = Mix((hx + (ox * SpreadX)) ^ (hy + (oy * SpreadY)) ^ (hz + (oz * SpreadZ)) ^ seed);
            CellPoint<F, I, M> point;
            point.X = Jitter(hash) + (float)ox - rx;
            point.Y = Jitter(hash >>> 10) + (float)oy - ry;
            point.Z = Jitter(hash >>> 20) + (float)oz - rz;
            point.Distance = F.Fma(point.X, point.X, F.Fma(point.Y, point.Y, point.Z * point.Z));
            M closer = point.Distance < nearest.Distance;
            second = CellPoint<F, I, M>.Select(closer, nearest, CellPoint<F, I, M>.Select(point.Distance < second.Distance, point, second));
            nearest = CellPoint<F, I, M>.Select(closer, point, nearest);
            bits = I.Select(closer, hash, bits);
        }

        nearest.Distance = F.Sqrt(nearest.Distance);
        second.Distance = F.Sqrt(second.Distance);
        nearestPoint = nearest;
        secondPoint = second;
        nearestBits = Mix(bits);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static F Lerp(F a, F b, F t) => F.Fma(b - a, t, a);

    /// <summary>Smooth step from 0 at <paramref name="low"/> to 1 at <paramref name="high"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static F Step(F value, F low, F high)
    {
        F t = F.Max(F.Min((value - low) / (high - low), 1f), 0f);
        return t * t * F.Fma(t, -2f, 3f);
    }

    /// <summary>How much of a pattern of one cell per unit a pixel of that size shows: 1 for a small one, 0 from two thirds of a cell.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static F Visible(F footprint) => F.Max(F.Min(F.Fma(footprint, -2.5f, 1.6f), 1f), 0f);

    /// <summary>
    /// Places within a cell, and the coordinates of its corners, spread: the hash of a corner takes one of each axis. One by one: of a
    /// structure the runtime would make copies in pieces, which it waits for when they are read.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Cell(
        F x, F y, F z, int seed, out F dx, out F dy, out F dz, out I x0, out I x1, out I y0, out I y1, out I z0, out I z1)
    {
        F fx = F.Floor(x), fy = F.Floor(y), fz = F.Floor(z);
        dx = x - fx;
        dy = y - fy;
        dz = z - fz;
        x0 = I.Truncate(fx) * SpreadX;
        y0 = I.Truncate(fy) * SpreadY;
        I plane = I.Truncate(fz) * SpreadZ;
        x1 = x0 + SpreadX;
        y1 = y0 + SpreadY;
        z1 = (plane + SpreadZ) ^ seed;
        z0 = plane ^ seed;
    }

    /// <summary>A corner's gradient: three signed numbers of 32 bits, of which the upper ten are their own.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void GradientAt(I corner, out F gx, out F gy, out F gz)
    {
        I bits = Mix(corner);
        gx = F.FromInt(bits);
        gy = F.FromInt(bits << 11);
        gz = F.FromInt(bits << 22);
    }

    /// <summary>By how much a corner's plane has risen at a place.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static F Rise(I corner, F dx, F dy, F dz)
    {
        GradientAt(corner, out F gx, out F gy, out F gz);
        return F.Fma(gx, dx, F.Fma(gy, dy, gz * dz));
    }

    /// <summary>
    /// Value and gradient between the four corners of a face, and by how much the values differ along x and y. Not inlined: both faces of
    /// a cell together are more than the runtime inlines.
    /// </summary>
    [MethodImpl(Compiled.AtOnce)]
    private static void Face(in Square square, I z, F dz, out Sloped value, out F across, out F up)
    {
        F dx = square.Dx, dy = square.Dy, u = square.U, v = square.V, ex = dx - 1f, ey = dy - 1f;
        I x0 = square.X0 ^ z, x1 = square.X1 ^ z, y0 = square.Y0, y1 = square.Y1;
        Sloped low = Edge(x0 ^ y0, x1 ^ y0, dx, ex, dy, dz, u, out F lowAcross);
        Sloped high = Edge(x0 ^ y1, x1 ^ y1, dx, ex, ey, dz, u, out F highAcross);
        up = high.Value - low.Value;
        across = Lerp(lowAcross, highAcross, v);
        value = Lerp(low, high, v);
    }

    /// <summary>Value and gradient between two corners, and by how much their values differ.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Sloped Edge(I from, I to, F dx, F ex, F dy, F dz, F u, out F across)
    {
        GradientAt(from, out F gx, out F gy, out F gz);
        GradientAt(to, out F hx, out F hy, out F hz);
        F first = F.Fma(gx, dx, F.Fma(gy, dy, gz * dz));
        across = F.Fma(hx, ex, F.Fma(hy, dy, hz * dz)) - first;
        Sloped edge;
        edge.Value = F.Fma(across, u, first);
        edge.X = Lerp(gx, hx, u);
        edge.Y = Lerp(gy, hy, u);
        edge.Z = Lerp(gz, hz, u);
        return edge;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Sloped Lerp(in Sloped a, in Sloped b, F t)
    {
        Sloped between;
        between.Value = Lerp(a.Value, b.Value, t);
        between.X = Lerp(a.X, b.X, t);
        between.Y = Lerp(a.Y, b.Y, t);
        between.Z = Lerp(a.Z, b.Z, t);
        return between;
    }

    /// <summary>0.25 to 0.75 by ten random bits.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static F Jitter(I bits) => F.Fma(F.FromInt(bits & 1023), 0.5f / 1023f, 0.25f);

    /// <summary>Quintic: its first and second derivatives are zero at both ends.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static F Fade(F t) => t * t * t * F.Fma(t, F.Fma(t, 6f, -15f), 10f);

    /// <summary>30 t² (1 - t)².</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static F FadeSlope(F t)
    {
        F product = F.Fma(t, -t, t);
        return product * product * 30f;
    }

    /// <summary>What both faces of a cell have in common: places within it and how they are blended, and the coordinates of its corners.</summary>
    private struct Square
    {
        public F Dx, Dy, U, V;
        public I X0, X1, Y0, Y1;
    }

    /// <summary>A value and its gradient.</summary>
    private struct Sloped
    {
        public F Value, X, Y, Z;
    }
}
