using Piwa.Chain.Hashing;

namespace Piwa.Chain.Rpc;

/// <summary>A blockhash to build transactions on.</summary>
/// <param name="Blockhash">The blockhash.</param>
/// <param name="LastValidBlockHeight">The last block height at which a transaction with it may land.</param>
/// <param name="Slot">The slot whose block it is of: what is built on it lands only on chains that hold this block and all before
/// it.</param>
public readonly record struct LatestBlockhash(Hash256 Blockhash, ulong LastValidBlockHeight, ulong Slot);
