using System.Numerics;
using System.Runtime.CompilerServices;
using Piwa.Kernels.Meshes;
using Piwa.Kernels.Numerics;
using Piwa.Kernels.Recipes;

namespace Piwa.Kernels.Views;

/// <summary>Runs the view kernels on the CPU, one view at a time, at one vector width.</summary>
/// <remarks>
/// (1) Project the vertices, draw the triangles into the visibility planes. (2) List the samples to shade by part, so that the
/// samples of a vector have one material. (3) Shade the centres, then those corners that blended pixels ask for. (4) Blend.
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
        RasterTiles.Resolve<F, I, M>(in work, in box);
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
            BlendAll(in work, lists.Blended, blended);
        }
    }

    /// <summary>Lists the covered centres with their parts and the blended pixels, and says which corners the latter need.</summary>
    [MethodImpl(Compiled.AtOnce)]
    private static int ListCentres(in ViewWork work, in SampleLists lists, in ScreenBox box, out int seams, out int blended)
    {
        int* infos = stackalloc int[WidestVector];
        int side = work.Corners.Side, found = 0;
        int* edges = lists.Blended;
        seams = 0;
        for (int y = box.FirstY; y <= box.LastY; y++)
        {
            for (int x = box.FirstX; x <= box.LastX; x += I.Width)
            {
                M blend = PixelKernel<F, I, M>.Blended<HostVisibility<F, I, M>>(in work, x, y, box.LastX + 1 - x, out _, out M covered);
                uint blendBits = M.Bits(blend);
                int count = BitOperations.PopCount(M.Bits(covered));
                I place = I.Sequence(SamplePlace.Pack(x, y, 0));
                if (count > 0)
                {
                    Packing<F, I, M>.Append(lists.Found + found, covered, I.Select(blend, place | SamplePlace.Blended, place));
                    Packing<F, I, M>.Append(infos, covered, HostVisibility<F, I, M>.Info(in work, in work.Centres, (y * work.Centres.Side) + x, covered));
                    I info = I.Load(infos);
                    Packing<F, I, M>.StoreBytes(lists.Parts + found, info & TriangleInfo.PartMask);
                    M seam = M.FirstN(count) & I.Equal(info & TriangleInfo.Seam, TriangleInfo.Seam);
                    Packing<F, I, M>.Append(lists.Seams + seams, seam, I.Sequence(found));
                    seams += BitOperations.PopCount(M.Bits(seam));
                    found += count;
                }

                if (blendBits == 0)
                    continue;
                Packing<F, I, M>.Append(edges, blend, place);
                edges += BitOperations.PopCount(blendBits);
                for (uint left = blendBits; left != 0; left &= left - 1)
                {
                    byte* corner = lists.CornerNeeded + (y * side) + x + BitOperations.TrailingZeroCount(left);
                    corner[0] = corner[1] = corner[side] = corner[side + 1] = 1;
                }
            }
        }

        blended = (int)(edges - lists.Blended);
        return found;
    }

    /// <summary>Lists the covered corners that are needed with their parts, and forgets which those are.</summary>
    [MethodImpl(Compiled.AtOnce)]
    private static int ListCorners(in ViewWork work, in SampleLists lists, in ScreenBox box, out int seams)
    {
        int side = work.Corners.Side, found = 0;
        seams = 0;
        for (int y = box.FirstY; y <= box.LastY + 1; y++)
        {
            var row = new Span<byte>(lists.CornerNeeded + (y * side), side);
            for (int x = row.IndexOf((byte)1); x >= 0;)
            {
                int mark = work.Corners.Marks[(y * side) + x];
                if (mark != 0)
                    Add(in lists, SamplePlace.Pack(x, y, 1), HostVisibility<F, I, M>.Info(mark), ref found, ref seams);
                int next = row[(x + 1)..].IndexOf((byte)1);
                x = next < 0 ? -1 : x + 1 + next;
            }

            row.Clear();
        }

        return found;
    }

    /// <summary>Adds a sample to the list, and to that of the samples on seams if its triangle is one.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Add(in SampleLists lists, int entry, int info, ref int found, ref int seams)
    {
        lists.Found[found] = entry;
        lists.Parts[found] = (byte)(info & TriangleInfo.PartMask);
        lists.Seams[seams] = found++;
        seams += (info & TriangleInfo.Seam) != 0 ? 1 : 0;
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

    [MethodImpl(Compiled.AtOnce)]
    private static void BlendAll(in ViewWork work, int* entries, int count)
    {
        int* colors = stackalloc int[WidestVector];
        for (int i = 0; i < count; i += I.Width)
        {
            M there = M.FirstN(count - i);
            I entry = I.Select(there, I.Load(entries + i), 0);
            I alpha = PixelKernel<F, I, M>.Blend<HostVisibility<F, I, M>>(
                in work, entry & SamplePlace.Mask, (entry >>> SamplePlace.ShiftY) & SamplePlace.Mask, out Rgb<F, I, M> light);
            I.Store(colors, HostDisplay<F, I, M>.Encode(in light) | alpha);
            int lanes = Math.Min(I.Width, count - i);
            for (int lane = 0; lane < lanes; lane++)
            {
                int one = entries[i + lane];
                work.Color[(((one >> SamplePlace.ShiftY) & SamplePlace.Mask) * work.Centres.Side) + (one & SamplePlace.Mask)] = colors[lane];
            }
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
