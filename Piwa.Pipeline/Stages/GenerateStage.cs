using Piwa.Kernels.Devices;

namespace Piwa.Pipeline.Stages;

/// <summary>Recipes to meshes, on the lane.</summary>
internal sealed class GenerateStage(DeviceLane lane)
{
    public MeshBatch Run(PlannedBatch batch)
    {
        lane.GenerateMeshes(batch.Lease.Value);
        return new MeshBatch(batch.Lease);
    }
}
