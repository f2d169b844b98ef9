using Piwa.Kernels.Recipes;

namespace Piwa.Pipeline.Labels;

/// <summary>The sharp edges of a closed mesh, and points on them, uniform by length. Memory is kept from mesh to mesh.</summary>
/// <remarks>
/// An edge is sharp when the normals of its two triangles are more than 10 degrees (cosine 0.985) away from their mean: 20 degrees from
/// each other. The number is that of Hunyuan3D-2.1's <c>watertight_and_sample.py</c>, which compares the normals of vertices with those
/// of their triangles: on a straight edge that is the same. The edge itself decides, not its ends, and its normal is the mean of the two,
/// as in Dora (R. Chen et al., "Dora: Sampling and benchmarking for 3D shape variational auto-encoders", CVPR 2025).
/// </remarks>
internal sealed class SharpEdges
{
    private const double AgreementCosine = 0.985;
    private const int CornersOfTriangle = 3;

    private int[] _edges = [];
    private double[] _lengths = [];

    /// <summary>How many there are.</summary>
    public int Count { get; private set; }

    /// <summary>The corners where they begin.</summary>
    public ReadOnlySpan<int> Edges => _edges.AsSpan(0, Count);

    /// <summary>Takes in the mesh.</summary>
    public void Build(MeshBvh mesh)
    {
        int corners = CornersOfTriangle * mesh.TriangleCount;
        if (_edges.Length < corners)
            (_edges, _lengths) = (new int[corners], new double[corners]);

        Count = 0;
        double sum = 0.0;
        for (int corner = 0; corner < corners; corner++)
        {
            if (mesh.Topology.Across[corner] < corner || !IsSharp(mesh, corner))
                continue;

            sum += (mesh.PlaceOf(MeshTopology.Next(corner)) - mesh.PlaceOf(corner)).Length;
            _edges[Count] = corner;
            _lengths[Count++] = sum;
        }
    }

    /// <summary>A point of a sharp edge, in steps, and the edge's unit normal. There must be an edge.</summary>
    public (Double3 Place, Double3 Normal) Draw(MeshBvh mesh, ref RandomStream random)
    {
        int corner = _edges[Ticket.Find(_lengths.AsSpan(0, Count), ref random)];
        double share = random.NextUnit();
        Double3 place = (mesh.PlaceOf(corner) * (1.0 - share)) + (mesh.PlaceOf(MeshTopology.Next(corner)) * share);
        return (place, NormalOf(mesh, corner));
    }

    private static bool IsSharp(MeshBvh mesh, int corner) =>
        Double3.Dot(mesh.NormalOf(corner / CornersOfTriangle), NormalOf(mesh, corner)) < AgreementCosine;

    /// <summary>The mean of both triangles' unit normals; zero where they are opposite.</summary>
    private static Double3 NormalOf(MeshBvh mesh, int corner) =>
        (mesh.NormalOf(corner / CornersOfTriangle) + mesh.NormalOf(mesh.Topology.Across[corner] / CornersOfTriangle)).Direction;
}
