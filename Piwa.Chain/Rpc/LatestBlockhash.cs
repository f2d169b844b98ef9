using Piwa.Chain.Hashing;

namespace Piwa.Chain.Rpc;

/// <summary>A blockhash to build transactions on.</summary>
/// <param name="Blockhash">The blockhash.</param>
/// <param name="LastValidBlockHeight">The last block height at which a transaction with it may land.</param>
public readonly record struct LatestBlockhash(Hash256 Blockhash, ulong LastValidBlockHeight);
