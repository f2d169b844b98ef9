using System.Globalization;
using Piwa.Chain.Keys;
using Piwa.Chain.Requests;
using Piwa.Pipeline.Shards;

namespace Piwa.Pipeline.Uploads;

/// <summary>Certificates of first upload: what a host has signed of an upload, checked with nothing but the certificate.</summary>
/// <remarks>
/// <para>
/// A certificate says that the host's registry knew nobody before the wallets that it names. It says so of whoever holds the host's key; times
/// are by the host's clock, and other hosts' registries may know more. Signed is an <see cref="OffchainMessage"/>:
/// </para>
/// <code>
/// piwa certificate of first upload
/// uploader 4Nd1mBQtrMJVYVfKf2PJy9NZUZdTAsp7D4xWLs4gDB4T
/// file (64 digits) 123456
/// source (64 digits) 4Nd1mBQtrMJVYVfKf2PJy9NZUZdTAsp7D4xWLs4gDB4T 1764212580123
/// mesh (64 digits) 4Nd1mBQtrMJVYVfKf2PJy9NZUZdTAsp7D4xWLs4gDB4T 1764212580123
/// texture (64 digits) 4Nd1mBQtrMJVYVfKf2PJy9NZUZdTAsp7D4xWLs4gDB4T 1764212580123
/// scene (64 digits) 9WzDXwBbmkg8ZTbNMqUxvQRAyrZzDsGYdLVL9zYtAWWM 1764212480123
/// campaign (64 digits)
/// asset 7 (64 digits)
/// nft (address) (address of its tree)
/// host 9WzDXwBbmkg8ZTbNMqUxvQRAyrZzDsGYdLVL9zYtAWWM
/// time 1764212590123
/// </code>
/// <para>
/// Digits are hexadecimal; <c>nft none</c> stands where nothing is minted. As a file a certificate is JSON and a line feed, in this one form:
/// no byte of it can be another. Safe to use from several threads.
/// </para>
/// </remarks>
public static class FirstUploadCertificate
{
    /// <summary>The longest certificate as a file.</summary>
    public const int MaximumBytes = 1 << 13;

    private static readonly string[] Contents = ["source", "mesh", "texture", "scene"];
    private static readonly long LatestTime = DateTimeOffset.MaxValue.ToUnixTimeMilliseconds();

    /// <summary>The text that is signed.</summary>
    /// <param name="record">The record; its signature does not matter.</param>
    public static string TextOf(FirstUploadRecord record)
    {
        ArgumentNullException.ThrowIfNull(record);
        string contents = string.Concat(record.Contents.Select(content =>
            string.Create(CultureInfo.InvariantCulture, $"{content.Content} {content.Hash} {content.Wallet} {content.Time}\n")));
        return string.Create(
            CultureInfo.InvariantCulture,
            $"piwa certificate of first upload\n"
            + $"uploader {record.Uploader}\n"
            + $"file {record.FileHash} {record.FileBytes}\n"
            + $"{contents}campaign {record.Campaign}\n"
            + $"asset {record.Asset} {record.AssetHash}\n"
            + $"nft {(record.Nft is null ? "none" : $"{record.Nft} {record.Tree}")}\n"
            + $"host {record.Host}\n"
            + $"time {record.Time}");
    }

    /// <summary>Signs a record.</summary>
    /// <param name="record">The record.</param>
    /// <param name="host">The wallet of the host that it names.</param>
    /// <param name="cancellationToken">Gives up waiting for a signer that is slow or remote.</param>
    /// <returns>The record with its signature.</returns>
    /// <exception cref="ArgumentException">The record names another host, or something in it is not what it must be.</exception>
    public static async ValueTask<FirstUploadRecord> SignAsync(FirstUploadRecord record, ISigner host, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(record);
        ArgumentNullException.ThrowIfNull(host);
        if (record.Host != host.PublicKey.ToString())
            throw new ArgumentException($"The record names the host {record.Host}, not {host.PublicKey}, which signs.", nameof(record));
        if (FindFormFault(record) is { } fault)
            throw new ArgumentException(fault, nameof(record));
        Signature signature = await host.SignAsync(OffchainMessage.Encode(TextOf(record)), cancellationToken).ConfigureAwait(false);
        return record with { Signature = signature.ToString() };
    }

    /// <summary>What is wrong with a certificate; null if its host has signed just this.</summary>
    /// <param name="record">The record.</param>
    public static string? FindFault(FirstUploadRecord record)
    {
        ArgumentNullException.ThrowIfNull(record);
        if (record.Signature is null)
            return "it is not signed.";
        if (!Signature.TryParse(record.Signature, out Signature signature))
            return "its signature is not the base58 text of 64 bytes.";
        if (FindFormFault(record) is { } fault)
            return fault;
        return SignatureVerifier.Verify(PublicKey.Parse(record.Host), OffchainMessage.Encode(TextOf(record)), signature)
            ? null
            : $"the host {record.Host} has not signed this: something was changed, or the signature is of another key.";
    }

    /// <summary>What differs between the uploaded file and a certificate; null if nothing does.</summary>
    /// <param name="record">The record.</param>
    /// <param name="path">The file, whatever its name.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static string? FindFileFault(FirstUploadRecord record, string path, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(record);
        ArgumentException.ThrowIfNullOrEmpty(path);
        return Encoding.FileHash.FindFault(path, record.FileBytes, record.FileHash, "certificate", cancellationToken);
    }

    /// <summary>A record as a file.</summary>
    /// <param name="record">The record.</param>
    public static byte[] Write(FirstUploadRecord record)
    {
        ArgumentNullException.ThrowIfNull(record);
        return CanonicalJson.Write(record, UploadJson.Default.FirstUploadRecord);
    }

    /// <summary>Reads a record that is a file; whether the signature holds, <see cref="FindFault"/> tells.</summary>
    /// <param name="content">The file.</param>
    /// <param name="place">What to call it in messages.</param>
    /// <exception cref="ManifestException">It is none, or not in the form that <see cref="Write"/> gives it.</exception>
    public static FirstUploadRecord Read(ReadOnlySpan<byte> content, string place) =>
        CanonicalJson.Read(content, UploadJson.Default.FirstUploadRecord, MaximumBytes, place, "certificate of first upload");

    /// <summary>Each field is what it must be, so that no two records have the same text.</summary>
    private static string? FindFormFault(FirstUploadRecord record)
    {
        if (!PublicKey.TryParse(record.Uploader, out _) || !PublicKey.TryParse(record.Host, out _))
            return "its uploader or its host is not an address.";
        if (!record.Contents.Select(content => content?.Content).SequenceEqual(Contents))
            return $"its contents are not {string.Join(", ", Contents)}.";
        if (record.Contents.FirstOrDefault(content => !PublicKey.TryParse(content.Wallet, out _) || !IsTime(content.Time)) is { } wrong)
            return $"its {wrong.Content} has a wallet that is no address, or a time that is none.";
        if (record.Nft is null != record.Tree is null || (record.Nft is not null && (!PublicKey.TryParse(record.Nft, out _) || !PublicKey.TryParse(record.Tree, out _))))
            return "its NFT and tree must both be addresses, or neither be there.";
        if (!IsTime(record.Time) || record.FileBytes < 0)
            return "its time or the length of its file is none.";
        return null;
    }

    private static bool IsTime(long time) => time >= 0 && time <= LatestTime;
}
