using System.Net;
using Piwa.Pipeline.Shards;
using Piwa.Pipeline.Stores;

namespace Piwa.Pipeline.Fleet;

/// <summary>A unit that a node is to make.</summary>
/// <param name="Unit">Number of the unit, from 0.</param>
/// <param name="Epoch">How often it was leased: who has an older one has lost it.</param>
public sealed record FleetLease(long Unit, int Epoch)
{
    /// <summary>The unit, of an order.</summary>
    /// <exception cref="FleetRefusal">There is none.</exception>
    internal WorkUnit UnitIn(WorkOrder order) => Unit >= 0 && (ulong)Unit < order.Units
        ? order.UnitAt((ulong)Unit)
        : throw new FleetRefusal(HttpStatusCode.BadRequest, $"There is no unit {Unit}; there are {order.Units}.");
}
