namespace Piwa.Pipeline.Shards;

/// <summary>How shards hold images.</summary>
public enum ImageFormat
{
    /// <summary>LZ4 frames of filtered planes of the crop: fast to write and to read.</summary>
    Lz4 = 0,

    /// <summary>PNG of the whole view in <c>struct{bytes, path}</c>, which Hugging Face's tools show: slow to write.</summary>
    Png = 1,
}
