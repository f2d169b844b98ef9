using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using Piwa.Chain.Keys;
using Piwa.Chain.Requests;

namespace Piwa.Chain.Economy.Licensing;

/// <summary>Licences as files: signed, and checked with nothing but the file.</summary>
/// <remarks>
/// <para>Signed is an <see cref="OffchainMessage"/>:</para>
/// <code>
/// piwa licence
/// number 12
/// id 7Np41oeYqPefeNQEHSv1UDhYrehxin3NStELsSKCT4K2
/// buyer 4Nd1mBQtrMJVYVfKf2PJy9NZUZdTAsp7D4xWLs4gDB4T
/// market 9B5XszUGdMaxCZ7uSQhPzdks5ZQSmWxrmzCSvtJ6Ns6g
/// mint rndrizKT3MK1iimdxRdWabcF7Zg7AR5T4nud4EkHBof
/// paid 12.5
/// purpose research
/// begins 1764212580123
/// ends 1764298980123
/// data (64 digits)
/// </code>
/// <para>
/// Digits are hexadecimal, of SHA-256 of the JSON of the ranges as it stands in the file. The file is the licence's JSON and a line feed, in this one
/// form: no byte of it can be another. What stands on chain of it is its SHA-256. Safe to use from several threads.
/// </para>
/// </remarks>
public static class LicenceFile
{
    /// <summary>The longest file.</summary>
    public const int MaximumBytes = 1 << 16;

    private static readonly long LatestTime = DateTimeOffset.MaxValue.ToUnixTimeMilliseconds();

    /// <summary>The text that is signed.</summary>
    /// <param name="licence">The licence; its signature does not matter.</param>
    public static string TextOf(Licence licence)
    {
        ArgumentNullException.ThrowIfNull(licence);
        byte[] ranges = JsonSerializer.SerializeToUtf8Bytes(licence.Ranges, LicenceJson.Default.IReadOnlyListLicensedRange);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"piwa licence\n"
            + $"number {licence.Number}\n"
            + $"id {licence.Id}\n"
            + $"buyer {licence.Buyer}\n"
            + $"market {licence.Market}\n"
            + $"mint {licence.Mint}\n"
            + $"paid {licence.Paid}\n"
            + $"purpose {licence.Purpose.ToString().ToLowerInvariant()}\n"
            + $"begins {licence.Begins}\n"
            + $"ends {licence.Ends}\n"
            + $"data {Convert.ToHexStringLower(SHA256.HashData(ranges))}");
    }

    /// <summary>Signs a licence.</summary>
    /// <param name="licence">The licence.</param>
    /// <param name="market">The key of the market that it names.</param>
    /// <param name="cancellationToken">Gives up waiting for a signer that is slow or remote.</param>
    /// <exception cref="ArgumentException">The licence names another market, or can be none.</exception>
    public static async ValueTask<Licence> SignAsync(Licence licence, ISigner market, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(licence);
        ArgumentNullException.ThrowIfNull(market);
        if (licence.Market != market.PublicKey)
            throw new ArgumentException($"The licence names the market {licence.Market}, not {market.PublicKey}, which signs.", nameof(licence));
        if (FindFormFault(licence) is { } fault)
            throw new ArgumentException(fault, nameof(licence));
        return licence with
        {
            Signature = await market.SignAsync(OffchainMessage.Encode(TextOf(licence)), cancellationToken).ConfigureAwait(false),
        };
    }

    /// <summary>What is wrong with a licence; null if the market that it names has signed just this.</summary>
    /// <param name="licence">The licence.</param>
    public static string? FindFault(Licence licence)
    {
        ArgumentNullException.ThrowIfNull(licence);
        if (FindFormFault(licence) is { } fault)
            return fault;
        if (licence.Signature is not { } signature)
            return "it is not signed.";
        return SignatureVerifier.Verify(licence.Market, OffchainMessage.Encode(TextOf(licence)), signature)
            ? null
            : $"the market {licence.Market} has not signed this: something was changed, or the signature is of another key.";
    }

    /// <summary>A licence as a file.</summary>
    /// <param name="licence">The licence.</param>
    public static byte[] Write(Licence licence)
    {
        ArgumentNullException.ThrowIfNull(licence);
        return [.. JsonSerializer.SerializeToUtf8Bytes(licence, LicenceJson.Default.Licence), (byte)'\n'];
    }

    /// <summary>Reads a licence that is a file; whether it holds, <see cref="FindFault"/> tells.</summary>
    /// <param name="content">The file.</param>
    /// <exception cref="FormatException">It is none, or not in the form that <see cref="Write"/> gives it.</exception>
    public static Licence Read(ReadOnlySpan<byte> content)
    {
        if (content.Length > MaximumBytes)
            throw new FormatException($"It is longer than {MaximumBytes} bytes: no licence.");
        try
        {
            Licence licence = JsonSerializer.Deserialize(content, LicenceJson.Default.Licence) ?? throw new JsonException("It is null.");
            return Write(licence).AsSpan().SequenceEqual(content)
                ? licence
                : throw new FormatException("It is not in the form that Piwa writes: it was changed.");
        }
        catch (JsonException fault)
        {
            throw new FormatException($"It is no licence: {fault.Message}", fault);
        }
    }

    /// <summary>The address of a licence in its NFT: <c>sha256:</c> and the digits that <c>sha256sum</c> gives of the file.</summary>
    /// <param name="licence">The licence, signed.</param>
    public static string UriOf(Licence licence) => $"sha256:{Convert.ToHexStringLower(SHA256.HashData(Write(licence)))}";

    private static string? FindFormFault(Licence licence)
    {
        if (licence.Number < 0 || licence.Begins < 0 || licence.Ends <= licence.Begins || licence.Ends > LatestTime)
            return "its number or its times are none.";
        if (licence.Paid.IsNegative || !Enum.IsDefined(licence.Purpose))
            return "what was paid, or its purpose, is none.";
        return licence.Ranges is null || licence.Ranges.Count == 0 || !licence.Ranges.All(range => range is not null && range.IsSound)
            ? "it is for no data, or for what can be none."
            : null;
    }
}
