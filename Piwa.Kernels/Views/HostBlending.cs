using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Piwa.Kernels.Numerics;

namespace Piwa.Kernels.Views;

/// <summary>
/// <see cref="PixelKernel{F,I,M}.Blend"/> to the bit, by rows of samples: light and 1, or zeros where there is no surface. The host's way, to which
/// a row is one read.
/// </summary>
internal static unsafe class HostBlending<F, I, M>
    where F : unmanaged, IFloat<F, I, M>
    where I : unmanaged, IInt<F, I, M>
    where M : unmanaged, IMask<M>
{
    private const int WidestVector = 16;

    /// <summary>Keeps the light of samples.</summary>
    /// <param name="work">The view.</param>
    /// <param name="light">Their light.</param>
    /// <param name="sample">Where it goes; see <see cref="ViewWork.SampleRows"/>.</param>
    /// <param name="kept">Which ones, a bit for each.</param>
    [MethodImpl(Compiled.AtOnce)]
    public static void Keep(in ViewWork work, in Rgb<F, I, M> light, I sample, uint kept)
    {
        int* samples = stackalloc int[WidestVector];
        float* rows = stackalloc float[RowsOfFour.Words];
        I.Store(samples, sample);
        RowsOfFour.Write<F, I, M>(light.R, light.G, light.B, 1f, rows);
        for (; kept != 0; kept &= kept - 1)
        {
            int lane = BitOperations.TrailingZeroCount(kept);
            Vector128.Load(rows + RowsOfFour.Place(lane)).Store(work.SampleRows + ((long)samples[lane] * RowsOfFour.Length));
        }
    }

    /// <summary>Notes that samples have no surface.</summary>
    /// <param name="work">The view.</param>
    /// <param name="first">The first one.</param>
    /// <param name="empty">Which ones from there on, a bit for each.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void KeepNone(in ViewWork work, int first, uint empty)
    {
        for (; empty != 0; empty &= empty - 1)
            Vector128<float>.Zero.Store(work.SampleRows + ((long)(first + BitOperations.TrailingZeroCount(empty)) * RowsOfFour.Length));
    }

    /// <summary>Writes the colours of blended pixels.</summary>
    /// <param name="work">The view.</param>
    /// <param name="entries">The pixels: see <see cref="SamplePlace"/>.</param>
    /// <param name="count">How many.</param>
    [MethodImpl(Compiled.AtOnce)]
    public static void BlendAll(in ViewWork work, int* entries, int count)
    {
        float* sums = stackalloc float[RowsOfFour.Words];
        int* pixels = stackalloc int[WidestVector];
        int* colors = stackalloc int[WidestVector];
        new Span<float>(sums, RowsOfFour.Words).Clear();
        int side = work.Centres.Side, cornerSide = work.Corners.Side;
        float* corners = work.SampleRows + ((long)side * side * RowsOfFour.Length);
        for (int i = 0; i < count; i += I.Width)
        {
            int lanes = Math.Min(I.Width, count - i);
            for (int lane = 0; lane < lanes; lane++)
            {
                int x = entries[i + lane] & SamplePlace.Mask, y = (entries[i + lane] >> SamplePlace.ShiftY) & SamplePlace.Mask;
                pixels[lane] = (y * side) + x;
                float* upper = corners + ((long)((y * cornerSide) + x) * RowsOfFour.Length), lower = upper + ((long)cornerSide * RowsOfFour.Length);
                Vector128<float> sum = Vector128<float>.Zero + (Vector128.Load(work.SampleRows + ((long)pixels[lane] * RowsOfFour.Length)) * PixelKernel<F, I, M>.CentreWeight);
                sum += Vector128.Load(upper) * PixelKernel<F, I, M>.CornerWeight;
                sum += Vector128.Load(upper + RowsOfFour.Length) * PixelKernel<F, I, M>.CornerWeight;
                sum += Vector128.Load(lower) * PixelKernel<F, I, M>.CornerWeight;
                sum += Vector128.Load(lower + RowsOfFour.Length) * PixelKernel<F, I, M>.CornerWeight;
                sum.Store(sums + RowsOfFour.Place(lane));
            }

            RowsOfFour.Read<F, I, M>(sums, out F r, out F g, out F b, out F weight);
            var light = new Rgb<F, I, M>(r, g, b);
            I alpha = PixelKernel<F, I, M>.Straighten(ref light, weight);
            I.Store(colors, HostDisplay<F, I, M>.Encode(in light) | alpha);
            for (int lane = 0; lane < lanes; lane++)
                work.Color[pixels[lane]] = colors[lane];
        }
    }
}
