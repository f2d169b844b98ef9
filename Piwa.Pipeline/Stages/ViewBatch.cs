using Piwa.Kernels.Buffers;
using Piwa.Pipeline.Flow;

namespace Piwa.Pipeline.Stages;

/// <summary>Assets with their meshes and views. Owns the lease.</summary>
internal sealed class ViewBatch(Lease<AssetBatch> lease) : IDisposable
{
    public Lease<AssetBatch> Lease { get; } = lease;

    public void Dispose() => Lease.Dispose();
}
