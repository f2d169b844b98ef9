namespace Piwa.Pipeline.Fleet;

/// <summary>What a coordinator says of its fleet.</summary>
/// <param name="Address">Its key: whom requests are for, and whose the assets are.</param>
/// <param name="Campaign">What is made: a campaign's file.</param>
/// <param name="Assets">How many assets.</param>
/// <param name="LeaseSeconds">How long a lease lasts unless it is renewed.</param>
internal sealed record WireFleet(string Address, byte[] Campaign, ulong Assets, double LeaseSeconds);
