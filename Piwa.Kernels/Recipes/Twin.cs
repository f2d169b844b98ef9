using System.Globalization;

namespace Piwa.Kernels.Recipes;

/// <summary>
/// A counterfactual twin of an asset: the same but for one thing. Which one is part of a recipe's address, so that any twin of any asset
/// can be made.
/// </summary>
/// <param name="Kind">What differs.</param>
/// <param name="Number">Which of the twins of that kind, 0 to 255: each draws anew. The part that <see cref="TwinKind.Part"/> leaves out
/// is this one modulo the count of parts that can be left out; a recipe of one part has no such twin and stays as it is.</param>
public readonly record struct Twin(TwinKind Kind, byte Number)
{
    /// <summary>The asset itself.</summary>
    public static readonly Twin None;

    /// <summary>As commands and files write it: <c>none</c>, <c>material:0</c>, <c>light:3</c>, <c>part:1</c>.</summary>
    public override string ToString() => Kind == TwinKind.None
        ? "none"
        : string.Create(CultureInfo.InvariantCulture, $"{Kind.ToString().ToLowerInvariant()}:{Number}");

    /// <summary>Reads what <see cref="ToString"/> writes; the number may be left out and is 0 then.</summary>
    /// <exception cref="ArgumentException">The text is no twin.</exception>
    public static Twin Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        string[] halves = text.Split(':');
        byte number = 0;
        bool isNumber = halves.Length == 1
            || (halves.Length == 2 && byte.TryParse(halves[1], NumberStyles.None, CultureInfo.InvariantCulture, out number));
        foreach (TwinKind kind in Enum.GetValues<TwinKind>())
        {
            if (isNumber && string.Equals(halves[0], kind.ToString(), StringComparison.OrdinalIgnoreCase) && (kind != TwinKind.None || halves.Length == 1))
                return new Twin(kind, number);
        }

        throw new ArgumentException($"'{text}' is no twin: none, material:N, light:N or part:N, with N from 0 to 255.");
    }
}
