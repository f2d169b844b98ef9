using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace Piwa.Host.Pages;

/// <summary>Reads how much of a list is asked for.</summary>
internal static class PageQuery
{
    private const int DefaultCount = 24;
    private const int MostCount = 100;

    /// <summary>The part of a list.</summary>
    /// <exception cref="ArgumentException">It is none.</exception>
    public static (int Offset, int Count) Part(IQueryCollection query)
    {
        return (Number("offset", 0, int.MaxValue), Number("count", DefaultCount, MostCount));

        int Number(string name, int otherwise, int most) => !query.TryGetValue(name, out var text)
            ? otherwise
            : int.TryParse(text.ToString(), NumberStyles.None, CultureInfo.InvariantCulture, out int value) && value <= most
                ? value
                : throw new ArgumentException($"{name} is '{text}'; it must be 0 to {most}.");
    }
}
