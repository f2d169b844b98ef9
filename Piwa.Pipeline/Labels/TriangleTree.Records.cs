namespace Piwa.Pipeline.Labels;

/// <content>What the tree is made of.</content>
internal sealed partial class TriangleTree
{
    /// <summary>
    /// A leaf holds the triangles First to First + Count - 1; an inner node, whose Count is 0, has the children First and First + 1.
    /// </summary>
    internal readonly struct Node(Box box, int first, int count)
    {
        public readonly Box Box = box;
        public readonly int First = first;
        public readonly int Count = count;

        public bool IsLeaf => Count > 0;
    }

    /// <summary>A triangle's number in the mesh and its three corners.</summary>
    internal readonly record struct Triangle(int Index, Corner A, Corner B, Corner C);

    /// <summary>Vertex and place of a corner.</summary>
    internal readonly record struct Corner(int Vertex, int X, int Y, int Z);

    /// <summary>A box of whole steps; both ends belong to it.</summary>
    internal struct Box
    {
        public int LowX, LowY, LowZ, HighX, HighY, HighZ;

        /// <summary>The box that joins as nothing.</summary>
        public static Box Empty => new()
        {
            LowX = int.MaxValue,
            LowY = int.MaxValue,
            LowZ = int.MaxValue,
            HighX = int.MinValue,
            HighY = int.MinValue,
            HighZ = int.MinValue,
        };

        /// <summary>Half of the surface.</summary>
        public readonly long HalfArea
        {
            get
            {
                long x = HighX - LowX, y = HighY - LowY, z = HighZ - LowZ;
                return (x * y) + (y * z) + (z * x);
            }
        }

        public static Box Of(in Triangle triangle)
        {
            Box box = Empty;
            box.Join(triangle.A.X, triangle.A.Y, triangle.A.Z);
            box.Join(triangle.B.X, triangle.B.Y, triangle.B.Z);
            box.Join(triangle.C.X, triangle.C.Y, triangle.C.Z);
            return box;
        }

        /// <summary>Twice the centre's coordinate along an axis.</summary>
        public readonly int DoubleCentre(int axis) => axis switch { 0 => LowX + HighX, 1 => LowY + HighY, _ => LowZ + HighZ };

        public void Join(int x, int y, int z)
        {
            (LowX, LowY, LowZ) = (Math.Min(LowX, x), Math.Min(LowY, y), Math.Min(LowZ, z));
            (HighX, HighY, HighZ) = (Math.Max(HighX, x), Math.Max(HighY, y), Math.Max(HighZ, z));
        }

        public void Join(in Box other)
        {
            (LowX, LowY, LowZ) = (Math.Min(LowX, other.LowX), Math.Min(LowY, other.LowY), Math.Min(LowZ, other.LowZ));
            (HighX, HighY, HighZ) = (Math.Max(HighX, other.HighX), Math.Max(HighY, other.HighY), Math.Max(HighZ, other.HighZ));
        }

        /// <summary>Whether the boxes have a point in common.</summary>
        public readonly bool Meets(in Box other) =>
            LowX <= other.HighX && other.LowX <= HighX
            && LowY <= other.HighY && other.LowY <= HighY
            && LowZ <= other.HighZ && other.LowZ <= HighZ;
    }
}
