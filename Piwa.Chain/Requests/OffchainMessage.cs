using System.Buffers.Binary;
using System.Text;

namespace Piwa.Chain.Requests;

/// <summary>Messages in Solana's off-chain form: a wallet can sign them, and they can never be transactions.</summary>
/// <remarks>
/// Form: anza-xyz/agave, sdk/src/offchain_message.rs: 0xff, "solana offchain", version 0, a byte for the format, the text's length in 16
/// bits, little-endian, and the text. Safe to use from several threads.
/// </remarks>
public static class OffchainMessage
{
    /// <summary>The longest text, in bytes of UTF-8.</summary>
    public const int MaximumTextBytes = 1212;

    /// <summary>Format 1: UTF-8. Format 0 has no line feeds.</summary>
    private const byte LimitedUtf8 = 1;

    /// <summary>The message of some lines of text, in format 1, as <c>solana sign-offchain-message</c> makes it.</summary>
    /// <param name="text">The lines, with line feeds between them.</param>
    /// <exception cref="ArgumentException"><paramref name="text"/> is empty or longer than <see cref="MaximumTextBytes"/>.</exception>
    public static byte[] Encode(string text)
    {
        ArgumentException.ThrowIfNullOrEmpty(text);
        byte[] content = Encoding.UTF8.GetBytes(text);
        if (content.Length > MaximumTextBytes)
            throw new ArgumentException($"The text has {content.Length} bytes; a message takes {MaximumTextBytes}.", nameof(text));
        byte[] head = [0xff, .. "solana offchain"u8, 0, LimitedUtf8, 0, 0];
        BinaryPrimitives.WriteUInt16LittleEndian(head.AsSpan(head.Length - sizeof(ushort)), (ushort)content.Length);
        return [.. head, .. content];
    }
}
