namespace Piwa.Pipeline.Shards;

/// <summary>How shards hold images and meshes. Content hashes are over the raw values: they are the same for all.</summary>
public enum ImageFormat
{
    /// <summary>LZ4 frames of filtered planes of the crop: the fastest to write and to read; devices pack them.</summary>
    Lz4 = 0,

    /// <summary>Zstandard frames of pixels sorted by how well they are predicted: little more than half the size, slower to write and to read.</summary>
    Zstd = 1,

    /// <summary>
    /// PNG of the whole view in <c>struct{bytes, path}</c>, which Hugging Face's tools show; meshes are LZ4 frames. The slowest to write; the
    /// files' bytes depend on the zlib of the runtime.
    /// </summary>
    Png = 2,
}
