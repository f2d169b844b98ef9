using System.Buffers.Binary;
using Piwa.Chain.Keys;

namespace Piwa.Chain.Transactions;

/// <content>
/// Durable nonces: a transaction that advances a nonce first, and has its value in place of a blockhash, does not expire.
/// </content>
public static partial class SystemInstructions
{
    internal const uint AdvanceNonceNumber = 4;
    internal const uint WithdrawNonceNumber = 5;
    internal const uint InitializeNonceNumber = 6;
    internal const uint AuthorizeNonceNumber = 7;

    /// <summary>Creates a nonce account: the account itself, and then its first value.</summary>
    /// <param name="payer">Pays the lamports; signs.</param>
    /// <param name="nonce">The account; signs.</param>
    /// <param name="authority">Who may advance the nonce and withdraw from it.</param>
    /// <param name="lamports">What it starts with: its rent at least, that of <see cref="NonceAccount.Size"/> bytes.</param>
    public static Instruction[] CreateNonceAccount(PublicKey payer, PublicKey nonce, PublicKey authority, ulong lamports) =>
        [
            CreateAccount(payer, nonce, lamports, NonceAccount.Size, ProgramIds.System),
            InitializeNonceAccount(nonce, authority),
        ];

    /// <summary>Gives a new nonce account its first value.</summary>
    /// <param name="nonce">The account: of <see cref="NonceAccount.Size"/> bytes, the system program's, all zero.</param>
    /// <param name="authority">Who may advance the nonce and withdraw from it.</param>
    public static Instruction InitializeNonceAccount(PublicKey nonce, PublicKey authority) => new(
        ProgramIds.System,
        [
            AccountMeta.Writable(nonce),
            AccountMeta.ReadOnly(ProgramIds.RecentBlockhashesSysvar),
            AccountMeta.ReadOnly(ProgramIds.RentSysvar),
        ],
        WithKey(InitializeNonceNumber, authority));

    /// <summary>Spends a nonce's value. As the first instruction it makes the transaction durable.</summary>
    /// <param name="nonce">The nonce account.</param>
    /// <param name="authority">The nonce's authority; signs.</param>
    public static Instruction AdvanceNonceAccount(PublicKey nonce, PublicKey authority) => new(
        ProgramIds.System,
        [
            AccountMeta.Writable(nonce),
            AccountMeta.ReadOnly(ProgramIds.RecentBlockhashesSysvar),
            AccountMeta.ReadOnly(authority, isSigner: true),
        ],
        WithNumber(AdvanceNonceNumber, 0));

    /// <summary>Takes lamports out of a nonce account; all of them close it, once its value is no recent blockhash.</summary>
    /// <param name="nonce">The nonce account.</param>
    /// <param name="authority">The nonce's authority; signs.</param>
    /// <param name="to">Receives.</param>
    /// <param name="lamports">How many.</param>
    public static Instruction WithdrawNonceAccount(PublicKey nonce, PublicKey authority, PublicKey to, ulong lamports)
    {
        byte[] data = WithNumber(WithdrawNonceNumber, sizeof(ulong));
        BinaryPrimitives.WriteUInt64LittleEndian(data.AsSpan(sizeof(uint)), lamports);
        return new Instruction(
            ProgramIds.System,
            [
                AccountMeta.Writable(nonce),
                AccountMeta.Writable(to),
                AccountMeta.ReadOnly(ProgramIds.RecentBlockhashesSysvar),
                AccountMeta.ReadOnly(ProgramIds.RentSysvar),
                AccountMeta.ReadOnly(authority, isSigner: true),
            ],
            data);
    }

    /// <summary>Hands a nonce to another authority.</summary>
    /// <param name="nonce">The nonce account.</param>
    /// <param name="authority">The nonce's authority; signs.</param>
    /// <param name="newAuthority">Who may advance the nonce from then on.</param>
    public static Instruction AuthorizeNonceAccount(PublicKey nonce, PublicKey authority, PublicKey newAuthority) => new(
        ProgramIds.System,
        [AccountMeta.Writable(nonce), AccountMeta.ReadOnly(authority, isSigner: true)],
        WithKey(AuthorizeNonceNumber, newAuthority));

    private static byte[] WithKey(uint number, PublicKey key)
    {
        byte[] data = WithNumber(number, PublicKey.Size);
        key.CopyTo(data.AsSpan(sizeof(uint)));
        return data;
    }

    private static byte[] WithNumber(uint number, int argumentBytes)
    {
        byte[] data = new byte[sizeof(uint) + argumentBytes];
        BinaryPrimitives.WriteUInt32LittleEndian(data, number);
        return data;
    }
}
