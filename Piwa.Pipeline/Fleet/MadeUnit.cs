using Piwa.Chain.Keys;

namespace Piwa.Pipeline.Fleet;

/// <summary>A unit that counts.</summary>
/// <param name="Unit">Number of the unit, from 0.</param>
/// <param name="Maker">Who made it.</param>
/// <param name="Content">What the store is to have of it.</param>
internal sealed record MadeUnit(long Unit, PublicKey Maker, byte[] Content);
