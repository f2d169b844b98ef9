using System.Numerics;
using Piwa.Kernels.Devices;
using Piwa.Kernels.Meshes;
using Piwa.Kernels.Recipes;
using Piwa.Kernels.Views;

namespace Piwa.Kernels.Buffers;

/// <summary>A compiled recipe where the kernels can read it.</summary>
internal sealed class SceneMemory(LaneOptions options) : IDisposable
{
    // Unit space = (recipe space - centre) * scale.
    private Vector3 _centre;
    private float _scale;

    public NativeArray<PartRecord> Parts { get; } = new(Recipe.MaxPartCount);

    public NativeArray<float> PartData { get; } = new(FieldProgram.DataCapacity);

    public NativeArray<MaterialRecord> Materials { get; } = new(Recipe.MaxPartCount);

    public NativeArray<SkyRecord> Sky { get; } = new(Lighting.SkyCoefficientCount);

    public NativeArray<LightRecord> Lights { get; } = new(Lighting.MaxLightCount);

    public NativeArray<ViewRecord> Views { get; } = new(options.ViewCount);

    public int LightCount { get; private set; }

    public int PartCount { get; private set; }

    /// <summary>Unit space = offset + world * scale.</summary>
    public WorldFrame Frame { get; private set; }

    /// <summary>From recipe units to the world; there once the mesh is.</summary>
    public AssetPlacement Placement => new(
        _centre + (new Vector3(Frame.OffsetX, Frame.OffsetY, Frame.OffsetZ) / _scale), _scale / Frame.Scale);

    /// <param name="recipe">The recipe.</param>
    /// <param name="program">What it was compiled to; null where the mesh is imported, for that is in the world's frame already.</param>
    public void Load(Recipe recipe, FieldProgram? program)
    {
        (_centre, _scale) = program is null ? (Vector3.Zero, 1f) : (program.Centre, program.Scale);
        PartCount = recipe.Parts.Count;
        if (program is null)
            Parts.Span.Clear();
        else
            program.Parts.CopyTo(Parts.Span);
        program?.Data.CopyTo(PartData.Span);
        for (int i = 0; i < recipe.Parts.Count; i++)
            Materials.Span[i] = MaterialRecord.Create(recipe.Parts[i].Material, _scale);
        for (int i = 0; i < Lighting.SkyCoefficientCount; i++)
            Sky.Span[i] = SkyRecord.Create(recipe.Lighting.Sky[i]);
        LightCount = recipe.Lighting.Lights.Count;
        for (int i = 0; i < LightCount; i++)
            Lights.Span[i] = LightRecord.Create(recipe.Lighting.Lights[i]);
    }

    /// <summary>Cameras for a mesh whose grid is known.</summary>
    public void LoadViews(Recipe recipe, in GridRecord grid, in MeshHeader header)
    {
        const float Diagonal = 1.7320508f;
        const float Apart = 3.6f; // cells that share an edge, and vertices that may leave theirs by 0.8
        LoadViews(recipe, WorldFrame.Create(in grid, in header), Apart * Diagonal / header.Extent);
    }

    /// <summary>Cameras for a mesh.</summary>
    /// <param name="recipe">The recipe.</param>
    /// <param name="frame">The way back to unit space.</param>
    /// <param name="longestEdge">Upper bound of the mesh's edges, world units.</param>
    public void LoadViews(Recipe recipe, WorldFrame frame, float longestEdge)
    {
        Frame = frame;
        for (int i = 0; i < recipe.Cameras.Count; i++)
            Views.Span[i] = ViewRecord.Create(recipe.Cameras[i], options, longestEdge);
    }

    public void Dispose()
    {
        Parts.Dispose();
        PartData.Dispose();
        Materials.Dispose();
        Sky.Dispose();
        Lights.Dispose();
        Views.Dispose();
    }
}
