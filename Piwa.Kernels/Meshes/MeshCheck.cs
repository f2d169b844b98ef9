using Piwa.Kernels.Buffers;

namespace Piwa.Kernels.Meshes;

/// <summary>Decides whether a mesh goes on. The reasons are the same whichever device made it.</summary>
internal static class MeshCheck
{
    private const string Stage = "generate";

    /// <summary>Enters the mesh into the asset, or the reason why it has none.</summary>
    public static bool Accept(
        AssetBuffer asset,
        GridPlan plan,
        in MeshHeader header,
        bool made,
        MeshOptions options,
        MeshValidator validator)
    {
        asset.GridResolution = plan.Resolution;
        if (!made)
        {
            asset.Fault = new AssetFault(Stage, header.QuadCount == 0
                ? "The recipe leaves no surface: everything is cut away, or thinner than the grid."
                : $"The mesh needs {2 * header.QuadCount} triangles; at most {options.TriangleCapacity} fit.");
            return false;
        }

        if (!(header.Extent > 0f) || !float.IsFinite(header.Extent))
        {
            asset.Fault = new AssetFault(Stage, "The recipe's distance field is not a number somewhere.");
            return false;
        }

        asset.VertexCount = header.VertexCount;
        asset.TriangleCount = 2 * header.QuadCount;
        asset.Defects = validator.Check(asset.Positions, asset.Triangles);
        if (asset.Defects.Total > 0)
            asset.Fault = new AssetFault(Stage, $"The mesh is not a closed manifold: {asset.Defects}.");
        return asset.Fault is null;
    }
}
