using Piwa.Chain.Keys;
using Piwa.Chain.Ledger.Execution;
using Piwa.Chain.Rpc;

namespace Piwa.Chain.Ledger.Programs;

/// <summary>The SPL associated token account program: makes the one account in which a wallet holds a token.</summary>
/// <remarks>Behaviour: spl_associated_token_account::processor; recovering nested accounts is not known here.</remarks>
internal sealed class AssociatedTokenProcessor() : LedgerProgram(ProgramIds.AssociatedToken, ProgramLoaders.Final)
{
    private const int Payer = 0;
    private const int Account = 1;
    private const int Wallet = 2;
    private const int Mint = 3;
    private const int TokenProgram = 5;
    private const int AccountCount = 6;

    /// <summary>spl_associated_token_account::error::AssociatedTokenAccountError::InvalidOwner.</summary>
    private const uint InvalidOwner = 0;

    public override InstructionFault? Execute(InstructionFrame frame) => frame.Data switch
    {
        [] or [0] => Create(frame, isIdempotent: false),
        [1] => Create(frame, isIdempotent: true),
        _ => InstructionErrorKind.InvalidInstructionData,
    };

    private InstructionFault? Create(InstructionFrame frame, bool isIdempotent)
    {
        if (frame.AccountCount < AccountCount)
            return InstructionErrorKind.NotEnoughAccountKeys;
        PublicKey token = frame.Key(TokenProgram);
        byte[] seeds = [.. frame.Key(Wallet).ToArray(), .. token.ToArray(), .. frame.Key(Mint).ToArray()];
        if (frame.Key(Account) != ProgramAddress.Find(seeds, Id, out _))
            return InstructionErrorKind.InvalidSeeds;
        if (token != ProgramIds.Token)
            return InstructionErrorKind.IncorrectProgramId;

        LedgerAccount account = frame.Account(Account);
        if (isIdempotent && account.Owner == token && TokenHolding.Read(account.Data, out TokenHolding holding) is null)
        {
            if (holding.Owner != frame.Key(Wallet))
                return new InstructionFault(InstructionErrorKind.Custom, InvalidOwner);
            return holding.Mint == frame.Key(Mint) ? null : InstructionErrorKind.InvalidAccountData;
        }

        if (account.Owner != ProgramIds.System)
            return InstructionErrorKind.IllegalOwner;
        InstructionAccount created = frame.Pass(Account, isWritable: true);
        return frame.Invoke(token, [frame.Pass(Mint)], GetAccountDataSize)
            ?? AccountCreation.Create(frame, Payer, Account, TokenHolding.Size, token)
            ?? frame.Invoke(token, [created], InitializeImmutableOwner)
            ?? frame.Invoke(token, [created, frame.Pass(Mint)], InitializeAccount3(frame.Key(Wallet)));
    }

    /// <summary>Asks for the size of an account whose owner cannot change: the number, and that extension's.</summary>
    private static ReadOnlySpan<byte> GetAccountDataSize => [21, 7, 0];

    private static ReadOnlySpan<byte> InitializeImmutableOwner => [22];

    private static byte[] InitializeAccount3(PublicKey owner)
    {
        byte[] data = new byte[1 + PublicKey.Size];
        data[0] = 18;
        owner.CopyTo(data.AsSpan(1));
        return data;
    }
}
