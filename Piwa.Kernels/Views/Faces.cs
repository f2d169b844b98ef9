using System.Numerics;
using System.Runtime.CompilerServices;
using Piwa.Kernels.Meshes;
using Piwa.Kernels.Numerics;

namespace Piwa.Kernels.Views;

/// <summary>
/// The triangles of a view that face the camera, before the host draws them: a few vectors, in rows. Where the CPU can, they are packed, and numbered as
/// they are packed: <see cref="TriangleRows"/> are in that order. Elsewhere those that face away lie between them, and numbers are the mesh's.
/// </summary>
internal static unsafe class Faces<F, I, M>
    where F : unmanaged, IFloat<F, I, M>
    where I : unmanaged, IInt<F, I, M>
    where M : unmanaged, IMask<M>
{
    // Rows, of which the first are those of TriangleCorners, in the mesh's order: x and y of each corner, nearness, normals, light, its number in the
    // mesh; what is known of it; whether it is a face.
    private const int X0 = 0, Y0 = 1, X1 = 2, Y1 = 3, X2 = 4, Y2 = 5, Near = 6, Normal = 9, Light = 12, Number = 15, Info = 16, IsFace = 17, Length = 18;

    private const int WidestVector = 16, CornersOfTriangle = 3;

    /// <summary>Vectors in a row, and one that may be begun.</summary>
    private const int Vectors = 5, Stride = Vectors * WidestVector;

    /// <summary>Words for normals and corners of the last triangles.</summary>
    private const int LastWords = CornersOfTriangle * WidestVector * 3 / 2;

    /// <summary>Words of all rows, and of what is behind them.</summary>
    public const int Words = (Length * Stride) + LastWords;

    /// <summary>Whether triangles are packed.</summary>
    private static bool ArePacked
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => TriangleRows.AreUsedBy<I>();
    }

    /// <summary>Collects a vector of triangles from one on, and counts those that the rasteriser cannot take.</summary>
    /// <param name="work">The view.</param>
    /// <param name="triangle">The first one.</param>
    /// <param name="faces">The rows.</param>
    /// <param name="count">How many are in them.</param>
    [MethodImpl(Compiled.AtOnce)]
    public static void Collect(in ViewWork work, int triangle, int* faces, ref int count)
    {
        M there = M.FirstN(work.TriangleCount - triangle);
        I x0, y0, x1, y1, x2, y2, light0 = 0, light1 = 0, light2 = 0, normal0 = 0, normal1 = 0, normal2 = 0;
        F near0, near1, near2;
        if (ArePacked)
        {
            ushort* corners = work.Triangles + (CornersOfTriangle * triangle);
            int* normals = work.TriangleNormals + (CornersOfTriangle * triangle);
            if (work.TriangleCount - triangle < I.Width)
                CopyLast(in work, triangle, faces + (Length * Stride), out corners, out normals);
            VertexRows.Read(work.VertexRows, corners, out x0, out y0, out near0, out light0);
            VertexRows.Read(work.VertexRows, corners + 1, out x1, out y1, out near1, out light1);
            VertexRows.Read(work.VertexRows, corners + 2, out x2, out y2, out near2, out light2);
            TriangleRows.Triples(normals, out normal0, out normal1, out normal2);
        }
        else
        {
            I corner = I.Select(there, I.Sequence(triangle) * CornersOfTriangle, 0);
            I v0 = I.Gather(work.Triangles, corner), v1 = I.Gather(work.Triangles, corner + 1), v2 = I.Gather(work.Triangles, corner + 2);
            x0 = I.Gather(work.ScreenX, v0);
            y0 = I.Gather(work.ScreenY, v0);
            x1 = I.Gather(work.ScreenX, v1);
            y1 = I.Gather(work.ScreenY, v1);
            x2 = I.Gather(work.ScreenX, v2);
            y2 = I.Gather(work.ScreenY, v2);
            near0 = F.Gather(work.Nearness, v0);
            near1 = F.Gather(work.Nearness, v1);
            near2 = F.Gather(work.Nearness, v2);
        }

        I lowX = I.Min(x0, I.Min(x1, x2)), highX = I.Max(x0, I.Max(x1, x2)), lowY = I.Min(y0, I.Min(y1, y2)), highY = I.Max(y0, I.Max(y1, y2));
        M large = there & (highX - lowX > RasterLimits.MaxExtent | highY - lowY > RasterLimits.MaxExtent);
        *work.RefusedTriangles += BitOperations.PopCount(M.Bits(large));
        M isFace = there & !large & Area(x0, y0, x2, y2, x1, y1) > 0;
        if (ArePacked && !M.Any(isFace))
            return;

        int* target = faces + count;
        Append(target, X0, isFace, x0);
        Append(target, Y0, isFace, y0);
        Append(target, X1, isFace, x1);
        Append(target, Y1, isFace, y1);
        Append(target, X2, isFace, x2);
        Append(target, Y2, isFace, y2);
        Append(target, Near, isFace, I.FromBits(near0));
        Append(target, Near + 1, isFace, I.FromBits(near1));
        Append(target, Near + 2, isFace, I.FromBits(near2));
        Append(target, Info, isFace, Packing<F, I, M>.LoadBytes(work.TriangleInfos + triangle));
        if (!ArePacked)
        {
            Append(target, IsFace, isFace, I.Select(isFace, 1, 0));
            count += I.Width;
            return;
        }

        Append(target, Normal, isFace, normal0);
        Append(target, Normal + 1, isFace, normal1);
        Append(target, Normal + 2, isFace, normal2);
        Append(target, Light, isFace, light0);
        Append(target, Light + 1, isFace, light1);
        Append(target, Light + 2, isFace, light2);
        Append(target, Number, isFace, I.Sequence(triangle));
        count += BitOperations.PopCount(M.Bits(isFace));
    }

    /// <summary>Twice the areas of triangles whose corners go round with the clock, y pointing down.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static I Area(I x0, I y0, I x1, I y1, I x2, I y2) => (x1 - x0) * (y2 - y0) - (x2 - x0) * (y1 - y0);

    /// <summary>
    /// Corners of collected triangles. Outward triangles go against the clock; on a screen whose y points down that is a negative area. Swapping two
    /// corners makes it positive.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Corners(int* faces, out I x0, out I y0, out I x1, out I y1, out I x2, out I y2)
    {
        x0 = Load(faces, X0);
        y0 = Load(faces, Y0);
        x1 = Load(faces, X2);
        y1 = Load(faces, Y2);
        x2 = Load(faces, X1);
        y2 = Load(faces, Y1);
    }

    /// <summary>Nearness at these corners.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Nearness(int* faces, out F n0, out F n1, out F n2)
    {
        n0 = F.FromBits(Load(faces, Near));
        n1 = F.FromBits(Load(faces, Near + 2));
        n2 = F.FromBits(Load(faces, Near + 1));
    }

    /// <summary>By triangle: a <see cref="TriangleInfo"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static I Infos(int* faces) => Load(faces, Info);

    /// <summary>Which of a vector of collected triangles face the camera.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static M AreFaces(int* faces) => ArePacked ? true : Load(faces, IsFace) > 0;

    /// <summary>Moves what lies behind as many triangles to the front: less than a vector.</summary>
    [MethodImpl(Compiled.AtOnce)]
    public static void Move(int* faces, int count)
    {
        if (!ArePacked)
            return;
        for (int row = 0; row < Length; row++)
            I.Store(faces + (row * Stride), I.Load(faces + (row * Stride) + count));
    }

    /// <summary>Writes the rows of a vector of triangles.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void WriteRows(int* faces, int face, int* rows)
    {
        int* places = stackalloc int[WidestVector];
        I.Store(places, I.Sequence(0) * Vectors + (face / WidestVector));
        TriangleRows.Turn(faces, places, rows);
    }

    /// <summary>Copies the last triangles, less than a vector, to where a whole one can be read.</summary>
    [MethodImpl(Compiled.AtOnce)]
    private static void CopyLast(in ViewWork work, int triangle, int* room, out ushort* corners, out int* normals)
    {
        int first = CornersOfTriangle * triangle, left = (CornersOfTriangle * work.TriangleCount) - first;
        normals = room;
        corners = (ushort*)(room + (CornersOfTriangle * WidestVector));
        new Span<int>(room, LastWords).Clear();
        new ReadOnlySpan<int>(work.TriangleNormals + first, left).CopyTo(new Span<int>(normals, left));
        new ReadOnlySpan<ushort>(work.Triangles + first, left).CopyTo(new Span<ushort>(corners, left));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Append(int* target, int row, M mask, I value)
    {
        if (ArePacked)
            Packing<F, I, M>.Append(target + (row * Stride), mask, value);
        else
            I.Store(target + (row * Stride), value);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static I Load(int* faces, int row) => I.Load(faces + (row * Stride));
}
