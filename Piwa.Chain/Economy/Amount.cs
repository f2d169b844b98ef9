using System.Globalization;
using System.Numerics;

namespace Piwa.Chain.Economy;

/// <summary>An amount of RENDER, in whole base units: 10^-8 RENDER each. It may be negative: then it is owed, or taken.</summary>
/// <remarks>All arithmetic is exact and checked; nothing here knows a floating-point number. An immutable value.</remarks>
/// <param name="Units">Base units.</param>
public readonly record struct Amount(long Units)
    : IComparable<Amount>, IAdditionOperators<Amount, Amount, Amount>, ISubtractionOperators<Amount, Amount, Amount>
{
    /// <summary>Decimals of RENDER, as its mint on Solana has them.</summary>
    public const int Decimals = 8;

    /// <summary>Base units of one RENDER.</summary>
    public const long UnitsPerRender = 100_000_000;

    /// <summary>Nothing.</summary>
    public static Amount Zero => default;

    /// <summary>Whether it is nothing.</summary>
    public bool IsZero => Units == 0;

    /// <summary>Whether it is less than nothing.</summary>
    public bool IsNegative => Units < 0;

    /// <summary>So many whole RENDER.</summary>
    /// <param name="render">RENDER, not base units.</param>
    /// <exception cref="OverflowException">It is more than 64 bits of base units hold.</exception>
    public static Amount OfRender(long render) => new(checked(render * UnitsPerRender));

    /// <summary>Reads RENDER in decimal: digits, and behind a point up to eight more; a minus before them.</summary>
    /// <param name="text">The text, such as <c>95071</c>, <c>0.5</c> or <c>-12.00000001</c>.</param>
    /// <exception cref="FormatException">It is none, or more than 64 bits of base units hold.</exception>
    public static Amount Parse(ReadOnlySpan<char> text) => TryParse(text, out Amount amount)
        ? amount
        : throw new FormatException($"'{text}' is no amount of RENDER: expected digits, and up to {Decimals} behind a point.");

    /// <summary>Reads RENDER in decimal, as <see cref="Parse"/> does.</summary>
    /// <param name="text">The text.</param>
    /// <param name="amount">The amount; nothing if the text is none.</param>
    /// <returns>Whether the text is an amount.</returns>
    public static bool TryParse(ReadOnlySpan<char> text, out Amount amount)
    {
        amount = default;
        bool isNegative = text.StartsWith("-", StringComparison.Ordinal);
        ReadOnlySpan<char> digits = isNegative ? text[1..] : text;
        int point = digits.IndexOf('.');
        ReadOnlySpan<char> whole = point < 0 ? digits : digits[..point], fraction = point < 0 ? [] : digits[(point + 1)..];
        if (whole.IsEmpty || (point >= 0 && fraction.IsEmpty) || fraction.Length > Decimals)
            return false;

        // Towards the sign from the first digit on: the least 64-bit number has no positive twin.
        Int128 units = 0;
        foreach (char digit in whole)
        {
            if (!char.IsAsciiDigit(digit) || !TryAdd(digit))
                return false;
        }

        for (int i = 0; i < Decimals; i++)
        {
            char digit = i < fraction.Length ? fraction[i] : '0';
            if (!char.IsAsciiDigit(digit) || !TryAdd(digit))
                return false;
        }

        amount = new Amount((long)units);
        return true;

        bool TryAdd(char digit)
        {
            const int Base = 10;
            units = (units * Base) + (isNegative ? '0' - digit : digit - '0');
            return units >= long.MinValue && units <= long.MaxValue;
        }
    }

    /// <summary>The part of it that a share in millionths is, rounded towards nothing.</summary>
    /// <param name="partsPerMillion">The share: 0 to 1,000,000.</param>
    /// <exception cref="ArgumentOutOfRangeException">The share is none.</exception>
    public Amount Part(long partsPerMillion)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(partsPerMillion);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(partsPerMillion, EconomyParameters.Whole);
        return new Amount((long)((Int128)Units * partsPerMillion / EconomyParameters.Whole));
    }

    /// <summary>Compares by value.</summary>
    /// <param name="other">What with.</param>
    public int CompareTo(Amount other) => Units.CompareTo(other.Units);

    /// <summary>RENDER in decimal, with no more digits than it takes: what <see cref="Parse"/> reads.</summary>
    public override string ToString()
    {
        UInt128 absolute = (UInt128)Int128.Abs(Units);
        string fraction = ((long)(absolute % UnitsPerRender)).ToString($"D{Decimals}", CultureInfo.InvariantCulture).TrimEnd('0');
        string whole = (absolute / UnitsPerRender).ToString(CultureInfo.InvariantCulture);
        return (IsNegative ? "-" : "") + whole + (fraction.Length == 0 ? "" : "." + fraction);
    }

    /// <summary>The lesser of two.</summary>
    /// <param name="left">One.</param>
    /// <param name="right">The other.</param>
    public static Amount Min(Amount left, Amount right) => left < right ? left : right;

    /// <summary>The sum.</summary>
    /// <exception cref="OverflowException">It is more than 64 bits hold.</exception>
    public static Amount operator +(Amount left, Amount right) => new(checked(left.Units + right.Units));

    /// <summary>The difference.</summary>
    /// <exception cref="OverflowException">It is more than 64 bits hold.</exception>
    public static Amount operator -(Amount left, Amount right) => new(checked(left.Units - right.Units));

    /// <summary>The same with the other sign.</summary>
    /// <exception cref="OverflowException">It is more than 64 bits hold.</exception>
    public static Amount operator -(Amount amount) => new(checked(-amount.Units));

    /// <summary>Whether one is less.</summary>
    public static bool operator <(Amount left, Amount right) => left.Units < right.Units;

    /// <summary>Whether one is more.</summary>
    public static bool operator >(Amount left, Amount right) => left.Units > right.Units;

    /// <summary>Whether one is not more.</summary>
    public static bool operator <=(Amount left, Amount right) => left.Units <= right.Units;

    /// <summary>Whether one is not less.</summary>
    public static bool operator >=(Amount left, Amount right) => left.Units >= right.Units;
}
