using System.Buffers.Binary;
using Piwa.Chain.Hashing;
using Piwa.Chain.Keys;

namespace Piwa.Chain.Transactions;

/// <summary>A durable nonce as it stands on chain.</summary>
/// <param name="Authority">Who may advance it.</param>
/// <param name="Value">What a transaction has in place of a blockhash; changes with each advance.</param>
/// <param name="LamportsPerSignature">The fee per signature when the value was made.</param>
/// <remarks>Source: solana_nonce::versions::Versions in bincode: version, state, authority, value, fee.</remarks>
public sealed record NonceAccount(PublicKey Authority, Hash256 Value, ulong LamportsPerSignature)
{
    /// <summary>Length of the account's data in bytes.</summary>
    public const int Size = 80;

    /// <summary>The version whose values cannot be blockhashes; nonces of version 0 are refused by the network.</summary>
    internal const uint CurrentVersion = 1;

    internal const uint Initialized = 1;
    private const int AuthorityOffset = 2 * sizeof(uint);
    private const int ValueOffset = AuthorityOffset + PublicKey.Size;
    private const int FeeOffset = ValueOffset + Hash256.Size;

    /// <summary>Reads the account's data.</summary>
    /// <param name="data">The data, whole.</param>
    /// <exception cref="WireFormatException">The data is not an initialized nonce of the current version.</exception>
    public static NonceAccount Parse(ReadOnlySpan<byte> data)
    {
        if (data.Length != Size)
            throw new WireFormatException($"A nonce account has {Size} bytes, not {data.Length}.");
        uint version = BinaryPrimitives.ReadUInt32LittleEndian(data);
        uint state = BinaryPrimitives.ReadUInt32LittleEndian(data[sizeof(uint)..]);
        if (version != CurrentVersion || state != Initialized)
        {
            throw new WireFormatException(
                $"The nonce account has version {version} and state {state}; a usable one has {CurrentVersion} and {Initialized}.");
        }

        return new NonceAccount(
            new PublicKey(data.Slice(AuthorityOffset, PublicKey.Size)),
            new Hash256(data.Slice(ValueOffset, Hash256.Size)),
            BinaryPrimitives.ReadUInt64LittleEndian(data[FeeOffset..]));
    }

    /// <summary>The account's data.</summary>
    public byte[] Encode()
    {
        byte[] data = new byte[Size];
        BinaryPrimitives.WriteUInt32LittleEndian(data, CurrentVersion);
        BinaryPrimitives.WriteUInt32LittleEndian(data.AsSpan(sizeof(uint)), Initialized);
        Authority.CopyTo(data.AsSpan(AuthorityOffset));
        Value.CopyTo(data.AsSpan(ValueOffset));
        BinaryPrimitives.WriteUInt64LittleEndian(data.AsSpan(FeeOffset), LamportsPerSignature);
        return data;
    }
}
