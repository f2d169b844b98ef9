using Piwa.Kernels.Buffers;
using Piwa.Kernels.Meshes;
using Piwa.Kernels.Recipes;
using Piwa.Kernels.Views;

namespace Piwa.Kernels.Devices;

/// <summary>Brings an imported mesh where a made one would be: into its asset, in the world, with light. On the CPU for every device.</summary>
/// <remarks>Not thread-safe: each worker has its own.</remarks>
internal sealed unsafe class ImportMeshing
{
    private const string Stage = "generate";

    private readonly LightField _field = new();
    private Point3[] _places = [];
    private long[] _normals = [];

    /// <summary>Enters the mesh into the asset, or the reason why it cannot be.</summary>
    /// <param name="asset">The asset, compiled.</param>
    /// <param name="space">What the kernels work in.</param>
    /// <param name="kernels">The kernels.</param>
    /// <param name="options">How much room there is.</param>
    /// <param name="validator">Counts the defects. They are no fault: a mesh that was made elsewhere is what it is.</param>
    /// <param name="isLit">Whether to find occlusion and shadows of its vertices.</param>
    public void Make(AssetBuffer asset, MeshWorkspace space, IHostKernels kernels, MeshOptions options, MeshValidator validator, bool isLit)
    {
        MeshImport import = asset.Recipe.Import!;
        if (import.Mesh is not { } mesh)
        {
            asset.Fault = new AssetFault(Stage, $"The mesh of source {Convert.ToHexStringLower(import.Source.Span)} is not there.");
            return;
        }

        if (mesh.VertexCount > options.VertexCapacity || mesh.TriangleCount > options.TriangleCapacity)
        {
            asset.Fault = new AssetFault(
                Stage,
                $"The mesh has {mesh.VertexCount} vertices and {mesh.TriangleCount} triangles; {options.VertexCapacity} and {options.TriangleCapacity} fit.");
            return;
        }

        if (mesh.TriangleParts.ContainsAnyExceptInRange((byte)0, (byte)(asset.Recipe.Parts.Count - 1)))
        {
            asset.Fault = new AssetFault(Stage, $"A triangle has a material beyond the {asset.Recipe.Parts.Count} that the recipe has.");
            return;
        }

        Copy(mesh, asset);
        asset.Defects = validator.Check(asset.Positions, asset.Triangles);
        asset.GridResolution = ImportGrid.ChooseResolution(mesh, options.MaxResolution);
        if (_places.Length < mesh.VertexCount)
            _places = new Point3[mesh.VertexCount];
        MeshWork work = space.Work;
        *work.Grid = ImportGrid.Create(mesh, asset.GridResolution, out *work.Header, _places);
        for (int i = 0; i < mesh.VertexCount; i++)
        {
            work.QuantizedX[i] = mesh.Positions[3 * i];
            work.QuantizedY[i] = mesh.Positions[(3 * i) + 1];
            work.QuantizedZ[i] = mesh.Positions[(3 * i) + 2];
        }

        asset.Scene.LoadViews(asset.Recipe, new WorldFrame(0f, 0f, 0f, 1f), LongestEdge(mesh));
        ViewWork view = ViewWorkspace.Begin(asset);
        kernels.PlaceInWorld(in work, in view);
        if (!isLit)
            return;

        for (int i = 0; i < mesh.VertexCount; i++)
            (work.VertexX[i], work.VertexY[i], work.VertexZ[i]) = ((float)_places[i].X, (float)_places[i].Y, (float)_places[i].Z);
        WriteVertexNormals(mesh, work.VertexNormals);
        _field.Fill(mesh, _places, in *work.Grid, work.Distances);
        kernels.Light(in work, in view);
    }

    private static void Copy(ImportedMesh mesh, AssetBuffer asset)
    {
        asset.VertexCount = mesh.VertexCount;
        asset.TriangleCount = mesh.TriangleCount;
        mesh.Positions.CopyTo(asset.PositionMemory.Span);
        mesh.Triangles.CopyTo(asset.TriangleMemory.Span);
        mesh.CornerNormals.CopyTo(asset.NormalMemory.Span);
        mesh.TriangleParts.CopyTo(asset.PartMemory.Span);

        // No triangle shows more than one part: an information is the part alone.
        mesh.TriangleParts.CopyTo(asset.InfoMemory.Span);
    }

    /// <summary>In world units, a hair more than it is.</summary>
    private static float LongestEdge(ImportedMesh mesh)
    {
        const double LastStep = 65535, Hair = 1.000001;
        ReadOnlySpan<ushort> positions = mesh.Positions, triangles = mesh.Triangles;
        long longest = 0;
        for (int corner = 0; corner < triangles.Length; corner++)
        {
            int next = corner % 3 == 2 ? corner - 2 : corner + 1;
            int a = 3 * triangles[corner], b = 3 * triangles[next];
            long x = positions[a] - positions[b], y = positions[a + 1] - positions[b + 1], z = positions[a + 2] - positions[b + 2];
            longest = Math.Max(longest, (x * x) + (y * y) + (z * z));
        }

        return (float)(Math.Sqrt(longest) / LastStep * Hair);
    }

    /// <summary>By vertex the sum of its triangles' normals, each as long as the triangle is large: exact.</summary>
    private void WriteVertexNormals(ImportedMesh mesh, int* codes)
    {
        ReadOnlySpan<ushort> positions = mesh.Positions, triangles = mesh.Triangles;
        if (_normals.Length < positions.Length)
            _normals = new long[positions.Length];
        Span<long> normals = _normals.AsSpan(0, positions.Length);
        normals.Clear();
        for (int i = 0; i < triangles.Length; i += 3)
        {
            int a = 3 * triangles[i], b = 3 * triangles[i + 1], c = 3 * triangles[i + 2];
            long ux = positions[b] - positions[a], uy = positions[b + 1] - positions[a + 1], uz = positions[b + 2] - positions[a + 2];
            long vx = positions[c] - positions[a], vy = positions[c + 1] - positions[a + 1], vz = positions[c + 2] - positions[a + 2];
            long x = (uy * vz) - (uz * vy), y = (uz * vx) - (ux * vz), z = (ux * vy) - (uy * vx);
            foreach (int vertex in (ReadOnlySpan<int>)[a, b, c])
            {
                normals[vertex] += x;
                normals[vertex + 1] += y;
                normals[vertex + 2] += z;
            }
        }

        for (int i = 0; i < mesh.VertexCount; i++)
            codes[i] = ImportedMesh.EncodeNormal(normals[3 * i], normals[(3 * i) + 1], normals[(3 * i) + 2]);
    }
}
