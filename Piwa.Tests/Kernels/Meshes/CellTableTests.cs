using Piwa.Kernels.Meshes;

namespace Piwa.Tests.Kernels.Meshes;

public sealed class CellTableTests
{
    private static readonly int[] Table = [.. CellTable.Values];

    [Fact]
    public void EveryCrossedEdgeBelongsToExactlyOnePatch()
    {
        for (int variant = 0; variant < CellTable.VariantCount; variant++)
        {
            for (int pattern = 0; pattern < CellTable.PatternCount; pattern++)
            {
                int all = 0;
                foreach (int patch in Patches(variant, pattern))
                {
                    Assert.Equal(0, all & patch);
                    all |= patch;
                }

                Assert.Equal(CrossedEdges(pattern), all);
            }
        }
    }

    [Fact]
    public void APatchIsACycleOfAtLeastThreeEdges()
    {
        for (int row = 0; row < CellTable.VariantCount * CellTable.PatternCount; row++)
        {
            foreach (int patch in Patches(row / CellTable.PatternCount, row % CellTable.PatternCount))
                Assert.InRange(int.PopCount(patch), 3, CellTable.EdgeCount);
        }
    }

    [Fact]
    public void PatternsThatJoinPairsOverAFaceSeparateThemInTheOtherVariant()
    {
        int joining = 0;
        for (int pattern = 0; pattern < CellTable.PatternCount; pattern++)
        {
            if (Table[CellTable.FaceOffset + pattern] < 0)
                continue;

            joining++;
            Assert.Single(Patches(0, pattern));
            Assert.Equal(2, Patches(1, pattern).Count);
        }

        Assert.Equal(36, joining); // the 12 rotations of case 16 and the 24 of case 19
    }

    private static List<int> Patches(int variant, int pattern) => [.. Enumerable.Range(0, CellTable.MaxPatches)
        .Select(i => Table[(((variant * CellTable.PatternCount) + pattern) * CellTable.MaxPatches) + i])
        .Where(patch => patch != 0)];

    /// <summary>By geometry alone: edge 4 a + l + 2 h runs along axis a from the corner with the other coordinates l and h.</summary>
    private static int CrossedEdges(int pattern)
    {
        int crossed = 0;
        for (int axis = 0; axis < 3; axis++)
        {
            int[] others = [.. Enumerable.Range(0, 3).Where(other => other != axis)];
            for (int i = 0; i < 4; i++)
            {
                int start = ((i & 1) << others[0]) | ((i >> 1) << others[1]);
                if (((pattern >> start) & 1) != ((pattern >> (start | (1 << axis))) & 1))
                    crossed |= 1 << ((4 * axis) + i);
            }
        }

        return crossed;
    }
}
