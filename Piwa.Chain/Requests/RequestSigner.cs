using System.Globalization;
using System.Security.Cryptography;
using Piwa.Chain.Keys;

namespace Piwa.Chain.Requests;

/// <summary>Signs requests with a wallet's key; see <see cref="RequestVerifier"/>.</summary>
/// <param name="wallet">The wallet's key; not disposed.</param>
/// <param name="audience">Whom requests are for: the address of the key that answers.</param>
/// <param name="clock">The clock.</param>
/// <remarks>Safe to use from several threads.</remarks>
public sealed class RequestSigner(ISigner wallet, PublicKey audience, TimeProvider clock)
{
    /// <summary>The scheme of the header <c>Authorization</c>.</summary>
    public const string Scheme = "Piwa";

    /// <summary>Makes the value of the header <c>Authorization</c>, for one sending of a request.</summary>
    /// <param name="method">The method of HTTP, in capitals.</param>
    /// <param name="path">The path, from the first slash, with its query.</param>
    /// <param name="body">The body.</param>
    /// <param name="cancellationToken">Gives up waiting for a signer that is slow or remote.</param>
    /// <exception cref="ArgumentException"><paramref name="path"/> is too long to be signed.</exception>
    public async ValueTask<string> SignAsync(
        string method, string path, ReadOnlyMemory<byte> body, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(method);
        ArgumentNullException.ThrowIfNull(path);
        if (!SignedRequest.Fits(method, path))
            throw new ArgumentException($"Method and path take more than {SignedRequest.MaximumTargetBytes} bytes.", nameof(path));
        string nonce = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(SignedRequest.NonceBytes));
        SignedRequest request = new(method, path, audience, clock.GetUtcNow(), nonce);
        Signature signature = await wallet.SignAsync(request.ToMessage(body.Span), cancellationToken).ConfigureAwait(false);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{Scheme} wallet={wallet.PublicKey},time={request.Time.ToUnixTimeMilliseconds()},nonce={nonce},signature={signature}");
    }
}
