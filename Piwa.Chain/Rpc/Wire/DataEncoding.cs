namespace Piwa.Chain.Rpc.Wire;

/// <summary>How bytes are written in JSON.</summary>
internal enum DataEncoding
{
    /// <summary>Text in base58 alone, as it was before there were others.</summary>
    Base58Text,

    Base58,
    Base64,

    /// <summary>Base64 of Zstandard.</summary>
    Base64Zstd,

    /// <summary>Taken apart: an object.</summary>
    JsonParsed,
}
