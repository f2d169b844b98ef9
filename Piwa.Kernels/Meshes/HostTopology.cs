using System.Numerics;
using System.Runtime.CompilerServices;
using Piwa.Kernels.Numerics;

namespace Piwa.Kernels.Meshes;

/// <summary>
/// <see cref="TopologyKernel"/> on the CPU: which corners are inside is one bit each, so that a word tells which of 64 cells the surface
/// passes.
/// </summary>
internal static unsafe class HostTopology<F, I, M>
    where F : unmanaged, IFloat<F, I, M>
    where I : unmanaged, IInt<F, I, M>
    where M : unmanaged, IMask<M>
{
    /// <summary>Finds the inside corners, and counts the vertices and quads.</summary>
    [MethodImpl(Compiled.AtOnce)]
    public static void CountAll(in MeshWork work)
    {
        GridRecord* grid = work.Grid;
        int rows = (grid->CellsY + 1) * (grid->CellsZ + 1), words = InsideBits.Words(grid->CellsX);
        for (int row = 0; row < rows; row++)
            Pack(work.Distances + (row * grid->CornerRowLength), grid->CornerRowLength, work.InsideCorners + (row * words));

        for (int z = 0; z < grid->CellsZ; z++)
        {
            for (int y = 0; y < grid->CellsY; y++)
                CountRow(in work, y, z);
        }

        TopologyKernel.SumRows(in work);
    }

    /// <summary>The range of the inside corners by axis.</summary>
    [MethodImpl(Compiled.AtOnce)]
    public static CoarseMeasure Measure(in MeshWork work)
    {
        GridRecord* grid = work.Grid;
        CoarseMeasure measure = CoarseMeasure.Empty;
        measure.QuadCount = work.Header->QuadCount;
        int words = InsideBits.Words(grid->CellsX);
        for (int z = 0; z <= grid->CellsZ; z++)
        {
            for (int y = 0; y <= grid->CellsY; y++)
            {
                ulong* inside = work.InsideCorners + (((z * (grid->CellsY + 1)) + y) * words);
                for (int word = 0; word < words; word++)
                {
                    if (inside[word] != 0)
                        measure.Widen((word * InsideBits.InWord) + BitOperations.TrailingZeroCount(inside[word]), (word * InsideBits.InWord) + BitOperations.Log2(inside[word]), y, z);
                }
            }
        }

        return measure;
    }

    /// <summary>Writes the vertices and quads.</summary>
    [MethodImpl(Compiled.AtOnce)]
    public static void EmitAll(in MeshWork work)
    {
        GridRecord* grid = work.Grid;
        for (int z = 0; z < grid->CellsZ; z++)
        {
            for (int y = 0; y < grid->CellsY; y++)
                EmitRow(in work, y, z);
        }
    }

    [MethodImpl(Compiled.AtOnce)]
    private static void CountRow(in MeshWork work, int y, int z)
    {
        int vertices = 0, quads = 0;
        var row = new InsideBits(in work, y, z);
        for (int word = 0; word < row.WordCount; word++)
        {
            for (ulong left = row.Passed(word); left != 0; left &= left - 1)
            {
                int bit = BitOperations.TrailingZeroCount(left);
                TopologyKernel.CountCell(in work, row.Pattern(word, bit), (word * InsideBits.InWord) + bit, y, z, ref vertices, ref quads);
            }
        }

        int index = (z * work.Grid->CellsY) + y;
        work.Rows[2 * index] = vertices;
        work.Rows[(2 * index) + 1] = quads;
    }

    [MethodImpl(Compiled.AtOnce)]
    private static void EmitRow(in MeshWork work, int y, int z)
    {
        int index = (z * work.Grid->CellsY) + y, vertex = work.Rows[2 * index], quad = work.Rows[(2 * index) + 1];
        var row = new InsideBits(in work, y, z);
        for (int word = 0; word < row.WordCount; word++)
        {
            for (ulong left = row.Passed(word); left != 0; left &= left - 1)
            {
                int bit = BitOperations.TrailingZeroCount(left);
                TopologyKernel.EmitCell(in work, row.Pattern(word, bit), (word * InsideBits.InWord) + bit, y, z, ref vertex, ref quad);
            }
        }
    }

    /// <summary>One bit for each corner of a row, set where it is inside.</summary>
    [MethodImpl(Compiled.AtOnce)]
    private static void Pack(float* distances, int count, ulong* bits)
    {
        for (int first = 0; first < count; first += InsideBits.InWord)
        {
            ulong word = 0;
            int end = Math.Min(InsideBits.InWord, count - first);
            for (int i = 0; i < end; i += I.Width)
                word |= (ulong)M.Bits((F.Load(distances + first + i) < 0f) & M.FirstN(end - i)) << i;
            *bits++ = word;
        }
    }
}
