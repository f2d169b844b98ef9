namespace Piwa.Pipeline.Stores.S3;

/// <summary>What a server checks of the bytes that are put, as the probe has found.</summary>
internal enum S3Checksum
{
    /// <summary>Nothing: what is put has to be read back.</summary>
    None,

    /// <summary><c>Content-MD5</c>. Against accidents it is good enough; who made a shard is proven by its BLAKE3.</summary>
    Md5,

    /// <summary><c>x-amz-checksum-sha256</c>.</summary>
    Sha256,
}
