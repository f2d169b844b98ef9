using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Piwa.Chain.Keys;

namespace Piwa.Chain.Requests;

/// <summary>Signs wallets in: gives each a text, and takes the signature of it.</summary>
/// <remarks>
/// <para>The text is in the form of Sign-In With Solana, so that wallets show whom it is for:</para>
/// <code>
/// 127.0.0.1:7474 wants you to sign in with your Solana account:
/// 4Nd1mBQtrMJVYVfKf2PJy9NZUZdTAsp7D4xWLs4gDB4T
///
/// Sign in to the Piwa market. It costs nothing and moves nothing.
///
/// URI: http://127.0.0.1:7474/
/// Version: 1
/// Nonce: (32 digits)
/// Issued At: 2026-02-03T04:05:06.000Z
/// Expiration Time: 2026-02-03T04:10:06.000Z
/// </code>
/// <para>
/// Signed is either the text itself, as <c>signMessage</c> of a wallet does, or its <see cref="OffchainMessage"/>, as hardware wallets and
/// <c>solana sign-offchain-message</c> do. A text is good for one time within its life. Safe to use from several threads.
/// </para>
/// </remarks>
public sealed class SignInDesk
{
    /// <summary>Default of how long a text is good: as long as one needs to fetch a hardware wallet.</summary>
    public static readonly TimeSpan DefaultLife = TimeSpan.FromMinutes(5);

    /// <summary>Default of the texts that are remembered.</summary>
    public const int DefaultCapacity = 10_000;

    private const string Statement = "Sign in to the Piwa market. It costs nothing and moves nothing.";
    private const string NonceLine = "\nNonce: ";
    private const int NonceBytes = 16;

    private readonly TimeProvider _clock;
    private readonly int _capacity;
    private readonly Lock _gate = new();
    private readonly Dictionary<string, SignInChallenge> _open = [];

    // All live equally long, so the first to come is the first to go.
    private readonly Queue<SignInChallenge> _byAge = new();

    /// <summary>Creates a desk.</summary>
    /// <param name="clock">The clock.</param>
    /// <param name="life">How long a text is good; null for <see cref="DefaultLife"/>.</param>
    /// <param name="capacity">Texts that are remembered; while there are so many no more are given.</param>
    public SignInDesk(TimeProvider clock, TimeSpan? life = null, int capacity = DefaultCapacity)
    {
        ArgumentNullException.ThrowIfNull(clock);
        ArgumentOutOfRangeException.ThrowIfLessThan(capacity, 1);
        _clock = clock;
        _capacity = capacity;
        Life = life ?? DefaultLife;
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(Life, TimeSpan.Zero, nameof(life));
    }

    /// <summary>How long a text is good.</summary>
    public TimeSpan Life { get; }

    /// <summary>Gives a wallet a text to sign.</summary>
    /// <param name="wallet">The wallet.</param>
    /// <param name="address">Where the wallet's owner is: the address of the page.</param>
    /// <returns>The text; null if there is no room for more at the moment.</returns>
    public SignInChallenge? Begin(PublicKey wallet, Uri address)
    {
        ArgumentNullException.ThrowIfNull(address);
        DateTimeOffset now = _clock.GetUtcNow(), end = now + Life;
        string nonce = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(NonceBytes));
        string text = string.Create(
            CultureInfo.InvariantCulture,
            $"{address.Authority} wants you to sign in with your Solana account:\n{wallet}\n\n{Statement}\n\n"
            + $"URI: {address.GetLeftPart(UriPartial.Authority)}/\nVersion: 1{NonceLine}{nonce}\nIssued At: {Text(now)}\nExpiration Time: {Text(end)}");
        var challenge = new SignInChallenge(wallet, nonce, text, end);
        lock (_gate)
        {
            Forget(now);
            if (_byAge.Count >= _capacity)
                return null;
            _open.Add(nonce, challenge);
            _byAge.Enqueue(challenge);
            return challenge;
        }
    }

    /// <summary>Takes a signature.</summary>
    /// <param name="wallet">The wallet that is said to have signed.</param>
    /// <param name="text">The text that was signed, or its nonce alone.</param>
    /// <param name="signature">The signature.</param>
    public SignInFault Finish(PublicKey wallet, string text, Signature signature)
    {
        ArgumentNullException.ThrowIfNull(text);
        int line = text.IndexOf(NonceLine, StringComparison.Ordinal);
        string nonce = line < 0 ? text : string.Concat(text.Skip(line + NonceLine.Length).TakeWhile(char.IsAsciiHexDigit));
        SignInChallenge? challenge = Find(nonce);
        if (challenge is null || challenge.Wallet != wallet)
            return SignInFault.Unknown;
        if (line >= 0 && text != challenge.Text)
            return SignInFault.Changed;
        if (!SignatureVerifier.Verify(wallet, Encoding.UTF8.GetBytes(challenge.Text), signature)
            && !SignatureVerifier.Verify(wallet, OffchainMessage.Encode(challenge.Text), signature))
        {
            return SignInFault.BadSignature;
        }

        // Of two that come at once with the same signature one is first.
        lock (_gate)
            return _open.Remove(nonce) ? SignInFault.None : SignInFault.Unknown;
    }

    private SignInChallenge? Find(string nonce)
    {
        lock (_gate)
        {
            Forget(_clock.GetUtcNow());
            return _open.GetValueOrDefault(nonce);
        }
    }

    private void Forget(DateTimeOffset now)
    {
        while (_byAge.TryPeek(out SignInChallenge? oldest) && (oldest.ExpiresAt <= now || !_open.ContainsKey(oldest.Nonce)))
            _open.Remove(_byAge.Dequeue().Nonce);
    }

    private static string Text(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
}
