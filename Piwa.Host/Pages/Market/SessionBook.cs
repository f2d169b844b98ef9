using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Piwa.Chain.Keys;

namespace Piwa.Host.Pages.Market;

/// <summary>Who is signed in.</summary>
/// <remarks>
/// <para>
/// A session ends some time after it was used last, and some time after it began, whatever is done with it. Sessions are in memory alone: who was
/// signed in signs in again when the host has been started again. What a browser keeps is known here by its digest only.
/// </para>
/// <para>Thread-safe.</para>
/// </remarks>
/// <param name="options">How long sessions last, and how many there are.</param>
/// <param name="clock">The clock.</param>
internal sealed class SessionBook(MarketServerOptions options, TimeProvider clock)
{
    private const int SecretBytes = 32;

    private readonly Lock _gate = new();
    private readonly Dictionary<string, Entry> _sessions = [];

    /// <summary>Begins a session.</summary>
    /// <param name="wallet">The wallet that has signed in.</param>
    /// <returns>What its browser keeps, and the session; null if there is no room for more at the moment.</returns>
    public (string Secret, MarketSession Session)? Begin(PublicKey wallet)
    {
        string secret = Random();
        DateTimeOffset now = clock.GetUtcNow();
        var session = new MarketSession(wallet, Random(), now + options.SessionLife);
        lock (_gate)
        {
            foreach ((string key, Entry entry) in _sessions)
            {
                if (IsOver(entry, now))
                    _sessions.Remove(key);
            }

            // Of one wallet the session goes that was used longest ago: nobody is kept out by their own browsers.
            Entry[] own = [.. _sessions.Values.Where(entry => entry.Session.Wallet == wallet).OrderBy(entry => entry.UsedAt)];
            if (own.Length >= options.SessionsPerWallet)
                _sessions.Remove(own[0].Key);
            if (_sessions.Count >= options.MaximumSessions)
                return null;
            string digest = Digest(secret);
            _sessions.Add(digest, new Entry(digest, session) { UsedAt = now });
        }

        return (secret, session);
    }

    /// <summary>The session of what a browser keeps, which is used by that; null if there is none.</summary>
    public MarketSession? Use(string? secret)
    {
        if (secret is null)
            return null;
        string digest = Digest(secret);
        DateTimeOffset now = clock.GetUtcNow();
        lock (_gate)
        {
            if (!_sessions.TryGetValue(digest, out Entry? entry))
                return null;
            if (IsOver(entry, now))
            {
                _sessions.Remove(digest);
                return null;
            }

            entry.UsedAt = now;
            return entry.Session;
        }
    }

    /// <summary>Ends a session.</summary>
    public void End(string? secret)
    {
        if (secret is null)
            return;
        lock (_gate)
            _sessions.Remove(Digest(secret));
    }

    private bool IsOver(Entry entry, DateTimeOffset now) => now >= entry.Session.ExpiresAt || now - entry.UsedAt >= options.SessionIdle;

    private static string Random() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(SecretBytes));

    private static string Digest(string secret) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(secret)));

    private sealed record Entry(string Key, MarketSession Session)
    {
        public DateTimeOffset UsedAt { get; set; }
    }
}
