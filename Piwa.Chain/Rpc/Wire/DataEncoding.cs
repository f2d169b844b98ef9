namespace Piwa.Chain.Rpc.Wire;

/// <summary>How bytes are written in JSON.</summary>
internal enum DataEncoding
{
    /// <summary>Text in base58 alone, as it was before there were others.</summary>
    Base58Text,

    Base58,
    Base64,
}
