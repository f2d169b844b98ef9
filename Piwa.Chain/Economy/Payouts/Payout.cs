using System.Buffers.Binary;
using System.Text;
using Piwa.Chain.Hashing;
using Piwa.Chain.Keys;

namespace Piwa.Chain.Economy.Payouts;

/// <summary>RENDER that is to be paid to a wallet, once.</summary>
/// <param name="Key">Tells it from all others of its treasury: 1 to <see cref="MaximumKeyBytes"/> bytes of UTF-8.</param>
/// <param name="Recipient">Whose it is: a wallet, not a token account.</param>
/// <param name="Amount">How much.</param>
public sealed record Payout(string Key, PublicKey Recipient, Amount Amount)
{
    /// <summary>The longest key.</summary>
    public const int MaximumKeyBytes = 256;

    private static ReadOnlySpan<byte> Domain => "piwa payout\0"u8;

    /// <summary>The leaf that stands for it on chain: Keccak-256 of <c>piwa payout</c> and a zero byte, 32 bytes mint, 32 recipient, 64-bit
    /// amount, little-endian, and the key.</summary>
    /// <param name="mint">The token's mint.</param>
    public Hash256 Hash(PublicKey mint)
    {
        int keyBytes = Encoding.UTF8.GetByteCount(Key);
        byte[] bytes = new byte[Domain.Length + (2 * PublicKey.Size) + sizeof(long) + keyBytes];
        Domain.CopyTo(bytes);
        Span<byte> rest = bytes.AsSpan(Domain.Length);
        mint.CopyTo(rest);
        Recipient.CopyTo(rest[PublicKey.Size..]);
        BinaryPrimitives.WriteInt64LittleEndian(rest[(2 * PublicKey.Size)..], Amount.Units);
        Encoding.UTF8.GetBytes(Key, rest[((2 * PublicKey.Size) + sizeof(long))..]);
        return Keccak256.Hash(bytes);
    }

    /// <summary>What is wrong with it; null if nothing is.</summary>
    internal string? FindFault()
    {
        if (string.IsNullOrEmpty(Key) || Encoding.UTF8.GetByteCount(Key) > MaximumKeyBytes)
            return $"The key '{Key}' must have 1 to {MaximumKeyBytes} bytes.";
        if (Recipient == default)
            return $"Payout '{Key}' names no wallet.";
        return Amount > Amount.Zero ? null : $"Payout '{Key}' is of {Amount}; it must be more than nothing.";
    }
}
