using System.Buffers.Binary;
using System.Numerics;

namespace Piwa.Pipeline.Exports;

/// <summary>
/// A mesh as glTF holds it: vertices are there once for each side of a crease, for each chart and for each part that they belong to.
/// </summary>
internal sealed class GlbMesh
{
    /// <summary>Bytes of a vertex; each attribute begins at a multiple of 4.</summary>
    public const int Stride = 32;

    public const int NormalOffset = 8;
    public const int TangentOffset = 16;
    public const int TexCoordOffset = 24;
    public const int PartOffset = 28;

    /// <summary>Most vertices that 16-bit indices reach: the largest index is none, by the specification.</summary>
    private const int MaxShortVertices = ushort.MaxValue;

    private GlbMesh(byte[] vertices, byte[] indices, int vertexCount, int indexCount, ushort[] low, ushort[] high)
    {
        Vertices = vertices;
        Indices = indices;
        VertexCount = vertexCount;
        IndexCount = indexCount;
        Low = low;
        High = high;
    }

    public byte[] Vertices { get; }

    public byte[] Indices { get; }

    public int VertexCount { get; }

    public int IndexCount { get; }

    /// <summary>Whether indices have 16 bits, else 32.</summary>
    public bool HasShortIndices => VertexCount <= MaxShortVertices;

    /// <summary>Least of the positions.</summary>
    public ushort[] Low { get; }

    /// <summary>Largest of the positions.</summary>
    public ushort[] High { get; }

    public static GlbMesh Create(AtlasMesh mesh, SurfaceAtlas atlas)
    {
        var charts = new int[mesh.TriangleCount];
        for (int chart = 0; chart < atlas.Charts.Count; chart++)
        {
            foreach (int triangle in atlas.Charts[chart].Patch.Triangles)
                charts[triangle] = chart;
        }

        var numbers = new Dictionary<(ushort Vertex, int Normal, int Chart, byte Part), int>();
        var vertices = new MemoryStream();
        var order = new int[mesh.Corners.Length];
        ushort[] low = [ushort.MaxValue, ushort.MaxValue, ushort.MaxValue], high = [0, 0, 0];
        Span<byte> record = stackalloc byte[Stride];
        for (int corner = 0; corner < order.Length; corner++)
        {
            int triangle = corner / AtlasMesh.CornersOfTriangle;
            (ushort Vertex, int Normal, int Chart, byte Part) key =
                (mesh.Corners[corner], mesh.NormalCodes[corner], charts[triangle], mesh.Parts[triangle]);
            if (!numbers.TryGetValue(key, out int number))
            {
                numbers[key] = number = numbers.Count;
                ReadOnlySpan<ushort> place = mesh.Surface.Asset.Positions.Slice(3 * key.Vertex, 3);
                for (int axis = 0; axis < place.Length; axis++)
                    (low[axis], high[axis]) = (Math.Min(low[axis], place[axis]), Math.Max(high[axis], place[axis]));
                AtlasChart chart = atlas.Charts[key.Chart];
                WriteVertex(record, place, mesh.Normals[corner], chart.Patch, chart.Place(mesh.Positions[key.Vertex]) / atlas.Side, key.Part);
                vertices.Write(record);
            }

            order[corner] = number;
        }

        return new GlbMesh(vertices.ToArray(), Encode(order, numbers.Count), numbers.Count, order.Length, low, high);
    }

    private static void WriteVertex(Span<byte> target, ReadOnlySpan<ushort> place, Vector3 normal, ChartPatch patch, Vector2 uv, byte part)
    {
        const float LastShort = 32767f, LastWord = 65535f;
        target.Clear();
        for (int axis = 0; axis < place.Length; axis++)
            BinaryPrimitives.WriteUInt16LittleEndian(target[(2 * axis)..], place[axis]);
        WriteVector(target[NormalOffset..], normal);
        WriteVector(target[TangentOffset..], SurfaceTextures.Tangent(patch, normal));

        // The bitangent is normal x tangent: towards smaller v, which is up.
        BinaryPrimitives.WriteInt16LittleEndian(target[(TangentOffset + 6)..], (short)LastShort);
        BinaryPrimitives.WriteUInt16LittleEndian(target[TexCoordOffset..], (ushort)((uv.X * LastWord) + 0.5f));
        BinaryPrimitives.WriteUInt16LittleEndian(target[(TexCoordOffset + 2)..], (ushort)((uv.Y * LastWord) + 0.5f));
        target[PartOffset] = part;

        static void WriteVector(Span<byte> target, Vector3 unit)
        {
            BinaryPrimitives.WriteInt16LittleEndian(target, Step(unit.X));
            BinaryPrimitives.WriteInt16LittleEndian(target[2..], Step(unit.Y));
            BinaryPrimitives.WriteInt16LittleEndian(target[4..], Step(unit.Z));
        }

        static short Step(float value) => (short)MathF.Floor((value * LastShort) + 0.5f);
    }

    private static byte[] Encode(int[] order, int vertexCount)
    {
        int size = vertexCount <= MaxShortVertices ? sizeof(ushort) : sizeof(int);
        var bytes = new byte[order.Length * size];
        for (int i = 0; i < order.Length; i++)
        {
            Span<byte> target = bytes.AsSpan(i * size, size);
            if (size == sizeof(ushort))
                BinaryPrimitives.WriteUInt16LittleEndian(target, (ushort)order[i]);
            else
                BinaryPrimitives.WriteInt32LittleEndian(target, order[i]);
        }

        return bytes;
    }
}
