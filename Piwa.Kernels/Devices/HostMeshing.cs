using Piwa.Kernels.Buffers;
using Piwa.Kernels.Meshes;
using Piwa.Kernels.Views;

namespace Piwa.Kernels.Devices;

/// <summary>The steps from a recipe to a mesh on the CPU.</summary>
internal static unsafe class HostMeshing
{
    /// <summary>Makes the mesh of an asset, or gives it its fault.</summary>
    /// <param name="asset">The asset, begun.</param>
    /// <param name="space">What the kernels work in.</param>
    /// <param name="kernels">The kernels.</param>
    /// <param name="options">How finely to mesh.</param>
    /// <param name="validator">Checks the mesh.</param>
    /// <param name="importing">Takes the mesh of a recipe that imports it.</param>
    /// <param name="isLit">Whether to find occlusion and shadows of its vertices.</param>
    public static void Make(
        AssetBuffer asset,
        MeshWorkspace space,
        IHostKernels kernels,
        MeshOptions options,
        MeshValidator validator,
        ImportMeshing importing,
        bool isLit)
    {
        if (!asset.Compile(out FieldProgram? program))
            return;
        if (program is null)
        {
            importing.Make(asset, space, kernels, options, validator, isLit);
            return;
        }

        MeshWork work = space.Work;
        work.Parts = asset.Scene.Parts.Pointer;
        work.PartData = asset.Scene.PartData.Pointer;
        work.Positions = asset.PositionMemory.Pointer;
        work.Triangles = asset.TriangleMemory.Pointer;
        work.TriangleNormals = asset.NormalMemory.Pointer;
        work.TriangleParts = asset.PartMemory.Pointer;
        work.TriangleInfos = asset.InfoMemory.Pointer;

        *work.Grid = MeshGridding.Create(program, MeshGridding.PlanCoarse(program));
        CoarseMeasure measure = kernels.Measure(in work);
        GridPlan plan = MeshGridding.Plan(program, in *work.Grid, in measure, options);
        *work.Grid = MeshGridding.Create(program, plan);
        kernels.Count(in work);
        for (int i = 0; i < MeshGridding.MaxRefits && MeshGridding.Refit(plan, work.Header->QuadCount, options) is { } refit; i++)
        {
            plan = refit;
            *work.Grid = MeshGridding.Create(program, plan);
            kernels.Count(in work);
        }

        bool made = kernels.Generate(in work, options);
        if (!MeshCheck.Accept(asset, plan, *work.Header, made, options, validator))
            return;

        asset.Scene.LoadViews(asset.Recipe, *work.Grid, *work.Header);
        ViewWork view = ViewWorkspace.Begin(asset);
        kernels.PlaceInWorld(in work, in view);
        if (isLit)
            kernels.Light(in work, in view);
    }
}
