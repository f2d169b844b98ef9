using Piwa.Chain.Borsh;
using Piwa.Chain.Keys;
using Piwa.Chain.Transactions;

namespace Piwa.Chain.Token;

/// <summary>Instructions of the SPL token program.</summary>
/// <remarks>Source: spl_token_interface::instruction::TokenInstruction: one byte, then the arguments. Amounts are in the smallest unit
/// of the token: 10^-decimals.</remarks>
public static class TokenInstructions
{
    internal const byte InitializeMintNumber = 0;
    internal const byte InitializeAccountNumber = 1;
    internal const byte TransferNumber = 3;
    internal const byte MintToNumber = 7;
    internal const byte BurnNumber = 8;
    internal const byte CloseAccountNumber = 9;
    internal const byte TransferCheckedNumber = 12;
    internal const byte InitializeAccount3Number = 18;
    internal const byte InitializeMint2Number = 20;

    /// <summary>Number, decimals, authority, and an option of the one who may freeze.</summary>
    private const int MaximumInitializeMintBytes = 2 + PublicKey.Size + 1 + PublicKey.Size;

    /// <summary>Creates a mint: the account itself, and then what it mints.</summary>
    /// <param name="payer">Pays the rent; signs.</param>
    /// <param name="mint">The mint's account; signs.</param>
    /// <param name="decimals">Decimal places of an amount.</param>
    /// <param name="mintAuthority">Who may mint.</param>
    /// <param name="freezeAuthority">Who may freeze accounts; nobody ever if null.</param>
    public static Instruction[] CreateMint(
        PublicKey payer, PublicKey mint, byte decimals, PublicKey mintAuthority, PublicKey? freezeAuthority = null) =>
        [
            SystemInstructions.CreateAccount(
                payer, mint, Rent.MinimumBalance(TokenMint.Size), TokenMint.Size, ProgramIds.Token),
            InitializeMint2(mint, decimals, mintAuthority, freezeAuthority),
        ];

    /// <summary>Makes a mint out of an account of zeros, in the older way that names the rent account.</summary>
    /// <param name="mint">The account: of <see cref="TokenMint.Size"/> bytes, the token program's.</param>
    /// <param name="decimals">Decimal places of an amount.</param>
    /// <param name="mintAuthority">Who may mint.</param>
    /// <param name="freezeAuthority">Who may freeze accounts; nobody ever if null.</param>
    public static Instruction InitializeMint(PublicKey mint, byte decimals, PublicKey mintAuthority, PublicKey? freezeAuthority = null) =>
        new(
            ProgramIds.Token,
            [AccountMeta.Writable(mint), AccountMeta.ReadOnly(ProgramIds.RentSysvar)],
            InitializeMintData(InitializeMintNumber, decimals, mintAuthority, freezeAuthority));

    /// <summary>Makes a mint out of an account of zeros.</summary>
    /// <param name="mint">The account: of <see cref="TokenMint.Size"/> bytes, the token program's.</param>
    /// <param name="decimals">Decimal places of an amount.</param>
    /// <param name="mintAuthority">Who may mint.</param>
    /// <param name="freezeAuthority">Who may freeze accounts; nobody ever if null.</param>
    public static Instruction InitializeMint2(PublicKey mint, byte decimals, PublicKey mintAuthority, PublicKey? freezeAuthority = null) =>
        new(
            ProgramIds.Token,
            [AccountMeta.Writable(mint)],
            InitializeMintData(InitializeMint2Number, decimals, mintAuthority, freezeAuthority));

    /// <summary>Makes a token account out of an account of zeros, in the older way that names the rent account.</summary>
    /// <param name="account">The account: of <see cref="TokenAccount.Size"/> bytes, the token program's.</param>
    /// <param name="mint">The token's mint.</param>
    /// <param name="owner">Who owns what the account holds.</param>
    public static Instruction InitializeAccount(PublicKey account, PublicKey mint, PublicKey owner) => new(
        ProgramIds.Token,
        [
            AccountMeta.Writable(account),
            AccountMeta.ReadOnly(mint),
            AccountMeta.ReadOnly(owner),
            AccountMeta.ReadOnly(ProgramIds.RentSysvar),
        ],
        new[] { InitializeAccountNumber });

    /// <summary>Makes a token account out of an account of zeros.</summary>
    /// <param name="account">The account: of <see cref="TokenAccount.Size"/> bytes, the token program's.</param>
    /// <param name="mint">The token's mint.</param>
    /// <param name="owner">Who owns what the account holds.</param>
    public static Instruction InitializeAccount3(PublicKey account, PublicKey mint, PublicKey owner) => new(
        ProgramIds.Token,
        [AccountMeta.Writable(account), AccountMeta.ReadOnly(mint)],
        (byte[])[InitializeAccount3Number, .. owner.ToArray()]);

    /// <summary>Creates the account in which a wallet holds a token: <see cref="ProgramAddress.TokenAccount"/>.</summary>
    /// <param name="payer">Pays the rent; signs.</param>
    /// <param name="owner">The wallet.</param>
    /// <param name="mint">The token's mint.</param>
    /// <param name="mayExist">Whether to go on quietly if the account exists; otherwise the transaction fails.</param>
    public static Instruction CreateAssociatedAccount(PublicKey payer, PublicKey owner, PublicKey mint, bool mayExist = false) => new(
        ProgramIds.AssociatedToken,
        [
            AccountMeta.Writable(payer, isSigner: true),
            AccountMeta.Writable(ProgramAddress.TokenAccount(owner, mint)),
            AccountMeta.ReadOnly(owner),
            AccountMeta.ReadOnly(mint),
            AccountMeta.ReadOnly(ProgramIds.System),
            AccountMeta.ReadOnly(ProgramIds.Token),
        ],
        mayExist ? new byte[] { 1 } : ReadOnlyMemory<byte>.Empty);

    /// <summary>Moves tokens.</summary>
    /// <param name="from">The account that they leave.</param>
    /// <param name="to">The account that they go to.</param>
    /// <param name="owner">Who owns what <paramref name="from"/> holds, or acts for them; signs.</param>
    /// <param name="amount">How many.</param>
    public static Instruction Transfer(PublicKey from, PublicKey to, PublicKey owner, ulong amount) => new(
        ProgramIds.Token,
        [AccountMeta.Writable(from), AccountMeta.Writable(to), AccountMeta.ReadOnly(owner, isSigner: true)],
        WithAmount(TransferNumber, amount));

    /// <summary>Moves tokens, if they are of this mint and it has so many decimals.</summary>
    /// <param name="from">The account that they leave.</param>
    /// <param name="mint">The token's mint.</param>
    /// <param name="to">The account that they go to.</param>
    /// <param name="owner">Who owns what <paramref name="from"/> holds, or acts for them; signs.</param>
    /// <param name="amount">How many.</param>
    /// <param name="decimals">The decimal places that <paramref name="amount"/> is meant in.</param>
    public static Instruction TransferChecked(
        PublicKey from, PublicKey mint, PublicKey to, PublicKey owner, ulong amount, byte decimals) => new(
        ProgramIds.Token,
        [
            AccountMeta.Writable(from),
            AccountMeta.ReadOnly(mint),
            AccountMeta.Writable(to),
            AccountMeta.ReadOnly(owner, isSigner: true),
        ],
        (byte[])[.. WithAmount(TransferCheckedNumber, amount), decimals]);

    /// <summary>Mints tokens.</summary>
    /// <param name="mint">The mint.</param>
    /// <param name="to">The account that they go to.</param>
    /// <param name="mintAuthority">Who may mint; signs.</param>
    /// <param name="amount">How many.</param>
    public static Instruction MintTo(PublicKey mint, PublicKey to, PublicKey mintAuthority, ulong amount) => new(
        ProgramIds.Token,
        [AccountMeta.Writable(mint), AccountMeta.Writable(to), AccountMeta.ReadOnly(mintAuthority, isSigner: true)],
        WithAmount(MintToNumber, amount));

    /// <summary>Destroys tokens.</summary>
    /// <param name="from">The account that holds them.</param>
    /// <param name="mint">The token's mint.</param>
    /// <param name="owner">Who owns what <paramref name="from"/> holds, or acts for them; signs.</param>
    /// <param name="amount">How many.</param>
    public static Instruction Burn(PublicKey from, PublicKey mint, PublicKey owner, ulong amount) => new(
        ProgramIds.Token,
        [AccountMeta.Writable(from), AccountMeta.Writable(mint), AccountMeta.ReadOnly(owner, isSigner: true)],
        WithAmount(BurnNumber, amount));

    /// <summary>Closes an empty account and takes back its rent.</summary>
    /// <param name="account">The account.</param>
    /// <param name="recipient">Receives the lamports.</param>
    /// <param name="owner">Who may close the account: its owner unless they named another; signs.</param>
    public static Instruction CloseAccount(PublicKey account, PublicKey recipient, PublicKey owner) => new(
        ProgramIds.Token,
        [AccountMeta.Writable(account), AccountMeta.Writable(recipient), AccountMeta.ReadOnly(owner, isSigner: true)],
        new[] { CloseAccountNumber });

    private static byte[] InitializeMintData(byte number, byte decimals, PublicKey mintAuthority, PublicKey? freezeAuthority)
    {
        byte[] data = new byte[MaximumInitializeMintBytes];
        BorshWriter writer = new(data);
        writer.WriteByte(number);
        writer.WriteByte(decimals);
        writer.WriteKey(mintAuthority);
        writer.WriteFlag(freezeAuthority is not null);
        if (freezeAuthority is { } freeze)
            writer.WriteKey(freeze);
        return data[..writer.Position];
    }

    private static byte[] WithAmount(byte number, ulong amount)
    {
        byte[] data = new byte[1 + sizeof(ulong)];
        BorshWriter writer = new(data);
        writer.WriteByte(number);
        writer.WriteUInt64(amount);
        return data;
    }
}
