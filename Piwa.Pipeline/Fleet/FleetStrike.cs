using Piwa.Chain.Keys;

namespace Piwa.Pipeline.Fleet;

/// <summary>A strike that was not pardoned.</summary>
/// <param name="Node">The node.</param>
/// <param name="Unit">The unit at which it was found wrong.</param>
/// <param name="At">When, by the database's clock.</param>
internal sealed record FleetStrike(PublicKey Node, long Unit, DateTimeOffset At);
