using Piwa.Kernels.Devices;
using Piwa.Kernels.Meshes;
using Piwa.Kernels.Recipes;
using Piwa.Kernels.Views;

namespace Piwa.Kernels.Buffers;

/// <summary>A compiled recipe where the kernels can read it.</summary>
internal sealed class SceneMemory(LaneOptions options) : IDisposable
{
    public NativeArray<PartRecord> Parts { get; } = new(Recipe.MaxPartCount);

    public NativeArray<float> Heights { get; } = new(Recipe.MaxPartCount * HeightTable.PartLength);

    public NativeArray<MaterialRecord> Materials { get; } = new(Recipe.MaxPartCount);

    public NativeArray<SkyRecord> Sky { get; } = new(Lighting.SkyCoefficientCount);

    public NativeArray<LightRecord> Lights { get; } = new(Lighting.MaxLightCount);

    public NativeArray<ViewRecord> Views { get; } = new(options.ViewCount);

    public int LightCount { get; private set; }

    /// <summary>Unit space = offset + world * scale.</summary>
    public WorldFrame Frame { get; private set; }

    public void Load(Recipe recipe, FieldProgram program)
    {
        program.Parts.CopyTo(Parts.Span);
        program.Heights.CopyTo(Heights.Span);
        for (int i = 0; i < recipe.Parts.Count; i++)
            Materials.Span[i] = MaterialRecord.Create(recipe.Parts[i].Material);
        for (int i = 0; i < Lighting.SkyCoefficientCount; i++)
            Sky.Span[i] = SkyRecord.Create(recipe.Lighting.Sky[i]);
        LightCount = recipe.Lighting.Lights.Count;
        for (int i = 0; i < LightCount; i++)
            Lights.Span[i] = LightRecord.Create(recipe.Lighting.Lights[i]);
    }

    /// <summary>Cameras for a mesh whose grid is known.</summary>
    public void LoadViews(Recipe recipe, int imageResolution, in GridRecord grid, in MeshHeader header)
    {
        const float CellDiagonal = 1.7320508f;
        Frame = WorldFrame.Create(in grid, in header);

        // The vertices of a triangle lie in cells that share an edge: at most two diagonals apart.
        float longestEdge = 2f * CellDiagonal / header.Extent;
        for (int i = 0; i < recipe.Cameras.Count; i++)
            Views.Span[i] = ViewRecord.Create(recipe.Cameras[i], imageResolution, longestEdge);
    }

    public void Dispose()
    {
        Parts.Dispose();
        Heights.Dispose();
        Materials.Dispose();
        Sky.Dispose();
        Lights.Dispose();
        Views.Dispose();
    }
}
