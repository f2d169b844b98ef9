using System.Buffers.Binary;
using System.Globalization;
using Piwa.Chain.Keys;
using Piwa.Chain.Requests;
using Piwa.Pipeline.Encoding;
using Piwa.Pipeline.Shards;

namespace Piwa.Pipeline;

/// <summary>Proofs of render: records of shards that the wallet has signed, checked with nothing but the record.</summary>
/// <remarks>
/// <para>
/// A proof says who made which assets, of which campaign, by which generator, on which device, and what came out: the file and the Merkle
/// root of its assets. It says so of whoever holds the wallet's key; the time is by their clock. Signed is an
/// <see cref="OffchainMessage"/>:
/// </para>
/// <code>
/// piwa proof of render
/// wallet 4Nd1mBQtrMJVYVfKf2PJy9NZUZdTAsp7D4xWLs4gDB4T
/// campaign (64 digits)
/// generator 3
/// assets 8 from 16
/// rows 7
/// dead 1 (64 digits)
/// device host: AMD EPYC 9654
/// file shards/shard-0000000016.parquet
/// bytes 1234567
/// blake3 (64 digits)
/// root (64 digits)
/// time 1764212580123
/// </code>
/// <para>
/// Digits are hexadecimal; those of the dead are BLAKE3 of their indices, 8 bytes each, little-endian. As a file a proof is the record's
/// JSON and a line feed, in this one form: no byte of it can be another. Safe to use from several threads.
/// </para>
/// </remarks>
public static class ProofOfRender
{
    /// <summary>The longest proof as a file.</summary>
    public const int MaximumBytes = 1 << 22;

    private const int MaximumDeviceLength = 120;

    private static readonly long LatestTime = DateTimeOffset.MaxValue.ToUnixTimeMilliseconds();

    /// <summary>Whether a record claims to be signed.</summary>
    /// <param name="record">The record.</param>
    public static bool IsSigned(ShardRecord record)
    {
        ArgumentNullException.ThrowIfNull(record);
        return record.Time is not null || record.Signature is not null;
    }

    /// <summary>The text that is signed.</summary>
    /// <param name="record">The record; its signature does not matter.</param>
    public static string TextOf(ShardRecord record)
    {
        ArgumentNullException.ThrowIfNull(record);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"piwa proof of render\n"
            + $"wallet {record.Wallet}\n"
            + $"campaign {record.Campaign}\n"
            + $"generator {record.Generator}\n"
            + $"assets {record.Assets} from {record.FirstAsset}\n"
            + $"rows {record.Rows}\n"
            + $"dead {record.Dead.Count} {HashOf(record.Dead)}\n"
            + $"device {record.Device}\n"
            + $"file {record.File}\n"
            + $"bytes {record.Bytes}\n"
            + $"blake3 {record.FileHash}\n"
            + $"root {record.Root}\n"
            + $"time {record.Time}");
    }

    /// <summary>Signs a record.</summary>
    /// <param name="record">The record.</param>
    /// <param name="wallet">The wallet that it names.</param>
    /// <param name="time">When the shard was committed.</param>
    /// <param name="cancellationToken">Gives up waiting for a signer that is slow or remote.</param>
    /// <returns>The record with time and signature.</returns>
    /// <exception cref="ArgumentException">The record names another wallet, or something in it does not fit a line of text.</exception>
    public static async ValueTask<ShardRecord> SignAsync(
        ShardRecord record, ISigner wallet, DateTimeOffset time, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(record);
        ArgumentNullException.ThrowIfNull(wallet);
        if (record.Wallet != wallet.PublicKey.ToString())
            throw new ArgumentException($"The record names the wallet {record.Wallet}, not {wallet.PublicKey}, which signs.", nameof(record));
        ShardRecord timed = record with { Time = time.ToUnixTimeMilliseconds() };
        if (FindTextFault(timed) is { } fault)
            throw new ArgumentException(fault, nameof(record));
        Signature signature = await wallet.SignAsync(OffchainMessage.Encode(TextOf(timed)), cancellationToken).ConfigureAwait(false);
        return timed with { Signature = signature.ToString() };
    }

    /// <summary>What is wrong with a record as a proof; null if its wallet has signed just this.</summary>
    /// <param name="record">The record.</param>
    public static string? FindFault(ShardRecord record)
    {
        ArgumentNullException.ThrowIfNull(record);
        if (!IsSigned(record))
            return "it is not signed.";
        if (record.Time is not { } time || record.Signature is not { } text)
            return $"it has no {(record.Time is null ? "time" : "signature")}.";
        if (time < 0 || time > LatestTime)
            return $"{time} is no time.";
        if (!PublicKey.TryParse(record.Wallet, out PublicKey wallet))
            return "its wallet is not an address.";
        if (!Signature.TryParse(text, out Signature signature))
            return "its signature is not the base58 text of 64 bytes.";
        if (FindTextFault(record) is { } fault)
            return fault;
        return SignatureVerifier.Verify(wallet, OffchainMessage.Encode(TextOf(record)), signature)
            ? null
            : $"the wallet {wallet} has not signed this: something was changed, or the signature is of another key.";
    }

    /// <summary>What differs between a shard's file and its record; null if nothing does.</summary>
    /// <param name="record">The record.</param>
    /// <param name="path">The file, whatever its name.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static string? FindFileFault(ShardRecord record, string path, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(record);
        ArgumentException.ThrowIfNullOrEmpty(path);
        return FileHash.FindFault(path, record.Bytes, record.FileHash, "proof", cancellationToken);
    }

    /// <summary>A record as a file.</summary>
    /// <param name="record">The record.</param>
    public static byte[] Write(ShardRecord record)
    {
        ArgumentNullException.ThrowIfNull(record);
        return CanonicalJson.Write(record, DatasetJson.Default.ShardRecord);
    }

    /// <summary>Reads a record that is a file; whether the signature holds, <see cref="FindFault"/> tells.</summary>
    /// <param name="content">The file.</param>
    /// <param name="place">What to call it in messages.</param>
    /// <exception cref="ManifestException">It is none, or not in the form that <see cref="Write"/> gives it.</exception>
    public static ShardRecord Read(ReadOnlySpan<byte> content, string place) =>
        CanonicalJson.Read(content, DatasetJson.Default.ShardRecord, MaximumBytes, place, "proof of render", record => ShardRules.CheckForm(record, place));

    /// <summary>A device's name as a record takes it: one line, not too long.</summary>
    internal static string DeviceName(string name)
    {
        string line = string.Concat(name.Select(c => char.IsControl(c) || char.IsSurrogate(c) ? ' ' : c));
        return line.Length <= MaximumDeviceLength ? line : line[..MaximumDeviceLength];
    }

    /// <summary>Each field has a line of its own, so that no two records have the same text.</summary>
    private static string? FindTextFault(ShardRecord record)
    {
        if (record.Wallet.Any(char.IsControl) || record.Device.Any(char.IsControl) || record.File.Any(char.IsControl))
            return "wallet, device or file is more than a line of text.";
        return System.Text.Encoding.UTF8.GetByteCount(TextOf(record)) <= OffchainMessage.MaximumTextBytes
            ? null
            : $"its text is longer than {OffchainMessage.MaximumTextBytes} bytes.";
    }

    internal static ContentHash HashOf(IReadOnlyList<ulong> indices)
    {
        var bytes = new byte[indices.Count * sizeof(ulong)];
        for (int i = 0; i < indices.Count; i++)
            BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(i * sizeof(ulong)), indices[i]);
        return Blake3.Hash(bytes);
    }
}
