using Piwa.Chain.Keys;

namespace Piwa.Chain.Economy.Payments;

/// <summary>A transfer of a token that has landed for good.</summary>
/// <param name="Transaction">Its transaction.</param>
/// <param name="Place">Which of the transaction's transfers it is, from 0, in the order in which they ran, calls of programs included.</param>
/// <param name="From">The token account that it left.</param>
/// <param name="To">The token account that it went to.</param>
/// <param name="Payer">Who has signed for it: the owner of <paramref name="From"/>, or who acts for them.</param>
/// <param name="Amount">How much.</param>
/// <param name="References">The accounts that its instruction names besides: see <see cref="PaymentRequest.Reference"/>.</param>
/// <param name="Slot">The slot in which it landed.</param>
/// <param name="Time">When that was; null where the node does not know.</param>
public sealed record TokenTransfer(
    Signature Transaction,
    int Place,
    PublicKey From,
    PublicKey To,
    PublicKey Payer,
    Amount Amount,
    IReadOnlyList<PublicKey> References,
    ulong Slot,
    DateTimeOffset? Time);
