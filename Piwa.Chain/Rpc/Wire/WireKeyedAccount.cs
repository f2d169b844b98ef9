using Piwa.Chain.Keys;

namespace Piwa.Chain.Rpc.Wire;

/// <summary>An account with its address.</summary>
internal sealed record WireKeyedAccount(PublicKey Pubkey, WireAccount Account);
