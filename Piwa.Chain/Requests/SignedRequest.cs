using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Piwa.Chain.Keys;

namespace Piwa.Chain.Requests;

/// <summary>What a wallet signs of a request, so that whoever answers knows that it is of this wallet, for them, new and unchanged.</summary>
/// <remarks>
/// <para>
/// Signed is a message in Solana's off-chain form (<see cref="OffchainMessage"/>), which can never be a transaction. Its text:
/// </para>
/// <code>
/// piwa request
/// POST /v1/shards
/// to 4Nd1mBQtrMJVYVfKf2PJy9NZUZdTAsp7D4xWLs4gDB4T
/// at 1764212580123
/// nonce 000102030405060708090a0b0c0d0e0f
/// body e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855
/// </code>
/// <para>Times are milliseconds since 1970; the body is named by its SHA-256.</para>
/// </remarks>
/// <param name="Method">The method of HTTP, in capitals.</param>
/// <param name="Path">The path, from the first slash, with its query.</param>
/// <param name="Audience">Whom the request is for: the address of the key that answers.</param>
/// <param name="Time">When it was made.</param>
/// <param name="Nonce">Sixteen bytes that are never used twice, in hexadecimal.</param>
internal sealed record SignedRequest(string Method, string Path, PublicKey Audience, DateTimeOffset Time, string Nonce)
{
    public const int NonceBytes = 16;

    /// <summary>The longest method and path together, in bytes of UTF-8: with the rest they fit a message.</summary>
    public const int MaximumTargetBytes = 900;

    /// <summary>Whether a target is short enough to be signed.</summary>
    public static bool Fits(string method, string path) =>
        Encoding.UTF8.GetByteCount(method) + Encoding.UTF8.GetByteCount(path) <= MaximumTargetBytes;

    /// <summary>The message that is signed.</summary>
    public byte[] ToMessage(ReadOnlySpan<byte> body)
    {
        string text = string.Create(
            CultureInfo.InvariantCulture,
            $"piwa request\n{Method} {Path}\nto {Audience}\nat {Time.ToUnixTimeMilliseconds()}\nnonce {Nonce}\nbody {Convert.ToHexStringLower(SHA256.HashData(body))}");
        return OffchainMessage.Encode(text);
    }
}
