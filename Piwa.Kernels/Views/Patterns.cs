using System.Runtime.CompilerServices;
using Piwa.Kernels.Numerics;
using Piwa.Kernels.Recipes;

namespace Piwa.Kernels.Views;

/// <summary>The patterns of procedural materials, of one cell or repeat per unit.</summary>
/// <remarks>
/// <para>What is too fine for a pixel is faded out or widened: <c>footprint</c> is the size of a pixel in repeats. Every pattern is a function of
/// the place alone, in three dimensions, so that no surface has seams.</para>
/// <para>Slopes are wanted of the height alone, and cost several times what a value costs: what colours are mixed by is of
/// <typeparamref name="F"/>. Places come by reference: the runtime passes numbers with slopes in pieces, which a body waits for when it reads
/// them whole.</para>
/// </remarks>
/// <typeparam name="L">How both kinds of numbers go together.</typeparam>
/// <typeparam name="S">The number that has slopes, if there is a relief.</typeparam>
/// <typeparam name="T">Its integer.</typeparam>
/// <typeparam name="F">The number that has none.</typeparam>
/// <typeparam name="I">Its integer.</typeparam>
/// <typeparam name="M">Their mask.</typeparam>
internal static unsafe partial class Patterns<L, S, T, F, I, M>
    where L : struct, ISlopes<S, F>
    where S : unmanaged, IFloat<S, T, M>
    where T : unmanaged, IInt<S, T, M>
    where F : unmanaged, IFloat<F, I, M>
    where I : unmanaged, IInt<F, I, M>
    where M : unmanaged, IMask<M>
{
    /// <summary>The pattern at (x, y, z) in the part's frame, in repeats.</summary>
    [MethodImpl(Compiled.AtOnce)]
    public static Pattern<S, F> Evaluate(MaterialRecord* material, in S x, in S y, in S z, F footprint)
    {
        int seed = material->Seed;
        Pattern<S, F> pattern = default;
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
    private static void Checker(ref Pattern<S, F> pattern, in S x, in S y, in S z, F footprint)
    {
        F product = Square(L.ValueOf(x), footprint) * Square(L.ValueOf(y), footprint) * Square(L.ValueOf(z), footprint);
        pattern.Mix = F.Fma(product, -0.5f, 0.5f);
    }

    [MethodImpl(Compiled.AtOnce)]
    private static void Stripes(ref Pattern<S, F> pattern, in S x, in S y, in S z, F footprint, int seed)
    {
        F px = L.ValueOf(x), py = L.ValueOf(y), pz = L.ValueOf(z);
        F bent = F.Fma(F.GradientNoise(px * 0.5f, py * 0.5f, pz * 0.5f, seed), 0.35f, pz);
        pattern.Mix = Band(Triangle(bent), 0.5f, footprint * 2f);
        pattern.Accent = Line(bent + 0.25f, 0.03f, footprint) * 0.8f;
    }

    [MethodImpl(Compiled.AtOnce)]
    private static void Wood(ref Pattern<S, F> pattern, in S x, in S y, in S z, F footprint, int seed)
    {
        F px = L.ValueOf(x), py = L.ValueOf(y), pz = L.ValueOf(z);
        F warp = F.GradientNoise(px * 0.6f, py * 0.6f, pz * 0.15f, seed);
        F radius = F.Fma(F.Sqrt(F.Fma(px, px, py * py)), 2.5f, warp * 1.2f);
        F ring = radius - F.Floor(radius);
        S relief = L.Scale(S.GradientNoise(x * 9f, y * 9f, z * 0.6f, seed + 1), Noise<F, I, M>.Visible(footprint * 6f));
        F fibre = L.ValueOf(relief);
        F late = ring * ring * Noise<F, I, M>.Visible(footprint * 2f);
        pattern.Mix = Clamp(F.Fma(late, 0.8f, fibre * 0.5f + 0.15f));
        pattern.Accent = Clamp(fibre * 1.4f - 0.35f);
        pattern.Height = relief;
    }

    [MethodImpl(Compiled.AtOnce)]
    private static void Brick(ref Pattern<S, F> pattern, in S x, in S y, in S z, F footprint, int seed)
    {
        S row = z * 2f;
        F index = F.Floor(L.ValueOf(row));
        F shift = F.FromInt(I.Truncate(index) & 1) * 0.5f;
        S along = L.Shift(x, shift), deep = L.Shift(y, shift);
        S mortar = S.Max(SlopedLine(in row, 0.08f, footprint * 2f), S.Max(SlopedLine(in along, 0.04f, footprint), SlopedLine(in deep, 0.04f, footprint)));
        I bits = Noise<F, I, M>.Hash(I.Truncate(F.Floor(L.ValueOf(along))), I.Truncate(F.Floor(L.ValueOf(deep))), I.Truncate(index), seed);
        S grain = Noise<S, T, M>.Fractal(x * 6f, y * 6f, z * 6f, seed, 3, L.Level(footprint * 6f));
        pattern.Mix = Clamp(F.Fma(Noise<F, I, M>.Unit(bits), 0.6f, L.ValueOf(grain) * 0.6f - 0.2f));
        pattern.Accent = L.ValueOf(mortar);
        pattern.Height = S.Fma(grain, 0.25f, -mortar);
    }

    /// <summary>Square tiles whose shades differ by <paramref name="spread"/>.</summary>
    [MethodImpl(Compiled.AtOnce)]
    private static void Tiles(ref Pattern<S, F> pattern, in S x, in S y, in S z, F footprint, int seed, float spread)
    {
        S joint = S.Max(SlopedLine(in x, 0.035f, footprint), S.Max(SlopedLine(in y, 0.035f, footprint), SlopedLine(in z, 0.035f, footprint)));
        I bits = Noise<F, I, M>.Hash(
            I.Truncate(F.Floor(L.ValueOf(x))), I.Truncate(F.Floor(L.ValueOf(y))), I.Truncate(F.Floor(L.ValueOf(z))), seed);
        pattern.Mix = Noise<F, I, M>.Unit(bits) * spread;
        pattern.Accent = L.ValueOf(joint);
        pattern.Height = -joint;
    }

    /// <summary>
    /// The cells of a body-centred cubic lattice, truncated octahedra: the places that are nearest to one of its points.
    /// </summary>
    [MethodImpl(Compiled.AtOnce)]
    private static void Foam(ref Pattern<S, F> pattern, in S x, in S y, in S z, F footprint, int seed)
    {
        F px = L.ValueOf(x), py = L.ValueOf(y), pz = L.ValueOf(z);
        S ax = L.Shift(x, -F.Floor(px + 0.5f)), ay = L.Shift(y, -F.Floor(py + 0.5f)), az = L.Shift(z, -F.Floor(pz + 0.5f));
        S bx = L.Shift(x, -F.Floor(px)) - 0.5f, by = L.Shift(y, -F.Floor(py)) - 0.5f, bz = L.Shift(z, -F.Floor(pz)) - 0.5f;
        S a = SquareLength(in ax, in ay, in az), b = SquareLength(in bx, in by, in bz);
        M first = a < b;

        // Distances to the cell's faces: towards the other lattice's points, and towards its own next ones.
        S side = S.Select(first, Largest(in ax, in ay, in az), Largest(in bx, in by, in bz));
        S wall = S.Min(S.Abs(a - b) * 0.57735f, (S)0.5f - side);
        F edge = (F)1f - Noise<F, I, M>.Step(L.ValueOf(wall), 0.02f, F.Max(footprint * 1.2f, 0.012f) + 0.03f);
        I bits = Noise<F, I, M>.Hash(
            I.Truncate(F.Floor(F.Select(first, px + 0.5f, px))),
            I.Truncate(F.Floor(F.Select(first, py + 0.5f, py))),
            I.Truncate(F.Floor(F.Select(first, pz + 0.5f, pz))),
            seed);
        bits = I.Select(first, bits, Noise<F, I, M>.Mix(bits));
        pattern.Mix = Noise<F, I, M>.Unit(bits) * 0.8f;
        pattern.Accent = edge;
        pattern.Height = SlopedStep(in wall, 0f, 0.14f);
    }

    [MethodImpl(Compiled.AtOnce)]
    private static void Dots(ref Pattern<S, F> pattern, in S x, in S y, in S z, F footprint)
    {
        F px = L.ValueOf(x), py = L.ValueOf(y), pz = L.ValueOf(z);
        F ax = px - F.Floor(px + 0.5f), ay = py - F.Floor(py + 0.5f), az = pz - F.Floor(pz + 0.5f);
        F radius = F.Sqrt(F.Fma(ax, ax, F.Fma(ay, ay, az * az)));
        F soft = F.Max(footprint * 0.7f, 0.01f);
        pattern.Mix = (F)1f - Noise<F, I, M>.Step(radius, (F)0.32f - soft, (F)0.32f + soft);
        F rim = F.Abs(radius - 0.4f);
        pattern.Accent = (F)1f - Noise<F, I, M>.Step(rim, 0.02f, soft + 0.03f);
    }

    [MethodImpl(Compiled.AtOnce)]
    private static void Gradient(ref Pattern<S, F> pattern, in S x, in S y, in S z, F footprint, int seed)
    {
        S grain = Noise<S, T, M>.Fractal(x * 8f, y * 8f, z * 8f, seed, 2, L.Level(footprint * 8f)) - 0.5f;
        pattern.Mix = Clamp(F.Fma(L.ValueOf(grain), 0.3f, Triangle(F.Fma(L.ValueOf(z), 0.2f, 0.25f))));
        pattern.Height = grain;
    }

    [MethodImpl(Compiled.AtOnce)]
    private static void Rings(ref Pattern<S, F> pattern, in S x, in S y, in S z, F footprint, int seed)
    {
        F px = L.ValueOf(x), py = L.ValueOf(y), pz = L.ValueOf(z);
        F radius = F.Sqrt(F.Fma(px, px, F.Fma(py, py, pz * pz)));
        radius = F.Fma(F.GradientNoise(px, py, pz, seed), 0.12f, radius);
        pattern.Mix = Band(Triangle(radius), 0.5f, footprint * 2f);
        pattern.Accent = Line(radius + 0.25f, 0.03f, footprint);
    }

    /// <summary>Threads along x and y, over and under in turn, in layers along z.</summary>
    [MethodImpl(Compiled.AtOnce)]
    private static void Weave(ref Pattern<S, F> pattern, in S x, in S y, in S z, F footprint)
    {
        S fineX = x * 2f, fineY = y * 2f, fineZ = z * 2f;
        S warp = Round(in fineX), weft = Round(in fineY), third = Round(in fineZ);
        I parity = (I.Truncate(F.Floor(L.ValueOf(fineX))) + I.Truncate(F.Floor(L.ValueOf(fineY))) + I.Truncate(F.Floor(L.ValueOf(fineZ)))) & 1;
        M over = I.Equal(parity, 0);
        F seen = Noise<F, I, M>.Visible(footprint * 2f);
        S height = S.Select(over, S.Max(warp, third * 0.8f), weft);
        pattern.Mix = F.Fma(F.Select(over, 0f, 1f) - 0.5f, seen, 0.5f);
        pattern.Accent = (F)1f - Noise<F, I, M>.Step(L.ValueOf(height), 0.1f, 0.45f);
        pattern.Accent = pattern.Accent * seen * 0.7f;
        pattern.Height = L.Scale(height, seen);
    }

    [MethodImpl(Compiled.AtOnce)]
    private static void Plaid(ref Pattern<S, F> pattern, in S x, in S y, in S z, F footprint)
    {
        F px = L.ValueOf(x), py = L.ValueOf(y), pz = L.ValueOf(z);
        F bx = Band(Triangle(px), 0.5f, footprint * 2f), by = Band(Triangle(py), 0.5f, footprint * 2f), bz = Band(Triangle(pz), 0.5f, footprint * 2f);
        pattern.Mix = (bx + by + bz) * (1f / 3f);
        F thin = F.Max(Line(px + 0.5f, 0.05f, footprint), F.Max(Line(py + 0.5f, 0.05f, footprint), Line(pz + 0.5f, 0.05f, footprint)));
        pattern.Accent = F.Max(thin, F.Max(Line(px + 0.2f, 0.02f, footprint), Line(py + 0.2f, 0.02f, footprint))) * 0.85f;
    }

    [MethodImpl(Compiled.AtOnce)]
    private static void Zigzag(ref Pattern<S, F> pattern, in S x, in S y, in S z, F footprint)
    {
        F bent = F.Fma(Triangle(L.ValueOf(x)) + Triangle(L.ValueOf(y)), 0.35f, L.ValueOf(z) * 1.5f);
        pattern.Mix = Band(Triangle(bent), 0.5f, footprint * 3f);
        pattern.Accent = Line(bent + 0.25f, 0.04f, footprint * 1.5f);
    }

    /// <summary>Signs of random strokes, mirrored left to right, in lines; along z they are drawn out.</summary>
    [MethodImpl(Compiled.AtOnce)]
    private static void Glyphs(ref Pattern<S, F> pattern, in S x, in S y, in S z, F footprint, int seed)
    {
        const float Columns = 6f, Rows = 7f;
        F px = L.ValueOf(x), py = L.ValueOf(y);
        F gx = F.Floor(px), gy = F.Floor(py);
        F u = (px - gx) * Columns, v = (py - gy) * Rows;
        F column = F.Floor(u), row = F.Floor(v);
        F mirrored = F.Min(column, (F)4f - column);
        M within = column < 5f & row < 5f;
        I bits = Noise<F, I, M>.Hash(
            I.Truncate(F.Fma(gx, 8f, mirrored)), I.Truncate(F.Fma(gy, 8f, row)), I.Truncate(F.Floor(L.ValueOf(z) * 0.25f)), seed);
        M inked = within & I.Equal(bits & 1, 1);
        F seen = Noise<F, I, M>.Visible(footprint * 4f);
        F ink = F.Select(inked, 1f, 0f);
        pattern.Mix = F.Fma(ink - 0.35f, seen, 0.35f);
        pattern.Height = L.Level(ink * seen);
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

    /// <summary><see cref="Line"/> with slopes.</summary>
    [MethodImpl(Compiled.AtOnce)]
    private static S SlopedLine(in S value, float half, F footprint)
    {
        S distance = S.Abs(L.Shift(value, -F.Floor(L.ValueOf(value) + 0.5f)));
        F soft = F.Max(footprint * 0.7f, (F)half * 0.25f);
        F seen = F.Min((F)half / F.Max(footprint, 1e-4f), 1f);
        return L.Scale((S)1f - SlopedStep(in distance, (F)half - soft, (F)half + soft), seen);
    }

    /// <summary><see cref="Noise{F,I,M}.Step"/> with slopes.</summary>
    [MethodImpl(Compiled.AtOnce)]
    private static S SlopedStep(in S value, F low, F high)
    {
        S t = S.Max(S.Min(L.Divide(L.Shift(value, -low), high - low), 1f), 0f);
        return t * t * S.Fma(t, -2f, 3f);
    }

    [MethodImpl(Compiled.AtOnce)]
    private static S SquareLength(in S x, in S y, in S z) => S.Fma(x, x, S.Fma(y, y, z * z));

    /// <summary>A soft step at a level.</summary>
    [MethodImpl(Compiled.AtOnce)]
    private static F Band(F value, F level, F footprint)
    {
        F soft = F.Max(footprint * 0.7f, 0.02f);
        return Noise<F, I, M>.Step(value, level - soft, level + soft);
    }

    /// <summary>A round back of one cell: 0 at whole numbers, 1 between.</summary>
    [MethodImpl(Compiled.AtOnce)]
    private static S Round(in S value)
    {
        S t = S.Fma(L.Shift(value, -F.Floor(L.ValueOf(value))), 2f, -1f);
        return S.Fma(t, -t, 1f);
    }

    /// <summary>0 at whole numbers, 1 half-way between.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static F Triangle(F value) => F.Abs(value - F.Floor(value + 0.5f)) * 2f;

    [MethodImpl(Compiled.AtOnce)]
    private static S Largest(in S x, in S y, in S z) => S.Max(S.Abs(x), S.Max(S.Abs(y), S.Abs(z)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static F Clamp(F value) => F.Max(F.Min(value, 1f), 0f);
}
