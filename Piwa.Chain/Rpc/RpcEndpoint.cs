namespace Piwa.Chain.Rpc;

/// <summary>A node's address, with the key that it may want and the rate that it allows.</summary>
/// <remarks>Immutable. Keys stand in paths, queries and headers, so <see cref="ToString"/> and all messages show scheme, host and port
/// only.</remarks>
public sealed class RpcEndpoint
{
    /// <summary>Requests that may be sent at once where nothing else is said.</summary>
    public const int DefaultBurst = 10;

    /// <summary>Shorter values are no keys, and to hide them would garble what nodes say.</summary>
    private const int MinimumSecretLength = 6;

    private const string Hidden = "***";

    private readonly string[] _secrets;

    /// <summary>Names a node.</summary>
    /// <param name="address">Its http or https address.</param>
    /// <param name="webSocketAddress">
    /// Its ws or wss address. If null it follows from <paramref name="address"/> as Solana's clients derive it: the next port where a port
    /// is named, else the same host.
    /// </param>
    /// <param name="headers">Headers that go with every request, such as an API key.</param>
    /// <exception cref="ArgumentException">An address has another scheme, or holds a user's name or password.</exception>
    public RpcEndpoint(Uri address, Uri? webSocketAddress = null, IReadOnlyDictionary<string, string>? headers = null)
    {
        ArgumentNullException.ThrowIfNull(address);
        Address = Check(address, Uri.UriSchemeHttp, Uri.UriSchemeHttps, nameof(address));
        WebSocketAddress = Check(
            webSocketAddress ?? DeriveWebSocket(address), Uri.UriSchemeWs, Uri.UriSchemeWss, nameof(webSocketAddress));
        Headers = headers is null ? new Dictionary<string, string>() : new Dictionary<string, string>(headers);
        _secrets = [.. SecretsOf(Address), .. SecretsOf(WebSocketAddress), .. Headers.Values.Where(IsSecret)];

        // A secret that contains another goes first, or its rest would stay.
        Array.Sort(_secrets, (left, right) => right.Length.CompareTo(left.Length));
    }

    /// <summary>The http or https address. It may hold a key: do not log it.</summary>
    public Uri Address { get; }

    /// <summary>The ws or wss address. It may hold a key: do not log it.</summary>
    public Uri WebSocketAddress { get; }

    /// <summary>Headers that go with every request. They may hold a key: do not log them.</summary>
    public IReadOnlyDictionary<string, string> Headers { get; }

    /// <summary>Requests that the node allows in a second.</summary>
    /// <value>Null by default: no limit. Above 0.</value>
    public double? RequestsPerSecond { get; init; }

    /// <summary>Requests that may be sent at once after a pause.</summary>
    /// <value><see cref="DefaultBurst"/> by default; at least 1. Counts only where <see cref="RequestsPerSecond"/> is set.</value>
    public int Burst { get; init; } = DefaultBurst;

    /// <summary>Scheme, host and port: nothing that could be a key.</summary>
    public override string ToString() => Address.GetLeftPart(UriPartial.Authority);

    /// <summary>A node's own words, in which it may repeat a key.</summary>
    internal string Redact(string text)
    {
        foreach (string secret in _secrets)
            text = text.Replace(secret, Hidden, StringComparison.OrdinalIgnoreCase);
        return text;
    }

    private static Uri Check(Uri address, string scheme, string secureScheme, string parameter)
    {
        if (!address.IsAbsoluteUri || (address.Scheme != scheme && address.Scheme != secureScheme))
            throw new ArgumentException($"A node's address starts with {scheme}:// or {secureScheme}://.", parameter);
        return address.UserInfo.Length == 0
            ? address
            : throw new ArgumentException("Users and passwords do not belong into an address; use a header.", parameter);
    }

    private static Uri DeriveWebSocket(Uri address)
    {
        if (!address.IsAbsoluteUri)
            return address;
        UriBuilder builder = new(address)
        {
            Scheme = address.Scheme == Uri.UriSchemeHttp ? Uri.UriSchemeWs : Uri.UriSchemeWss,
            Port = address.IsDefaultPort ? -1 : address.Port + 1,
        };
        return builder.Uri;
    }

    private static IEnumerable<string> SecretsOf(Uri address)
    {
        string[] path = address.AbsolutePath.Split('/');
        string[] query = address.Query.Split('?', '&', '=', ';');
        return path.Concat(query).SelectMany(part => (string[])[part, Uri.UnescapeDataString(part)]).Where(IsSecret);
    }

    private static bool IsSecret(string value) => value.Length >= MinimumSecretLength;
}
