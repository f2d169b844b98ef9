using System.Runtime.Intrinsics;

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

    /// <summary>A box of whole steps, x, y, z and 0; both ends belong to it.</summary>
    internal readonly struct Box(Vector128<int> low, Vector128<int> high)
    {
        public readonly Vector128<int> Low = low;
        public readonly Vector128<int> High = high;

        /// <summary>The box that joins as nothing.</summary>
        public static Box Empty => new(Vector128.Create(int.MaxValue), Vector128.Create(int.MinValue));

        /// <summary>Twice the centre.</summary>
        public Vector128<int> DoubleCentre => Low + High;

        /// <summary>Half of the surface.</summary>
        public long HalfArea
        {
            get
            {
                Vector128<int> size = High - Low;
                long x = size[0], y = size[1], z = size[2];
                return (x * y) + (y * z) + (z * x);
            }
        }

        public static Box Of(in Triangle triangle)
        {
            Vector128<int> a = Place(triangle.A), b = Place(triangle.B), c = Place(triangle.C);
            return new Box(Vector128.Min(a, Vector128.Min(b, c)), Vector128.Max(a, Vector128.Max(b, c)));
        }

        public Box Join(Vector128<int> point) => new(Vector128.Min(Low, point), Vector128.Max(High, point));

        public Box Join(in Box other) => new(Vector128.Min(Low, other.Low), Vector128.Max(High, other.High));

        /// <summary>Whether the boxes have a point in common.</summary>
        public bool Meets(in Box other) => Vector128.LessThanOrEqualAll(Low, other.High) && Vector128.LessThanOrEqualAll(other.Low, High);

        private static Vector128<int> Place(Corner corner) => Vector128.Create(corner.X, corner.Y, corner.Z, 0);
    }
}
