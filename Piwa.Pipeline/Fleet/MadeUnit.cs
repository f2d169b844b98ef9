using Piwa.Chain.Keys;

namespace Piwa.Pipeline.Fleet;

/// <summary>A unit that counts.</summary>
/// <param name="Lease">The unit, and its lease.</param>
/// <param name="Maker">Who made it.</param>
/// <param name="Content">What the store is to have of it.</param>
/// <param name="Samples">Indices of the assets that others have made again.</param>
/// <param name="Agreed">What these come down to, one digest after the other.</param>
internal sealed record MadeUnit(FleetLease Lease, PublicKey Maker, byte[] Content, long[] Samples, byte[] Agreed);
