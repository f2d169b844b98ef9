using Piwa.Chain.Keys;
using Piwa.Chain.Token;
using Piwa.Chain.Transactions;

namespace Piwa.Chain.Economy.Payments;

/// <summary>What a wallet is asked to pay, so that whoever is paid knows what for.</summary>
/// <remarks>
/// Form: Solana Pay's transfer request (solana-foundation/solana-pay, SPEC.md): the transfer names the reference as one more account, by which the
/// chain finds it. Wallets open <see cref="ToUri"/>; programs send <see cref="ToInstructions"/>.
/// </remarks>
/// <param name="Recipient">The wallet that is paid, in its associated token account.</param>
/// <param name="Mint">The token's mint, of <see cref="Economy.Amount.Decimals"/> decimals.</param>
/// <param name="Amount">How much.</param>
/// <param name="Reference">An address that nobody has, of this request alone.</param>
/// <param name="Label">Who asks: a few words.</param>
/// <param name="Message">What for.</param>
public sealed record PaymentRequest(PublicKey Recipient, PublicKey Mint, Amount Amount, PublicKey Reference, string Label, string Message)
{
    /// <summary>The request as a link that wallets open, or read from a QR code.</summary>
    public string ToUri() =>
        $"solana:{Recipient}?amount={Amount}&spl-token={Mint}&reference={Reference}&label={Uri.EscapeDataString(Label)}&message={Uri.EscapeDataString(Message)}";

    /// <summary>The instructions that pay it: they open the recipient's token account where there is none, and transfer.</summary>
    /// <param name="payer">The wallet that pays; signs. It holds the token in its associated account.</param>
    public Instruction[] ToInstructions(PublicKey payer)
    {
        Instruction transfer = TokenInstructions.TransferChecked(
            ProgramAddress.TokenAccount(payer, Mint),
            Mint,
            ProgramAddress.TokenAccount(Recipient, Mint),
            payer,
            (ulong)Amount.Units,
            Amount.Decimals);
        return
        [
            TokenInstructions.CreateAssociatedAccount(payer, Recipient, Mint, mayExist: true),
            new Instruction(transfer.ProgramId, [.. transfer.Accounts, AccountMeta.ReadOnly(Reference)], transfer.Data),
        ];
    }
}
