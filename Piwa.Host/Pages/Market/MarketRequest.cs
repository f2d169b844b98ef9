using System.Globalization;
using Microsoft.AspNetCore.Http;
using Piwa.Chain.Keys;

namespace Piwa.Host.Pages.Market;

/// <summary>What a route is asked.</summary>
internal sealed class MarketRequest
{
    /// <summary>The request itself: its address, its stream where the route takes one, cookies.</summary>
    public required HttpContext Context { get; init; }

    /// <summary>The parts of the path that stand in braces in the route's.</summary>
    public required IReadOnlyDictionary<string, string> Parts { get; init; }

    /// <summary>The body; empty where the route takes a stream.</summary>
    public ReadOnlyMemory<byte> Body { get; init; }

    /// <summary>The session of whoever asks; null for nobody who is known.</summary>
    public MarketSession? Session { get; init; }

    /// <summary>Whether it is a wallet of the operator's.</summary>
    public bool IsOperator { get; init; }

    /// <summary>The address by which the page is open.</summary>
    public required Uri Page { get; init; }

    /// <summary>The address that the request comes from, of which there are limits.</summary>
    public required string Peer { get; init; }

    /// <summary>The wallet that is signed in; null for nobody who is known.</summary>
    public PublicKey? Wallet => Session?.Wallet;

    /// <summary>The wallet that is signed in, of a route for those who are.</summary>
    /// <exception cref="InvalidOperationException">Nobody is signed in.</exception>
    public PublicKey SignedIn => Session?.Wallet ?? throw new InvalidOperationException("Nobody is signed in: the route is not for anyone.");

    /// <summary>What is asked for.</summary>
    public IQueryCollection Query => Context.Request.Query;

    /// <summary>A part of the path.</summary>
    public string this[string part] => Parts[part];

    /// <summary>A part of the path that is the index of an asset.</summary>
    /// <exception cref="ArgumentException">It is none.</exception>
    public ulong Index(string part) => ulong.TryParse(Parts[part], NumberStyles.None, CultureInfo.InvariantCulture, out ulong index)
        ? index
        : throw new ArgumentException($"'{Parts[part]}' is no index of an asset; it must be a whole number.");

    /// <summary>The body as JSON.</summary>
    /// <param name="names">The names that it may have.</param>
    /// <exception cref="ArgumentException">It is no object of JSON, or has other names.</exception>
    public JsonBody Read(params ReadOnlySpan<string> names) => JsonBody.Read(Body, names);
}
