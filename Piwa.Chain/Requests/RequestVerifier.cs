using System.Globalization;
using Piwa.Chain.Keys;

namespace Piwa.Chain.Requests;

/// <summary>Checks requests that wallets have signed: who, for whom, when, what, and not twice.</summary>
/// <remarks>
/// A request counts within a window about the time that it names; its nonce is remembered for as long. Safe to use from several threads.
/// </remarks>
public sealed class RequestVerifier
{
    /// <summary>Default of the window to either side: clocks of machines that keep time at all differ by less.</summary>
    public static readonly TimeSpan DefaultWindow = TimeSpan.FromMinutes(2);

    /// <summary>Default of the requests that are remembered.</summary>
    public const int DefaultCapacity = 100_000;

    private readonly PublicKey _audience;
    private readonly int _capacity;
    private readonly TimeProvider _clock;
    private readonly Lock _gate = new();
    private readonly HashSet<(PublicKey Wallet, string Nonce)> _seen = [];
    private readonly PriorityQueue<(PublicKey Wallet, string Nonce), DateTimeOffset> _byTime = new();

    /// <summary>Creates a verifier.</summary>
    /// <param name="audience">The address of the key that answers.</param>
    /// <param name="clock">The clock.</param>
    /// <param name="window">How far a request's time may be from the clock's, to either side; null for <see cref="DefaultWindow"/>.</param>
    /// <param name="capacity">Requests that are remembered; more within the window are turned away.</param>
    public RequestVerifier(PublicKey audience, TimeProvider clock, TimeSpan? window = null, int capacity = DefaultCapacity)
    {
        ArgumentNullException.ThrowIfNull(clock);
        ArgumentOutOfRangeException.ThrowIfLessThan(capacity, 1);
        _audience = audience;
        _clock = clock;
        Window = window ?? DefaultWindow;
        _capacity = capacity;
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(Window, TimeSpan.Zero, nameof(window));
    }

    /// <summary>How far a request's time may be from the clock's, to either side.</summary>
    public TimeSpan Window { get; }

    /// <summary>Checks a request.</summary>
    /// <param name="method">The method of HTTP, in capitals.</param>
    /// <param name="path">The path, from the first slash, with its query.</param>
    /// <param name="authorization">The value of the header <c>Authorization</c>; null if there is none.</param>
    /// <param name="body">The body.</param>
    /// <param name="wallet">Whose it is, if it is sound.</param>
    public RequestFault Verify(string method, string path, string? authorization, ReadOnlySpan<byte> body, out PublicKey wallet)
    {
        RequestFault fault = Examine(method, path, authorization, body, out RequestProof proof);

        // Last: only who can sign takes room in the memory.
        if (fault == RequestFault.None)
            fault = Remember(proof.Wallet, proof.Nonce, proof.Time);
        wallet = fault == RequestFault.None ? proof.Wallet : default;
        return fault;
    }

    /// <summary>Checks all of a request but whether it came before: for who remembers that elsewhere.</summary>
    /// <param name="method">The method of HTTP, in capitals.</param>
    /// <param name="path">The path, from the first slash, with its query.</param>
    /// <param name="authorization">The value of the header <c>Authorization</c>; null if there is none.</param>
    /// <param name="body">The body.</param>
    /// <param name="proof">Whose it is, if it is sound, and what must not come twice.</param>
    public RequestFault Examine(string method, string path, string? authorization, ReadOnlySpan<byte> body, out RequestProof proof)
    {
        ArgumentNullException.ThrowIfNull(method);
        ArgumentNullException.ThrowIfNull(path);
        proof = default;
        if (!TryParse(authorization, out PublicKey claimed, out DateTimeOffset time, out string nonce, out Signature signature))
            return RequestFault.NotSigned;
        if (!SignedRequest.Fits(method, path))
            return RequestFault.BadSignature;
        if ((_clock.GetUtcNow() - time).Duration() > Window)
            return RequestFault.OutOfTime;
        if (!SignatureVerifier.Verify(claimed, new SignedRequest(method, path, _audience, time, nonce).ToMessage(body), signature))
            return RequestFault.BadSignature;
        proof = new RequestProof(claimed, nonce, time);
        return RequestFault.None;
    }

    private RequestFault Remember(PublicKey wallet, string nonce, DateTimeOffset time)
    {
        lock (_gate)
        {
            DateTimeOffset oldest = _clock.GetUtcNow() - Window;
            while (_byTime.TryPeek(out (PublicKey, string) entry, out DateTimeOffset made) && made < oldest)
            {
                _seen.Remove(entry);
                _byTime.Dequeue();
            }

            if (_seen.Contains((wallet, nonce)))
                return RequestFault.Replayed;
            if (_seen.Count >= _capacity)
                return RequestFault.TooMany;
            _seen.Add((wallet, nonce));
            _byTime.Enqueue((wallet, nonce), time);
            return RequestFault.None;
        }
    }

    private static bool TryParse(
        string? authorization, out PublicKey wallet, out DateTimeOffset time, out string nonce, out Signature signature)
    {
        const int Fields = 4;
        wallet = default;
        time = default;
        nonce = "";
        signature = default;
        if (authorization is null || !authorization.StartsWith(RequestSigner.Scheme + " ", StringComparison.Ordinal))
            return false;
        string[] fields = authorization[(RequestSigner.Scheme.Length + 1)..].Split(',', Fields + 1);
        return fields.Length == Fields
            && Value(0, "wallet") is { } walletText && PublicKey.TryParse(walletText, out wallet)
            && Value(1, "time") is { } timeText && TryParseTime(timeText, out time)
            && Value(2, "nonce") is { } nonceText && IsNonce(nonceText, out nonce)
            && Value(3, "signature") is { } signatureText && Signature.TryParse(signatureText, out signature);

        string? Value(int field, string name) =>
            fields[field].StartsWith(name + "=", StringComparison.Ordinal) ? fields[field][(name.Length + 1)..] : null;
    }

    private static bool TryParseTime(string text, out DateTimeOffset time)
    {
        time = default;
        if (!long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long milliseconds)
            || milliseconds > DateTimeOffset.MaxValue.ToUnixTimeMilliseconds())
        {
            return false;
        }

        time = DateTimeOffset.FromUnixTimeMilliseconds(milliseconds);
        return true;
    }

    private static bool IsNonce(string text, out string nonce)
    {
        nonce = text;
        return text.Length == 2 * SignedRequest.NonceBytes && text.All(char.IsAsciiHexDigitLower);
    }
}
