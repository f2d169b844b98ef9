using Piwa.Chain.Keys;

namespace Piwa.Chain.Rpc.Wire;

/// <summary>What lookup tables gave.</summary>
internal sealed record WireLoadedAddresses(IReadOnlyList<PublicKey> Writable, IReadOnlyList<PublicKey> Readonly);
