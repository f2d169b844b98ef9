using Piwa.Kernels.Devices;

namespace Piwa.Pipeline.Stages;

/// <summary>Meshes to views, on the lane.</summary>
internal sealed class RenderStage(DeviceLane lane)
{
    public ViewBatch Run(MeshBatch batch)
    {
        lane.RenderViews(batch.Lease.Value);
        return new ViewBatch(batch.Lease);
    }
}
