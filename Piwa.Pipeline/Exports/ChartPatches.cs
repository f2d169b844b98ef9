using System.Numerics;
using Piwa.Kernels.Recipes;

namespace Piwa.Pipeline.Exports;

/// <summary>Divides a mesh into patches for the charts of an atlas.</summary>
/// <remarks>
/// (1) Each triangle takes one of the six directions of its part's frame: a neighbour's where that is nearly as good as the best, so that
/// patches are large, but none that it is tilted against by more than 60 degrees. (2) Triangles of one direction that hang together are a patch. (3) A patch is projected along the mean of its normals,
/// so that a flat side, however it is tilted, is not distorted.
/// </remarks>
internal static class ChartPatches
{
    private const int DirectionsOfPart = 6;
    private const int None = -1;

    /// <summary>How much less a triangle may face its neighbour's direction than its own best. The best is at least 0.577.</summary>
    private const float Lenience = 0.2f;

    /// <summary>How much each triangle has to face the projection: along its tilt it keeps half of the texels.</summary>
    private const float LeastFacing = 0.5f;

    public static List<ChartPatch> Create(AtlasMesh mesh, Recipe recipe)
    {
        Vector3[] directions = [.. recipe.Parts.SelectMany(part => Directions(part.Rotation))];
        int[] labels = Label(mesh, directions);
        var patches = new List<ChartPatch>();
        var found = new bool[mesh.TriangleCount];
        for (int seed = 0; seed < found.Length; seed++)
        {
            if (found[seed])
                continue;

            int label = labels[seed];
            var triangles = new List<int> { seed };
            found[seed] = true;
            for (int i = 0; i < triangles.Count; i++)
            {
                foreach (int next in mesh.Neighbours.AsSpan(AtlasMesh.CornersOfTriangle * triangles[i], AtlasMesh.CornersOfTriangle))
                {
                    if (found[next] || labels[next] != label)
                        continue;
                    found[next] = true;
                    triangles.Add(next);
                }
            }

            patches.Add(Orient(mesh, triangles, directions, label));
        }

        return patches;
    }

    /// <summary>x, y, z, -x, -y, -z.</summary>
    private static Vector3[] Directions(Quaternion rotation)
    {
        Vector3[] axes = SpaceAlgebra.Axes(rotation);
        return [.. axes, .. axes.Select(axis => -axis)];
    }

    private static int[] Label(AtlasMesh mesh, Vector3[] directions)
    {
        var labels = new int[mesh.TriangleCount];
        Array.Fill(labels, None);
        var queue = new Queue<int>();
        for (int seed = 0; seed < labels.Length; seed++)
        {
            if (labels[seed] != None)
                continue;

            labels[seed] = Best(mesh, directions, seed, out _);
            queue.Enqueue(seed);
            while (queue.TryDequeue(out int triangle))
            {
                int label = labels[triangle];
                foreach (int next in mesh.Neighbours.AsSpan(AtlasMesh.CornersOfTriangle * triangle, AtlasMesh.CornersOfTriangle))
                {
                    if (labels[next] != None)
                        continue;
                    Best(mesh, directions, next, out float best);
                    if (SpaceAlgebra.Dot(mesh.FaceNormals[next], directions[label]) < MathF.Max(best - Lenience, LeastFacing))
                        continue;
                    labels[next] = label;
                    queue.Enqueue(next);
                }
            }
        }

        return labels;
    }

    private static int Best(AtlasMesh mesh, Vector3[] directions, int triangle, out float facing)
    {
        int first = DirectionsOfPart * mesh.Parts[triangle], best = first;
        facing = float.NegativeInfinity;
        for (int i = first; i < first + DirectionsOfPart; i++)
        {
            float here = SpaceAlgebra.Dot(mesh.FaceNormals[triangle], directions[i]);
            if (here > facing)
                (best, facing) = (i, here);
        }

        return best;
    }

    private static ChartPatch Orient(AtlasMesh mesh, List<int> triangles, Vector3[] directions, int label)
    {
        Vector3 sum = default;
        foreach (int triangle in triangles)
            sum += mesh.DoubleArea(triangle);
        Vector3 mean = SpaceAlgebra.Normalize(sum);
        bool allFaceIt = triangles.TrueForAll(triangle => SpaceAlgebra.Dot(mesh.FaceNormals[triangle], mean) >= LeastFacing);
        Vector3 outward = allFaceIt ? mean : directions[label];

        // The next of the frame's axes: sides of boxes come to lie upright.
        int frame = label - (label % DirectionsOfPart), axis = label % AtlasMesh.CornersOfTriangle;
        Vector3 right = SpaceAlgebra.Beside(directions[frame + ((axis + 1) % AtlasMesh.CornersOfTriangle)], outward);
        return new ChartPatch([.. triangles], right, SpaceAlgebra.Cross(outward, right), outward);
    }
}
