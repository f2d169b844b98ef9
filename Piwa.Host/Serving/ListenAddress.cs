using System.Globalization;
using System.Net;

namespace Piwa.Host.Serving;

/// <summary>Reads where something is to listen.</summary>
internal static class ListenAddress
{
    private const string Localhost = "localhost";

    /// <summary>An address with or without a port: <c>127.0.0.1:7474</c>, <c>0.0.0.0</c>, <c>[::1]:0</c>, <c>localhost:80</c>.</summary>
    /// <param name="option">The option that said it, for the message.</param>
    /// <param name="text">What it said.</param>
    /// <param name="otherwise">Where it listens unless it is said otherwise; gives the port that is left out.</param>
    /// <exception cref="ArgumentException">It is none.</exception>
    public static IPEndPoint Parse(string option, string text, IPEndPoint otherwise)
    {
        string numeric = text == Localhost || text.StartsWith(Localhost + ":", StringComparison.Ordinal)
            ? string.Concat("127.0.0.1", text.AsSpan(Localhost.Length))
            : text;

        // A port alone would be taken for the number of an address.
        bool isNumber = numeric.All(char.IsAsciiDigit);
        if (!isNumber && IPAddress.TryParse(numeric, out IPAddress? address))
            return new IPEndPoint(address, otherwise.Port);
        int colon = numeric.LastIndexOf(':');
        return colon > 0
            && IPAddress.TryParse(numeric.AsSpan(0, colon), out address)
            && ushort.TryParse(numeric.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out ushort port)
            ? new IPEndPoint(address, port)
            : throw new ArgumentException($"{option} is '{text}'; it must be an IP address with or without a port, as {otherwise} or 0.0.0.0:{otherwise.Port}.");
    }
}
