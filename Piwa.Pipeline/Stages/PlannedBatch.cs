using Piwa.Kernels.Buffers;
using Piwa.Pipeline.Flow;

namespace Piwa.Pipeline.Stages;

/// <summary>Assets that were admitted, with the memory they will be made in. Owns the lease.</summary>
internal sealed class PlannedBatch(Lease<AssetBatch> lease) : IDisposable
{
    public Lease<AssetBatch> Lease { get; } = lease;

    public void Dispose() => Lease.Dispose();
}
