using Piwa.Chain.Hashing;
using Piwa.Chain.Keys;
using Piwa.Chain.Minting;
using Piwa.Chain.Token;
using Piwa.Chain.Transactions;
using Piwa.Chain.Trees;

namespace Piwa.Chain.Economy.Payouts;

/// <summary>Payouts to make.</summary>
internal sealed class PayoutList(IReadOnlyList<Payout> payouts, PayoutLaneOptions options) : ILeafList
{
    private const int OpenAccount = 0;
    private const int Transfer = 1;
    private const int Append = 2;

    private readonly PublicKey _payer = options.Payer!.PublicKey;
    private readonly PublicKey _treasury = options.Treasury!.PublicKey;
    private readonly PublicKey _from = ProgramAddress.TokenAccount(options.Treasury.PublicKey, options.Mint);

    // An instruction is asked for by its part: the address is searched for once.
    private (PublicKey Recipient, PublicKey Account) _last;

    public int Count => payouts.Count;

    public int InstructionsPerLeaf => Append + 1;

    public Instruction InstructionAt(int number, int part, LaneTree tree)
    {
        Payout payout = payouts[number];
        return part switch
        {
            OpenAccount => TokenInstructions.CreateAssociatedAccount(_payer, payout.Recipient, options.Mint, mayExist: true),
            Transfer => TokenInstructions.TransferChecked(
                _from, options.Mint, AccountOf(payout.Recipient), _treasury, (ulong)payout.Amount.Units, Amount.Decimals),
            _ => CompressionInstructions.Append(CompressionProgram.Spl, tree.Address, tree.Authority, payout.Hash(options.Mint)),
        };
    }

    public Hash256 LeafAt(int number, LaneTree tree, long leafIndex) => payouts[number].Hash(options.Mint);

    public string NameOf(int number) => $"'{payouts[number].Key}'";

    private PublicKey AccountOf(PublicKey recipient)
    {
        if (_last.Recipient != recipient)
            _last = (recipient, ProgramAddress.TokenAccount(recipient, options.Mint));
        return _last.Account;
    }
}
