using System.Buffers.Binary;
using System.Security.Cryptography;
using Piwa.Chain.Hashing;
using Piwa.Chain.Keys;
using Piwa.Chain.Transactions;

namespace Piwa.Chain.Ledger.Execution;

/// <summary>Values of durable nonces, and the transactions that are built on them.</summary>
/// <remarks>Sources: solana_nonce::state, solana_svm_transaction::SVMMessage::get_durable_nonce.</remarks>
internal static class DurableNonce
{
    private static ReadOnlySpan<byte> Prefix => "DURABLE_NONCE"u8;

    /// <summary>The value that a nonce takes under a blockhash; never a blockhash itself.</summary>
    public static Hash256 ValueOf(Hash256 blockhash)
    {
        Span<byte> preimage = stackalloc byte[Prefix.Length + Hash256.Size];
        Prefix.CopyTo(preimage);
        blockhash.CopyTo(preimage[Prefix.Length..]);
        Span<byte> value = stackalloc byte[Hash256.Size];
        SHA256.HashData(preimage, value);
        return new Hash256(value);
    }

    public static byte[] Encode(PublicKey authority, Hash256 value) =>
        new NonceAccount(authority, value, TransactionFee.LamportsPerSignature).Encode();

    /// <summary>The data of a nonce account without a value: the version, and zeros.</summary>
    public static byte[] Uninitialized()
    {
        byte[] data = new byte[NonceAccount.Size];
        BinaryPrimitives.WriteUInt32LittleEndian(data, NonceAccount.CurrentVersion);
        return data;
    }

    /// <summary>Reads an account that is to be a nonce.</summary>
    /// <param name="account">The account.</param>
    /// <param name="nonce">Null where it has no value yet.</param>
    /// <returns>Whether it can be a nonce.</returns>
    public static bool TryRead(LedgerAccount account, out NonceAccount? nonce)
    {
        nonce = null;
        if (account.Owner != ProgramIds.System || account.Data.Length != NonceAccount.Size)
            return false;
        uint version = BinaryPrimitives.ReadUInt32LittleEndian(account.Data);
        uint state = BinaryPrimitives.ReadUInt32LittleEndian(account.Data.AsSpan(sizeof(uint)));
        if (state == NonceAccount.Initialized && version == NonceAccount.CurrentVersion)
            nonce = NonceAccount.Parse(account.Data);
        return state == 0 || nonce is not null;
    }

    /// <summary>
    /// The place of the nonce account that a message is built on: that of its first instruction, if it advances one; -1 where there is none.
    /// </summary>
    public static int PlaceOf(Message message)
    {
        if (message.InstructionSpan is not [CompiledInstruction first, ..]
            || message.AccountKeySpan[first.ProgramIndex] != ProgramIds.System
            || first.Data.Length < sizeof(uint)
            || BinaryPrimitives.ReadUInt32LittleEndian(first.Data.Span) != SystemInstructions.AdvanceNonceNumber
            || first.AccountIndexes.IsEmpty)
        {
            return -1;
        }

        int place = first.AccountIndexes.Span[0];
        return place < message.AccountKeySpan.Length && message.IsWritable(place) ? place : -1;
    }

    /// <summary>Whether a message stands on the value that its nonce account has, and the nonce's authority signs the advance.</summary>
    public static bool Holds(Message message, LedgerAccount account)
    {
        if (!TryRead(account, out NonceAccount? nonce) || nonce is null || nonce.Value != message.RecentBlockhash)
            return false;
        foreach (byte index in message.InstructionSpan[0].AccountIndexes.Span)
        {
            if (message.IsSigner(index) && message.AccountKeySpan[index] == nonce.Authority)
                return true;
        }

        return false;
    }
}
