using Piwa.Chain.Hashing;

namespace Piwa.Chain.Rpc.Wire;

/// <summary>A blockhash, and how long it serves.</summary>
internal sealed record WireBlockhash(Hash256 Blockhash, ulong LastValidBlockHeight);
