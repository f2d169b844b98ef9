namespace Piwa.Pipeline.Fleet;

/// <summary>The leases that a node has, by the first asset of their units. Thread-safe.</summary>
internal sealed class HeldLeases
{
    private readonly Lock _gate = new();
    private readonly SortedDictionary<ulong, FleetLease> _leases = [];

    /// <summary>All of them, by their assets.</summary>
    public IReadOnlyList<FleetLease> All
    {
        get
        {
            lock (_gate)
                return [.. _leases.Values];
        }
    }

    public void Add(ulong firstAsset, FleetLease lease)
    {
        lock (_gate)
            _leases[firstAsset] = lease;
    }

    public FleetLease? Find(ulong firstAsset)
    {
        lock (_gate)
            return _leases.GetValueOrDefault(firstAsset);
    }

    public void Remove(ulong firstAsset)
    {
        lock (_gate)
            _leases.Remove(firstAsset);
    }

    /// <summary>Keeps of some leases only those that are still valid.</summary>
    /// <returns>First assets of those that are not.</returns>
    public IReadOnlyList<ulong> Keep(IReadOnlyList<FleetLease> asked, IReadOnlyList<FleetLease> valid)
    {
        lock (_gate)
        {
            ulong[] lost = [.. _leases.Where(held => asked.Contains(held.Value) && !valid.Contains(held.Value)).Select(held => held.Key)];
            foreach (ulong firstAsset in lost)
                _leases.Remove(firstAsset);
            return lost;
        }
    }
}
