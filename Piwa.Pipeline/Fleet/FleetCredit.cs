using Piwa.Chain.Keys;

namespace Piwa.Pipeline.Fleet;

/// <summary>What a node is owed for a unit.</summary>
/// <param name="Unit">The unit.</param>
/// <param name="IsMaker">Whether it made it, and did not check it.</param>
/// <param name="Node">The node.</param>
/// <param name="Assets">Assets that it made.</param>
internal sealed record FleetCredit(long Unit, bool IsMaker, PublicKey Node, int Assets);
