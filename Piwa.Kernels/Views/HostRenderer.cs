using System.Numerics;
using System.Runtime.CompilerServices;
using Piwa.Kernels.Meshes;
using Piwa.Kernels.Numerics;
using Piwa.Kernels.Recipes;

namespace Piwa.Kernels.Views;

/// <summary>Runs the view kernels on the CPU, one view at a time, at one vector width.</summary>
/// <remarks>
/// (1) Project the vertices, draw the triangles into tiles. (2) Bring the tiles to the visibility planes, row by row, and list the samples to shade by
/// part, so that the samples of a vector have one material. (3) Shade the centres, then those corners that blended pixels ask for. (4) Blend.
/// </remarks>
internal static unsafe class HostRenderer<F, I, M>
    where F : unmanaged, IFloat<F, I, M>
    where I : unmanaged, IInt<F, I, M>
    where M : unmanaged, IMask<M>
{
    private const int WidestVector = 16;

    /// <summary>Draws one view. The tiles of <paramref name="work"/> are empty before, and after.</summary>
    [MethodImpl(Compiled.AtOnce)]
    public static void Render(in ViewWork work, in SampleLists lists)
    {
        ProjectKernel<F, I, M>.ProjectAll(in work);
        HostRaster<F, I, M>.DrawAll(in work);
        ScreenBox box = ScreenBox.Of<F, I, M>(in work);
        ClearOutput(in work, in *work.Drawn);
        *work.Drawn = box;
        int centres = ListCentres(in work, in lists, in box, out int seams, out int blended);
        FindParts(in work, in work.Centres, in lists, seams, half: 1);
        Sort(in lists, centres);
        for (int part = 0, first = 0; part < work.PartCount; first = lists.PartCounts[part++])
            HostShader<F, I, M>.ShadeCentres(in work, part, lists.ByPart + first, lists.PartCounts[part] - first);
        if (blended > 0)
        {
            int corners = ListCorners(in work, in lists, in box, out seams);
            FindParts(in work, in work.Corners, in lists, seams, half: 0);
            Sort(in lists, corners);
            for (int part = 0, first = 0; part < work.PartCount; first = lists.PartCounts[part++])
                HostShader<F, I, M>.ShadeCorners(in work, part, lists.ByPart + first, lists.PartCounts[part] - first);
            HostBlending<F, I, M>.BlendAll(in work, lists.Blended, blended);
        }
    }

    /// <summary>Lists the covered centres with their parts and the blended pixels, and says which corners the latter need.</summary>
    [MethodImpl(Compiled.AtOnce)]
    private static int ListCentres(in ViewWork work, in SampleLists lists, in ScreenBox box, out int seams, out int blended)
    {
        int* infos = stackalloc int[WidestVector];
        int found = 0, vectors = NeededVectors(in box);
        int* edges = lists.Blended;
        seams = 0;
        (int tileRow, int lastTileRow) = RasterTiles.RowsOf(in box);
        for (int y = box.FirstY; y <= box.LastY; y++)
        {
            for (; tileRow <= lastTileRow && tileRow << RasterTiles.SideBits <= y + 1; tileRow++)
                RasterTiles.Resolve<F, I, M>(in work, in box, tileRow);
            ushort* needed = lists.CornersNeeded + ((y - box.FirstY) * vectors);
            for (int x = box.FirstX; x <= box.LastX; x += I.Width, needed++)
            {
                M blend = PixelKernel<F, I, M>.Blended<HostVisibility<F, I, M>>(in work, x, y, box.LastX + 1 - x, out _, out M covered);
                uint blendBits = M.Bits(blend), coveredBits = M.Bits(covered);
                I place = I.Sequence(SamplePlace.Pack(x, y, 0));
                int sample = (y * work.Centres.Side) + x;
                if (coveredBits != 0)
                    Add(in lists, infos, covered, I.Select(blend, place | SamplePlace.Blended, place), I.Load(work.Centres.Marks + sample), ref found, ref seams);
                if (blendBits == 0)
                    continue;

                Packing<F, I, M>.Append(edges, blend, place);
                edges += BitOperations.PopCount(blendBits);
                HostBlending<F, I, M>.KeepNone(in work, sample, blendBits & ~coveredBits);

                // A pixel's corners: two in its row and two in the next one, the right ones perhaps in the next vector.
                uint both = blendBits | (blendBits << 1), next = both >> I.Width;
                both &= (1u << I.Width) - 1;
                needed[0] |= (ushort)both;
                needed[1] |= (ushort)next;
                needed[vectors] |= (ushort)both;
                needed[vectors + 1] |= (ushort)next;
            }
        }

        blended = (int)(edges - lists.Blended);
        return found;
    }

    /// <summary>Lists the covered corners that are needed with their parts, and forgets which those are.</summary>
    [MethodImpl(Compiled.AtOnce)]
    private static int ListCorners(in ViewWork work, in SampleLists lists, in ScreenBox box, out int seams)
    {
        int* infos = stackalloc int[WidestVector];
        int* bits = stackalloc int[WidestVector];
        for (int i = 0; i < WidestVector; i++)
            bits[i] = 1 << i;
        I bit = I.Load(bits);
        int found = 0, vectors = NeededVectors(in box), corners = work.Centres.Side * work.Centres.Side;
        seams = 0;
        for (int y = box.FirstY; y <= box.LastY + 1; y++)
        {
            ushort* row = lists.CornersNeeded + ((y - box.FirstY) * vectors);
            for (int vector = 0; vector < vectors; vector++)
            {
                uint needed = row[vector];
                if (needed == 0)
                    continue;

                int x = box.FirstX + (vector * I.Width), sample = (y * work.Corners.Side) + x;
                I marks = I.Load(work.Corners.Marks + sample);
                M covered = !(I.Equal(bit & (int)needed, 0) | I.Equal(marks, 0));
                HostBlending<F, I, M>.KeepNone(in work, corners + sample, needed & ~M.Bits(covered));
                Add(in lists, infos, covered, I.Sequence(SamplePlace.Pack(x, y, 1)), marks, ref found, ref seams);
            }

            new Span<ushort>(row, vectors).Clear();
        }

        return found;
    }

    /// <summary>Words for each row of corners that pixels of the box need; see <see cref="SampleLists.CornersNeeded"/>.</summary>
    private static int NeededVectors(in ScreenBox box) => ((box.LastX + 1 - box.FirstX) / I.Width) + 2;

    /// <summary>Adds samples to the list, and to that of the samples on seams those whose triangles are. <paramref name="infos"/> is room for a vector.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Add(in SampleLists lists, int* infos, M added, I entries, I marks, ref int found, ref int seams)
    {
        int count = BitOperations.PopCount(M.Bits(added));
        Packing<F, I, M>.Append(lists.Found + found, added, entries);
        Packing<F, I, M>.Append(infos, added, HostVisibility<F, I, M>.Info(marks));
        I info = I.Load(infos);
        Packing<F, I, M>.StoreBytes(lists.Parts + found, info & TriangleInfo.PartMask);
        M seam = M.FirstN(count) & I.Equal(info & TriangleInfo.Seam, TriangleInfo.Seam);
        Packing<F, I, M>.Append(lists.Seams + seams, seam, I.Sequence(found));
        seams += BitOperations.PopCount(M.Bits(seam));
        found += count;
    }

    /// <summary>
    /// Sorts the entries by part, run by run: neighbours mostly show the same one. Afterwards the counts are where each part's entries end.
    /// </summary>
    [MethodImpl(Compiled.AtOnce)]
    private static void Sort(in SampleLists lists, int count)
    {
        new Span<int>(lists.PartCounts, Recipe.MaxPartCount + 1).Clear();
        for (int i = 0, next; i < count; i = next)
        {
            next = RunEnd(lists.Parts, i, count);
            lists.PartCounts[lists.Parts[i]] += next - i;
        }

        int sum = 0;
        for (int part = 0; part < Recipe.MaxPartCount; part++)
        {
            int own = lists.PartCounts[part];
            lists.PartCounts[part] = sum;
            sum += own;
        }

        for (int i = 0, next; i < count; i = next)
        {
            next = RunEnd(lists.Parts, i, count);
            new ReadOnlySpan<int>(lists.Found + i, next - i).CopyTo(new Span<int>(lists.ByPart + lists.PartCounts[lists.Parts[i]], next - i));
            lists.PartCounts[lists.Parts[i]] += next - i;
        }
    }

    /// <summary>Where the run of one part ends.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int RunEnd(byte* parts, int first, int count)
    {
        int length = new ReadOnlySpan<byte>(parts + first, count - first).IndexOfAnyExcept(parts[first]);
        return length < 0 ? count : first + length;
    }

    /// <summary>Finds the parts of the samples on seams, as many at once as the width.</summary>
    /// <param name="work">The view.</param>
    /// <param name="plane">The plane of the samples.</param>
    /// <param name="lists">The lists.</param>
    /// <param name="count">Samples on seams.</param>
    /// <param name="half">1 for centres, 0 for corners: the sample's place within its pixel, in half pixels.</param>
    [MethodImpl(Compiled.AtOnce)]
    private static void FindParts(in ViewWork work, in VisibilityPlane plane, in SampleLists lists, int count, int half)
    {
        int* parts = stackalloc int[WidestVector];
        for (int i = 0; i < count; i += I.Width)
        {
            M there = M.FirstN(count - i);
            I entry = I.Gather(lists.Found, I.Select(there, I.Load(lists.Seams + i), 0));
            I x = entry & SamplePlace.Mask, y = (entry >>> SamplePlace.ShiftY) & SamplePlace.Mask;
            I triangle = HostVisibility<F, I, M>.TriangleAt(in plane, y * plane.Side + x);
            I.Store(parts, PixelKernel<F, I, M>.PartAt<HostVisibility<F, I, M>>(in work, triangle, (x << 1) + half, (y << 1) + half, there));
            int lanes = Math.Min(I.Width, count - i);
            for (int lane = 0; lane < lanes; lane++)
                lists.Parts[lists.Seams[i + lane]] = (byte)parts[lane];
        }
    }

    private static void ClearOutput(in ViewWork work, in ScreenBox box)
    {
        int first = box.FirstY * work.Centres.Side, count = Math.Max(box.LastY + 1 - box.FirstY, 0) * work.Centres.Side;
        Zero(work.Color, first, count);
        Zero(work.Depth, first, count);
        Zero(work.Normal, first, count);
        Zero(work.Albedo, first, count);
        Zero(work.Material, first, count);
        Zero(work.Part, first, count);
        Zero(work.Position, 3 * first, 3 * count);
    }

    private static void Zero<T>(T* values, int first, int count) where T : unmanaged
    {
        if (values != null)
            new Span<T>(values + first, count).Clear();
    }
}
