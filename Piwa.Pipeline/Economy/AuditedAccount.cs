using Piwa.Chain.Economy;
using Piwa.Chain.Keys;

namespace Piwa.Pipeline.Economy;

/// <summary>What somebody has earned by a ledger of value, and what became of it.</summary>
/// <param name="Owner">Whose account.</param>
/// <param name="Kind">As what: node, staker, uploader or labeller.</param>
/// <param name="Earned">All that was ever earned, what is held back among it.</param>
/// <param name="PaidOut">What was paid out.</param>
/// <param name="Forfeited">Of a node that was caught, what it lost.</param>
/// <param name="HeldBack">Of a node what is held back.</param>
/// <param name="Payable">What can be paid out.</param>
/// <param name="Steps">How each amount came about, in order.</param>
public sealed record AuditedAccount(
    PublicKey Owner, ValueAccountKind Kind, Amount Earned, Amount PaidOut, Amount Forfeited, Amount HeldBack, Amount Payable,
    IReadOnlyList<AuditStep> Steps);
