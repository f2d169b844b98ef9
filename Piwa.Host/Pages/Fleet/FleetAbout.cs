using Piwa.Pipeline.Stores;

namespace Piwa.Host.Pages.Fleet;

/// <summary>What of a fleet stays as it is.</summary>
/// <param name="Order">What it makes.</param>
/// <param name="Operator">The operator's address.</param>
/// <param name="Store">Where finished units go.</param>
/// <param name="Address">Where nodes reach the coordinator; null while nobody does.</param>
internal sealed record FleetAbout(WorkOrder Order, string Operator, string Store, Func<Uri?> Address)
{
    /// <summary>Assets of so many units: the last unit alone may have fewer than the others.</summary>
    public long AssetsOf(long units) => Math.Min(units * Order.Campaign.ShardAssets, (long)Order.Assets);
}
