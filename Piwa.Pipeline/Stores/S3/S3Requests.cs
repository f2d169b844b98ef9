using Amazon.S3;
using Amazon.S3.Model;

namespace Piwa.Pipeline.Stores.S3;

/// <summary>What is sent to a server. Requests are made anew for each attempt.</summary>
/// <param name="address">The store.</param>
internal sealed class S3Requests(S3Address address)
{
    /// <summary>A whole object.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="content">Its content, and more.</param>
    /// <param name="bytes">How much of it.</param>
    /// <param name="checksum">What the server is to check.</param>
    /// <param name="hash">That checksum.</param>
    /// <param name="create">Whether only if there is none of that name.</param>
    public PutObjectRequest Put(string name, byte[] content, int bytes, S3Checksum checksum, byte[] hash, bool create) => new()
    {
        BucketName = address.Bucket,
        Key = address.KeyOf(name),
        InputStream = new MemoryStream(content, 0, bytes, writable: false),
        IfNoneMatch = create ? "*" : null,

        // The client frames what it signs in chunks; some servers store the frames.
        UseChunkEncoding = false,
        MD5Digest = Text(S3Checksum.Md5, checksum, hash),
        ChecksumSHA256 = Text(S3Checksum.Sha256, checksum, hash),
    };

    /// <summary>Begins an object of parts.</summary>
    public InitiateMultipartUploadRequest Begin(string name, S3Checksum checksum) => new()
    {
        BucketName = address.Bucket,
        Key = address.KeyOf(name),
        ChecksumAlgorithm = checksum == S3Checksum.Sha256 ? ChecksumAlgorithm.SHA256 : null,
    };

    /// <summary>A part, counted from 0.</summary>
    public UploadPartRequest Part(string name, string upload, int part, byte[] content, int bytes, S3Checksum checksum, byte[] hash) => new()
    {
        BucketName = address.Bucket,
        Key = address.KeyOf(name),
        UploadId = upload,
        PartNumber = part + 1,
        PartSize = bytes,
        InputStream = new MemoryStream(content, 0, bytes, writable: false),
        UseChunkEncoding = false,
        MD5Digest = Text(S3Checksum.Md5, checksum, hash),
        ChecksumSHA256 = Text(S3Checksum.Sha256, checksum, hash),
    };

    /// <summary>A part as the server has taken it.</summary>
    public static PartETag Taken(int part, UploadPartResponse response, S3Checksum checksum, byte[] hash) => new()
    {
        PartNumber = part + 1,
        ETag = response.ETag,
        ChecksumSHA256 = Text(S3Checksum.Sha256, checksum, hash),
    };

    /// <summary>Makes an object of its parts.</summary>
    public CompleteMultipartUploadRequest Complete(string name, string upload, IEnumerable<PartETag> parts) => new()
    {
        BucketName = address.Bucket,
        Key = address.KeyOf(name),
        UploadId = upload,
        PartETags = [.. parts],
    };

    /// <summary>Gives an object of parts up.</summary>
    public AbortMultipartUploadRequest Abort(string name, string upload) => new()
    {
        BucketName = address.Bucket,
        Key = address.KeyOf(name),
        UploadId = upload,
    };

    /// <summary>A copy of an object, by the server.</summary>
    /// <param name="from">Name of the object.</param>
    /// <param name="to">Name of the copy.</param>
    /// <param name="version">What the server must name the object by.</param>
    public CopyObjectRequest Copy(string from, string to, string version) => new()
    {
        SourceBucket = address.Bucket,
        SourceKey = address.KeyOf(from),
        DestinationBucket = address.Bucket,
        DestinationKey = address.KeyOf(to),
        ETagToMatch = version,
    };

    /// <summary>Length and checksum of an object.</summary>
    public GetObjectMetadataRequest Head(string name) => new()
    {
        BucketName = address.Bucket,
        Key = address.KeyOf(name),
        ChecksumMode = ChecksumMode.ENABLED,
    };

    /// <summary>An object from a byte on, if it is still the same.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="from">The first byte.</param>
    /// <param name="end">The byte behind the last; null for all there are.</param>
    /// <param name="version">What the server named it by; null if it may be any.</param>
    public GetObjectRequest Get(string name, long from, long? end, string? version) => new()
    {
        BucketName = address.Bucket,
        Key = address.KeyOf(name),
        ByteRange = from == 0 && end is null ? null : new ByteRange($"bytes={from}-{end - 1}"),
        EtagToMatch = version,
    };

    /// <summary>A page of a list.</summary>
    public ListObjectsV2Request List(string prefix, bool deep, string? next) => new()
    {
        BucketName = address.Bucket,
        Prefix = address.KeyOf(prefix),
        Delimiter = deep ? null : "/",
        ContinuationToken = next,
    };

    private static string? Text(S3Checksum wanted, S3Checksum checksum, byte[] hash) => wanted == checksum ? Convert.ToBase64String(hash) : null;
}
