using System.Security.Cryptography;
using Piwa.Chain.Hashing;

namespace Piwa.Chain.Provenance.Sources;

/// <summary>What the bytes of a table of known sources are; <c>docs/provenance.md</c> has them in order.</summary>
internal static class TableFormat
{
    /// <summary>The version of the format, not of a table.</summary>
    public const uint Version = 1;

    /// <summary>A hash, then the number of its source.</summary>
    public const int EntryBytes = Hash256.Size + sizeof(ushort);

    /// <summary>The longest name of a table or a source, in bytes of UTF-8: its length is one byte.</summary>
    public const int MaximumNameBytes = byte.MaxValue;

    /// <summary>Sources of a table: their number is two bytes.</summary>
    public const int MaximumSources = ushort.MaxValue;

    public static ReadOnlySpan<byte> Magic => "PIWAKNOW"u8;

    /// <summary>What an issuer signs: a text that says for what, then the SHA-256 of all bytes before the signature.</summary>
    public static byte[] SignedMessage(IncrementalHash bytes) => [.. "Piwa table of known sources\n"u8, .. bytes.GetCurrentHash()];
}
