using System.Numerics;

namespace Piwa.Chain.Keys;

/// <summary>Whether a residue modulo 2^255 - 19 is a square, by its Jacobi symbol.</summary>
/// <remarks>
/// <para>
/// Division steps in the variant that keeps both numbers positive (D. Bernstein, B.-Y. Yang, "Fast constant-time gcd computation and
/// modular inversion", 2019, with the positive steps that P. Wuille and P. Dettman made of them for Jacobi symbols in libsecp256k1).
/// From f = p, g = x and delta = 1, with f odd throughout:
/// </para>
/// <list type="number">
/// <item>g even: g = g / 2. The symbol (g / f) changes sign where f is 3 or 5 modulo 8.</item>
/// <item>g odd and delta positive: swap f and g, negate delta. The symbol changes sign where both are 3 modulo 4.</item>
/// <item>g odd: g = (g + f) / 2, so that an odd g becomes even first and then step 1 applies. The addition leaves the symbol alone.</item>
/// </list>
/// <para>
/// Which steps apply depends on the lowest bits alone, so 62 steps at a time run on one word and become a matrix that is then applied
/// to all words. At f = 1 the symbol is what has been collected. The numbers never grow, but no bound on the steps is proven, so after
/// <see cref="MaximumRounds"/> rounds Euler's criterion decides. 11 to 14 rounds are usual: a sixth of the time of an exponentiation.
/// </para>
/// <para>Variable time: it sees only public data.</para>
/// </remarks>
internal static class JacobiSymbol
{
    /// <summary>Twice the usual number of rounds; what is left goes to <see cref="EulerIsSquare"/>.</summary>
    private const int MaximumRounds = 25;

    /// <summary>Steps per round: two bits fewer than a word, for step 1 looks at three bits of f.</summary>
    private const int StepsPerRound = 62;

    private static readonly BigInteger Prime = BigInteger.Pow(2, 255) - 19;

    /// <summary>Whether a canonical residue is a square modulo p; zero is one.</summary>
    public static bool IsSquare(in FieldElement value)
    {
        Span<ulong> f = [0xFFFF_FFFF_FFFF_FFED, ulong.MaxValue, ulong.MaxValue, ulong.MaxValue >> 1];
        Span<ulong> g = [value.Word0, value.Word1, value.Word2, value.Word3];
        if (!g.ContainsAnyExcept(0UL))
            return true;

        // eta is -delta; bit 0 of sign is set while the symbol is -1.
        long eta = -1;
        ulong sign = 0;
        int length = FieldElement.WordCount;
        for (int round = 0; round < MaximumRounds; round++)
        {
            StepMatrix matrix = RunSteps(ref eta, f[0], g[0], ref sign);
            Apply(in matrix, f[..length], g[..length]);
            if (f[0] == 1 && !f[1..length].ContainsAnyExcept(0UL))
                return (sign & 1) == 0;
            if ((f[length - 1] | g[length - 1]) == 0)
                length--;
        }

        return EulerIsSquare(in value);
    }

    /// <summary>Euler's criterion, slow and obvious: x^((p - 1) / 2) is 1 for a square other than zero.</summary>
    internal static bool EulerIsSquare(in FieldElement value)
    {
        BigInteger x = (new BigInteger(value.Word3) << 192) | (new BigInteger(value.Word2) << 128)
            | (new BigInteger(value.Word1) << 64) | value.Word0;
        return x.IsZero || BigInteger.ModPow(x, (Prime - 1) / 2, Prime).IsOne;
    }

    private static StepMatrix RunSteps(ref long eta, ulong f, ulong g, ref ulong sign)
    {
        ulong u = 1, v = 0, q = 0, r = 1;
        int remaining = StepsPerRound;
        while (true)
        {
            int zeros = BitOperations.TrailingZeroCount(g | (ulong.MaxValue << remaining));
            g >>= zeros;
            u <<= zeros;
            v <<= zeros;
            eta -= zeros;
            remaining -= zeros;
            sign ^= (ulong)zeros & ((f >> 1) ^ (f >> 2));
            if (remaining == 0)
                return new StepMatrix(u, v, q, r);

            // Several steps that add f at once: add f * w, with w such that as many low bits of g vanish as steps follow before
            // delta turns positive or the round ends. -1/f is f * (f^2 - 2) modulo 64, or the shorter formula modulo 16.
            ulong w;
            if (eta < 0)
            {
                eta = -eta;
                sign ^= (f & g) >> 1;
                (f, g) = (g, f);
                (u, q) = (q, u);
                (v, r) = (r, v);
                w = f * g * ((f * f) - 2) & 63 & LowBits(Math.Min(eta + 1, remaining));
            }
            else
            {
                ulong inverse = f + (((f + 1) & 4) << 1);
                w = (0 - inverse) * g & 15 & LowBits(Math.Min(eta + 1, remaining));
            }

            g += f * w;
            q += u * w;
            r += v * w;
        }
    }

    private static ulong LowBits(long count) => ulong.MaxValue >> (64 - (int)Math.Min(count, 64));

    /// <summary>(f, g) = matrix * (f, g) / 2^62; the division is exact.</summary>
    private static void Apply(in StepMatrix matrix, Span<ulong> f, Span<ulong> g)
    {
        UInt128 carryF = (UInt128)matrix.U * f[0] + (UInt128)matrix.V * g[0];
        UInt128 carryG = (UInt128)matrix.Q * f[0] + (UInt128)matrix.R * g[0];
        ulong lowF = (ulong)carryF >> StepsPerRound;
        ulong lowG = (ulong)carryG >> StepsPerRound;
        carryF >>= 64;
        carryG >>= 64;
        for (int i = 1; i < f.Length; i++)
        {
            carryF += (UInt128)matrix.U * f[i] + (UInt128)matrix.V * g[i];
            carryG += (UInt128)matrix.Q * f[i] + (UInt128)matrix.R * g[i];
            f[i - 1] = lowF | ((ulong)carryF << 2);
            g[i - 1] = lowG | ((ulong)carryG << 2);
            lowF = (ulong)carryF >> StepsPerRound;
            lowG = (ulong)carryG >> StepsPerRound;
            carryF >>= 64;
            carryG >>= 64;
        }

        f[^1] = lowF | ((ulong)carryF << 2);
        g[^1] = lowG | ((ulong)carryG << 2);
    }

    /// <summary>What 62 steps do to (f, g), times 2^62. In each row the entries add up to 2^62 at most.</summary>
    private readonly record struct StepMatrix(ulong U, ulong V, ulong Q, ulong R);
}
