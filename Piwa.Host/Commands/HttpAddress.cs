namespace Piwa.Host.Commands;

/// <summary>Reads addresses that options are given.</summary>
internal static class HttpAddress
{
    /// <summary>The address; null where none is given.</summary>
    /// <param name="option">Name of the option.</param>
    /// <param name="text">What it was given.</param>
    /// <param name="example">What it could be.</param>
    /// <exception cref="ArgumentException">It is no http or https address.</exception>
    public static Uri? Parse(string option, string? text, string example)
    {
        if (text is null)
            return null;
        return Uri.TryCreate(text, UriKind.Absolute, out Uri? address) && address.Scheme is ("http" or "https")
            ? address
            : throw new ArgumentException($"{option} is '{text}'; it must be an address like {example}.");
    }
}
