using Piwa.Chain.Hashing;
using Piwa.Chain.Keys;

namespace Piwa.Chain.Provenance;

/// <summary>Content that a table of known sources claims for one owner, and somebody else for another.</summary>
/// <param name="Hash">The content.</param>
/// <param name="Table">The table that decides.</param>
/// <param name="Owner">The owner by that table.</param>
/// <param name="OtherClaim">The other table, or the shard that was first to bring it.</param>
/// <param name="OtherOwner">The owner by that one.</param>
public sealed record ProvenanceConflict(Hash256 Hash, KnownSourceTable Table, PublicKey Owner, string OtherClaim, PublicKey OtherOwner);
