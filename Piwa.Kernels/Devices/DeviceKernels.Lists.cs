using System.Runtime.CompilerServices;
using ILGPU;
using Piwa.Kernels.Numerics;
using Piwa.Kernels.Views;

namespace Piwa.Kernels.Devices;

/// <content>Which samples are to be shaded: they are shaded side by side then, instead of by the few threads of a warp that have one.</content>
internal static unsafe partial class DeviceKernels
{
    /// <summary>Empties the pixels that show nothing and lists the others; where their colour is blended, says which corners they need.</summary>
    public static void ListPixels(DeviceArrays arrays, int groupsOfView)
    {
        int view = Grid.IdxX / groupsOfView;
        int pixel = ((Grid.IdxX - (view * groupsOfView)) * Group.DimX) + Group.IdxX;
        bool covered = pixel < arrays.PixelCount && LookAtPixel(in arrays.ViewWorks[view], pixel, out pixel);
        int place = PlaceInList(covered, arrays, 2 * view, SharedMemory.Allocate<int>(2));
        if (covered)
            arrays.ListedPixels[((long)view * arrays.PixelCount) + place] = pixel;
    }

    /// <summary>Lists the corners that are needed and show a surface.</summary>
    public static void ListCorners(DeviceArrays arrays, int groupsOfView)
    {
        int view = Grid.IdxX / groupsOfView;
        int sample = ((Grid.IdxX - (view * groupsOfView)) * Group.DimX) + Group.IdxX;
        ref ViewWork work = ref arrays.ViewWorks[view];
        bool listed = sample < arrays.CornerSampleCount
            && work.CornerNeeded[sample] != 0 && DeviceVisibility.Triangle(in work.Corners, sample).Value >= 0;
        int place = PlaceInList(listed, arrays, (2 * view) + 1, SharedMemory.Allocate<int>(2));
        if (listed)
            arrays.ListedCorners[((long)view * arrays.CornerSampleCount) + place] = sample;
    }

    /// <summary>Whether the pixel is to be shaded.</summary>
    private static bool LookAtPixel(in ViewWork work, int pixel, out int listed)
    {
        int y = pixel / work.Centres.Side, x = pixel - (y * work.Centres.Side);
        bool blended = PixelKernel<FloatX1, IntX1, MaskX1>.Blended<DeviceVisibility>(in work, x, y, 1, out _, out MaskX1 covered).Value;
        listed = blended ? pixel | DeviceArrays.BlendedPixel : pixel;
        if (!covered.Value)
        {
            PixelValues<FloatX1, IntX1, MaskX1> nothing = default;
            Store(in work, pixel, false, in nothing);
            if (blended)
                StoreSample(in work, pixel, nothing.Light);
        }

        if (blended)
        {
            byte* corner = work.CornerNeeded + (y * work.Corners.Side) + x;
            corner[0] = 1;
            corner[1] = 1;
            corner[work.Corners.Side] = 1;
            corner[work.Corners.Side + 1] = 1;
        }

        return covered.Value;
    }

    /// <summary>The place in a list, of which the group's threads take theirs together. All threads of the group call it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int PlaceInList(bool isListed, DeviceArrays arrays, int list, ArrayView<int> shared)
    {
        if (Group.IdxX == 0)
            shared[0] = 0;
        Group.Barrier();
        int place = isListed ? Atomic.Add(ref shared[0], 1) : 0;
        Group.Barrier();
        if (Group.IdxX == 0)
            shared[1] = Atomic.Add(ref arrays.ListLengths[list], shared[0]);
        Group.Barrier();
        return shared[1] + place;
    }
}
