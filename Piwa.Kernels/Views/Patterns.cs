using System.Runtime.CompilerServices;
using Piwa.Kernels.Numerics;
using Piwa.Kernels.Recipes;

namespace Piwa.Kernels.Views;

/// <summary>The patterns of procedural materials, of one cell or repeat per unit.</summary>
/// <remarks>
/// What is too fine for a pixel is faded out or widened: <c>footprint</c> is the size of a pixel in repeats. Every pattern is a function of
/// the place alone, in three dimensions, so that no surface has seams. Places come by reference: the runtime passes numbers with slopes in
/// pieces, which a body waits for when it reads them whole.
/// </remarks>
internal static unsafe partial class Patterns<F, I, M>
    where F : unmanaged, IFloat<F, I, M>
    where I : unmanaged, IInt<F, I, M>
    where M : unmanaged, IMask<M>
{
    /// <summary>The pattern at (x, y, z) in the part's frame, in repeats.</summary>
    [MethodImpl(Compiled.AtOnce)]
    public static Pattern<F, I, M> Evaluate(MaterialRecord* material, in F x, in F y, in F z, in F footprint)
    {
        int seed = material->Seed;
        Pattern<F, I, M> pattern = default;
        switch (material->Family)
        {
            case (int)MaterialFamily.Checker: Checker(ref pattern, x, y, z, footprint); break;
            case (int)MaterialFamily.Stripes: Stripes(ref pattern, x, y, z, footprint, seed); break;
            case (int)MaterialFamily.Marble: Marble(ref pattern, x, y, z, footprint, seed); break;
            case (int)MaterialFamily.Wood: Wood(ref pattern, x, y, z, footprint, seed); break;
            case (int)MaterialFamily.Clouds: Clouds(ref pattern, x, y, z, footprint, seed); break;
            case (int)MaterialFamily.Terrazzo: Terrazzo(ref pattern, x, y, z, footprint, seed); break;
            case (int)MaterialFamily.Brick: Brick(ref pattern, x, y, z, footprint, seed); break;
            case (int)MaterialFamily.Tiles: Tiles(ref pattern, x, y, z, footprint, seed, 0.35f); break;
            case (int)MaterialFamily.Mosaic: Tiles(ref pattern, x * 3f, y * 3f, z * 3f, footprint * 3f, seed, 1f); break;
            case (int)MaterialFamily.Foam: Foam(ref pattern, x, y, z, footprint, seed); break;
            case (int)MaterialFamily.Dots: Dots(ref pattern, x, y, z, footprint); break;
            case (int)MaterialFamily.Gradient: Gradient(ref pattern, x, y, z, footprint, seed); break;
            case (int)MaterialFamily.Rings: Rings(ref pattern, x, y, z, footprint, seed); break;
            case (int)MaterialFamily.Weave: Weave(ref pattern, x, y, z, footprint); break;
            case (int)MaterialFamily.Plaid: Plaid(ref pattern, x, y, z, footprint); break;
            case (int)MaterialFamily.Zigzag: Zigzag(ref pattern, x, y, z, footprint); break;
            case (int)MaterialFamily.Glyphs: Glyphs(ref pattern, x, y, z, footprint, seed); break;
            default: Natural(material->Family, ref pattern, x, y, z, footprint, seed); break;
        }

        return pattern;
    }

    [MethodImpl(Compiled.AtOnce)]
    private static void Checker(ref Pattern<F, I, M> pattern, in F x, in F y, in F z, in F footprint)
    {
        F product = Square(x, footprint) * Square(y, footprint) * Square(z, footprint);
        pattern.Mix = F.Fma(product, -0.5f, 0.5f);
    }

    [MethodImpl(Compiled.AtOnce)]
    private static void Stripes(ref Pattern<F, I, M> pattern, in F x, in F y, in F z, in F footprint, int seed)
    {
        F bent = F.Fma(F.GradientNoise(x * 0.5f, y * 0.5f, z * 0.5f, seed), 0.35f, z);
        pattern.Mix = Band(Triangle(bent), 0.5f, footprint * 2f);
        pattern.Accent = Line(bent + 0.25f, 0.03f, footprint) * 0.8f;
    }

    [MethodImpl(Compiled.AtOnce)]
    private static void Wood(ref Pattern<F, I, M> pattern, in F x, in F y, in F z, in F footprint, int seed)
    {
        F warp = F.GradientNoise(x * 0.6f, y * 0.6f, z * 0.15f, seed);
        F radius = F.Fma(F.Sqrt(F.Fma(x, x, y * y)), 2.5f, warp * 1.2f);
        F ring = radius - F.Floor(radius);
        F fibre = F.GradientNoise(x * 9f, y * 9f, z * 0.6f, seed + 1) * Noise<F, I, M>.Visible(footprint * 6f);
        F late = ring * ring * Noise<F, I, M>.Visible(footprint * 2f);
        pattern.Mix = Clamp(F.Fma(late, 0.8f, fibre * 0.5f + 0.15f));
        pattern.Accent = Clamp(fibre * 1.4f - 0.35f);
        pattern.Height = fibre;
    }

    [MethodImpl(Compiled.AtOnce)]
    private static void Brick(ref Pattern<F, I, M> pattern, in F x, in F y, in F z, in F footprint, int seed)
    {
        F row = z * 2f, index = F.Floor(row);
        F shift = F.FromInt(I.Truncate(index) & 1) * 0.5f;
        F along = x + shift, deep = y + shift;
        F mortar = F.Max(Line(row, 0.08f, footprint * 2f), F.Max(Line(along, 0.04f, footprint), Line(deep, 0.04f, footprint)));
        I bits = Noise<F, I, M>.Hash(I.Truncate(F.Floor(along)), I.Truncate(F.Floor(deep)), I.Truncate(index), seed);
        F grain = Noise<F, I, M>.Fractal(x * 6f, y * 6f, z * 6f, seed, 3, footprint * 6f);
        pattern.Mix = Clamp(F.Fma(Noise<F, I, M>.Unit(bits), 0.6f, grain * 0.6f - 0.2f));
        pattern.Accent = mortar;
        pattern.Height = F.Fma(grain, 0.25f, -mortar);
    }

    /// <summary>Square tiles whose shades differ by <paramref name="spread"/>.</summary>
    [MethodImpl(Compiled.AtOnce)]
    private static void Tiles(ref Pattern<F, I, M> pattern, in F x, in F y, in F z, in F footprint, int seed, F spread)
    {
        F joint = F.Max(Line(x, 0.035f, footprint), F.Max(Line(y, 0.035f, footprint), Line(z, 0.035f, footprint)));
        I bits = Noise<F, I, M>.Hash(I.Truncate(F.Floor(x)), I.Truncate(F.Floor(y)), I.Truncate(F.Floor(z)), seed);
        pattern.Mix = Noise<F, I, M>.Unit(bits) * spread;
        pattern.Accent = joint;
        pattern.Height = -joint;
    }

    /// <summary>
    /// The cells of a body-centred cubic lattice, truncated octahedra: the places that are nearest to one of its points.
    /// </summary>
    [MethodImpl(Compiled.AtOnce)]
    private static void Foam(ref Pattern<F, I, M> pattern, in F x, in F y, in F z, in F footprint, int seed)
    {
        F ax = x - F.Floor(x + 0.5f), ay = y - F.Floor(y + 0.5f), az = z - F.Floor(z + 0.5f);
        F bx = x - F.Floor(x) - 0.5f, by = y - F.Floor(y) - 0.5f, bz = z - F.Floor(z) - 0.5f;
        F a = F.Fma(ax, ax, F.Fma(ay, ay, az * az)), b = F.Fma(bx, bx, F.Fma(by, by, bz * bz));
        M first = a < b;

        // Distances to the cell's faces: towards the other lattice's points, and towards its own next ones.
        F side = F.Select(first, Largest(ax, ay, az), Largest(bx, by, bz));
        F wall = F.Min(F.Abs(a - b) * 0.57735f, (F)0.5f - side);
        F edge = (F)1f - Noise<F, I, M>.Step(wall, 0.02f, F.Max(footprint * 1.2f, 0.012f) + 0.03f);
        I bits = Noise<F, I, M>.Hash(
            I.Truncate(F.Floor(F.Select(first, x + 0.5f, x))),
            I.Truncate(F.Floor(F.Select(first, y + 0.5f, y))),
            I.Truncate(F.Floor(F.Select(first, z + 0.5f, z))),
            seed);
        bits = I.Select(first, bits, Noise<F, I, M>.Mix(bits));
        pattern.Mix = Noise<F, I, M>.Unit(bits) * 0.8f;
        pattern.Accent = edge;
        pattern.Height = Noise<F, I, M>.Step(wall, 0f, 0.14f);
    }

    [MethodImpl(Compiled.AtOnce)]
    private static void Dots(ref Pattern<F, I, M> pattern, in F x, in F y, in F z, in F footprint)
    {
        F ax = x - F.Floor(x + 0.5f), ay = y - F.Floor(y + 0.5f), az = z - F.Floor(z + 0.5f);
        F radius = F.Sqrt(F.Fma(ax, ax, F.Fma(ay, ay, az * az)));
        F soft = F.Max(footprint * 0.7f, 0.01f);
        pattern.Mix = (F)1f - Noise<F, I, M>.Step(radius, (F)0.32f - soft, (F)0.32f + soft);
        F rim = F.Abs(radius - 0.4f);
        pattern.Accent = (F)1f - Noise<F, I, M>.Step(rim, 0.02f, soft + 0.03f);
    }

    [MethodImpl(Compiled.AtOnce)]
    private static void Gradient(ref Pattern<F, I, M> pattern, in F x, in F y, in F z, in F footprint, int seed)
    {
        F grain = Noise<F, I, M>.Fractal(x * 8f, y * 8f, z * 8f, seed, 2, footprint * 8f) - 0.5f;
        pattern.Mix = Clamp(F.Fma(grain, 0.3f, Triangle(F.Fma(z, 0.2f, 0.25f))));
        pattern.Height = grain;
    }

    [MethodImpl(Compiled.AtOnce)]
    private static void Rings(ref Pattern<F, I, M> pattern, in F x, in F y, in F z, in F footprint, int seed)
    {
        F radius = F.Sqrt(F.Fma(x, x, F.Fma(y, y, z * z)));
        radius = F.Fma(F.GradientNoise(x, y, z, seed), 0.12f, radius);
        pattern.Mix = Band(Triangle(radius), 0.5f, footprint * 2f);
        pattern.Accent = Line(radius + 0.25f, 0.03f, footprint);
    }

    /// <summary>Threads along x and y, over and under in turn, in layers along z.</summary>
    [MethodImpl(Compiled.AtOnce)]
    private static void Weave(ref Pattern<F, I, M> pattern, in F x, in F y, in F z, in F footprint)
    {
        F fineX = x * 2f, fineY = y * 2f, fineZ = z * 2f;
        F warp = Round(fineX), weft = Round(fineY), third = Round(fineZ);
        I parity = (I.Truncate(F.Floor(fineX)) + I.Truncate(F.Floor(fineY)) + I.Truncate(F.Floor(fineZ))) & 1;
        M over = I.Equal(parity, 0);
        F seen = Noise<F, I, M>.Visible(footprint * 2f);
        F height = F.Select(over, F.Max(warp, third * 0.8f), weft);
        pattern.Mix = F.Fma(F.Select(over, 0f, 1f) - 0.5f, seen, 0.5f);
        pattern.Accent = (F)1f - Noise<F, I, M>.Step(height, 0.1f, 0.45f);
        pattern.Accent = pattern.Accent * seen * 0.7f;
        pattern.Height = height * seen;
    }

    [MethodImpl(Compiled.AtOnce)]
    private static void Plaid(ref Pattern<F, I, M> pattern, in F x, in F y, in F z, in F footprint)
    {
        F bx = Band(Triangle(x), 0.5f, footprint * 2f), by = Band(Triangle(y), 0.5f, footprint * 2f), bz = Band(Triangle(z), 0.5f, footprint * 2f);
        pattern.Mix = (bx + by + bz) * (1f / 3f);
        F thin = F.Max(Line(x + 0.5f, 0.05f, footprint), F.Max(Line(y + 0.5f, 0.05f, footprint), Line(z + 0.5f, 0.05f, footprint)));
        pattern.Accent = F.Max(thin, F.Max(Line(x + 0.2f, 0.02f, footprint), Line(y + 0.2f, 0.02f, footprint))) * 0.85f;
    }

    [MethodImpl(Compiled.AtOnce)]
    private static void Zigzag(ref Pattern<F, I, M> pattern, in F x, in F y, in F z, in F footprint)
    {
        F bent = F.Fma(Triangle(x) + Triangle(y), 0.35f, z * 1.5f);
        pattern.Mix = Band(Triangle(bent), 0.5f, footprint * 3f);
        pattern.Accent = Line(bent + 0.25f, 0.04f, footprint * 1.5f);
    }

    /// <summary>Signs of random strokes, mirrored left to right, in lines; along z they are drawn out.</summary>
    [MethodImpl(Compiled.AtOnce)]
    private static void Glyphs(ref Pattern<F, I, M> pattern, in F x, in F y, in F z, in F footprint, int seed)
    {
        const float Columns = 6f, Rows = 7f;
        F gx = F.Floor(x), gy = F.Floor(y);
        F u = (x - gx) * Columns, v = (y - gy) * Rows;
        F column = F.Floor(u), row = F.Floor(v);
        F mirrored = F.Min(column, (F)4f - column);
        M within = column < 5f & row < 5f;
        I bits = Noise<F, I, M>.Hash(
            I.Truncate(F.Fma(gx, 8f, mirrored)), I.Truncate(F.Fma(gy, 8f, row)), I.Truncate(F.Floor(z * 0.25f)), seed);
        M inked = within & I.Equal(bits & 1, 1);
        F seen = Noise<F, I, M>.Visible(footprint * 4f);
        F ink = F.Select(inked, 1f, 0f);
        pattern.Mix = F.Fma(ink - 0.35f, seen, 0.35f);
        pattern.Height = ink * seen;
    }

    /// <summary>-1 and 1 in turn, changing at whole numbers.</summary>
    [MethodImpl(Compiled.AtOnce)]
    private static F Square(F value, F footprint)
    {
        F sign = F.Fma(F.FromInt(I.Truncate(F.Floor(value)) & 1), -2f, 1f);
        F distance = F.Abs(value - F.Floor(value + 0.5f));
        return sign * F.Min(distance / F.Max(footprint * 0.7f, 1e-3f), 1f);
    }

    /// <summary>1 near whole numbers, up to <paramref name="half"/> from them; 0 elsewhere.</summary>
    [MethodImpl(Compiled.AtOnce)]
    private static F Line(F value, float half, F footprint)
    {
        F distance = F.Abs(value - F.Floor(value + 0.5f));
        F soft = F.Max(footprint * 0.7f, (F)half * 0.25f);
        F seen = F.Min((F)half / F.Max(footprint, 1e-4f), 1f);
        return ((F)1f - Noise<F, I, M>.Step(distance, (F)half - soft, (F)half + soft)) * seen;
    }

    /// <summary>A soft step at a level.</summary>
    [MethodImpl(Compiled.AtOnce)]
    private static F Band(F value, F level, F footprint)
    {
        F soft = F.Max(footprint * 0.7f, 0.02f);
        return Noise<F, I, M>.Step(value, level - soft, level + soft);
    }

    /// <summary>A round back of one cell: 0 at whole numbers, 1 between.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static F Round(F value)
    {
        F t = F.Fma(value - F.Floor(value), 2f, -1f);
        return F.Fma(t, -t, 1f);
    }

    /// <summary>0 at whole numbers, 1 half-way between.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static F Triangle(F value) => F.Abs(value - F.Floor(value + 0.5f)) * 2f;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static F Largest(F x, F y, F z) => F.Max(F.Abs(x), F.Max(F.Abs(y), F.Abs(z)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static F Clamp(F value) => F.Max(F.Min(value, 1f), 0f);
}
