namespace Piwa.Chain.Rpc;

/// <summary>Where a node stands: slot and block height of one moment.</summary>
/// <param name="AbsoluteSlot">The slot.</param>
/// <param name="BlockHeight">The block height.</param>
/// <param name="Epoch">The epoch.</param>
/// <param name="SlotIndex">The slot within the epoch.</param>
/// <param name="SlotsInEpoch">How many slots the epoch has.</param>
/// <param name="TransactionCount">Transactions since the ledger's beginning; null where nobody counts.</param>
public sealed record EpochInfo(
    ulong AbsoluteSlot, ulong BlockHeight, ulong Epoch, ulong SlotIndex, ulong SlotsInEpoch, ulong? TransactionCount = null);
