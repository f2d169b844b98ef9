using Piwa.Kernels.Buffers;
using Piwa.Pipeline.Flow;

namespace Piwa.Pipeline.Stages;

/// <summary>Assets with their meshes. Owns the lease.</summary>
internal sealed class MeshBatch(Lease<AssetBatch> lease) : IDisposable
{
    public Lease<AssetBatch> Lease { get; } = lease;

    public void Dispose() => Lease.Dispose();
}
