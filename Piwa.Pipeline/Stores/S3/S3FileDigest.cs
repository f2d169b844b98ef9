using System.Buffers;
using System.Security.Cryptography;
using Amazon.S3.Model;
using Microsoft.Win32.SafeHandles;

namespace Piwa.Pipeline.Stores.S3;

/// <summary>Checksums of a file's parts, and what a server makes of them: of one part its own, of several that of theirs, with their count.</summary>
/// <param name="kind">Which checksum.</param>
/// <param name="plan">The parts.</param>
internal sealed class S3FileDigest(S3Checksum kind, S3PartPlan plan)
{
    private const int Md5Letters = 32;

    private static readonly SearchValues<char> Hexadecimal = SearchValues.Create("0123456789abcdef");

    private readonly byte[]?[] _parts = new byte[plan.Count][];

    /// <summary>Which checksum.</summary>
    public S3Checksum Kind { get; } = kind;

    /// <summary>Computes a checksum.</summary>
    public static byte[] Hash(S3Checksum kind, ReadOnlySpan<byte> content) => kind switch
    {
#pragma warning disable CA5351 // It is what Content-MD5 is.
        S3Checksum.Md5 => MD5.HashData(content),
#pragma warning restore CA5351
        S3Checksum.Sha256 => SHA256.HashData(content),
        _ => [],
    };

    /// <summary>What a server tells of an object: its SHA-256, or by its <c>ETag</c> its MD5; null if neither.</summary>
    public static (S3Checksum Kind, string? Told) Of(GetObjectMetadataResponse head)
    {
        if (head.ChecksumSHA256 is { Length: > 0 } hash)
            return (S3Checksum.Sha256, hash);
        string tag = head.ETag?.Trim('"') ?? "";
        bool isHash = tag.Length >= Md5Letters && !tag.AsSpan(0, Md5Letters).ContainsAnyExcept(Hexadecimal);
        return (S3Checksum.Md5, isHash ? tag : null);
    }

    /// <summary>Reads a file for its digest.</summary>
    public static async Task<S3FileDigest> ComputeAsync(S3Checksum kind, S3PartPlan plan, SafeFileHandle file, S3Buffers buffers, CancellationToken cancellationToken)
    {
        var digest = new S3FileDigest(kind, plan);
        await buffers.UseAsync(
            plan.PartBytes,
            async buffer =>
            {
                for (int part = 0; part < plan.Count; part++)
                {
                    Memory<byte> content = buffer.AsMemory(0, plan.Bytes(part));
                    await S3Buffers.FillAsync(file, plan.Offset(part), content, cancellationToken).ConfigureAwait(false);
                    digest.Set(part, Hash(kind, content.Span));
                }
            },
            cancellationToken).ConfigureAwait(false);
        return digest;
    }

    /// <summary>Enters the checksum of a part. Several threads may, each for its own.</summary>
    public void Set(int part, byte[] hash) => _parts[part] = hash;

    /// <summary>The checksum of a part.</summary>
    public byte[] Of(int part) => _parts[part]!;

    /// <summary>As a server tells it for an object that was put as these parts.</summary>
    /// <param name="inParts">Whether it was put as parts; else as a whole.</param>
    public string Whole(bool inParts)
    {
        byte[] hash = inParts ? Hash(Kind, _parts.SelectMany(part => part!).ToArray()) : _parts[0]!;
        string text = Kind == S3Checksum.Md5 ? Convert.ToHexStringLower(hash) : Convert.ToBase64String(hash);
        return inParts ? $"{text}-{plan.Count}" : text;
    }
}
