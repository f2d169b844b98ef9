using System.Globalization;
using System.Net;

namespace Piwa.Host.Pages;

/// <summary>Reads where the page is to listen.</summary>
internal static class PageAddress
{
    /// <summary>Where the page is unless it is said otherwise.</summary>
    public const string Default = "127.0.0.1:7474";

    private const int DefaultPort = 7474;
    private const string Localhost = "localhost";

    /// <summary>An address with or without a port: <c>127.0.0.1:7474</c>, <c>0.0.0.0</c>, <c>[::1]:0</c>, <c>localhost:80</c>.</summary>
    /// <param name="option">The option that said it, for the message.</param>
    /// <param name="text">What it said.</param>
    /// <exception cref="ArgumentException">It is none.</exception>
    public static IPEndPoint Parse(string option, string text)
    {
        string numeric = text == Localhost || text.StartsWith(Localhost + ":", StringComparison.Ordinal)
            ? string.Concat("127.0.0.1", text.AsSpan(Localhost.Length))
            : text;
        if (IPAddress.TryParse(numeric, out IPAddress? address))
            return new IPEndPoint(address, DefaultPort);
        int colon = numeric.LastIndexOf(':');
        return colon > 0
            && IPAddress.TryParse(numeric.AsSpan(0, colon), out address)
            && ushort.TryParse(numeric.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out ushort port)
            ? new IPEndPoint(address, port)
            : throw new ArgumentException($"{option} is '{text}'; it must be an IP address with or without a port, as {Default} or 0.0.0.0:{DefaultPort}.");
    }
}
