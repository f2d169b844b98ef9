using Piwa.Chain.Keys;
using Piwa.Chain.Ledger.Execution;

namespace Piwa.Chain.Ledger;

/// <summary>A transaction that has just landed.</summary>
internal sealed record LandedTransaction(
    Signature Signature, ulong Slot, IReadOnlyList<PublicKey> Accounts, TransactionResult Result);
