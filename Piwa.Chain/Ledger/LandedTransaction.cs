using Piwa.Chain.Keys;
using Piwa.Chain.Ledger.Execution;
using Piwa.Chain.Rpc;
using Piwa.Chain.Transactions;

namespace Piwa.Chain.Ledger;

/// <summary>A transaction that has just landed, for those who listen.</summary>
internal sealed record LandedTransaction(
    Signature Signature,
    ulong Slot,
    IReadOnlyList<PublicKey> Accounts,
    TransactionError? Error,
    IReadOnlyList<string> Logs,
    IReadOnlyList<PublicKey> WritableAccounts)
{
    public static LandedTransaction Of(Transaction transaction, ulong slot, TransactionResult result) => new(
        transaction.Id,
        slot,
        [.. transaction.Message.AccountKeys, .. result.LoadedAddresses],
        result.Error,
        result.Logs.Copy(),
        [.. result.WritableAccounts]);
}
