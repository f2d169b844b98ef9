using System.Runtime.CompilerServices;
using Piwa.Kernels.Meshes;
using Piwa.Kernels.Numerics;

namespace Piwa.Kernels.Views;

/// <summary>Turns the samples of the visibility planes into colour and the other channels.</summary>
/// <remarks>
/// <para>All channels but colour are those of the pixel's centre.</para>
/// <para>Colour, where the surface is even round the pixel, is that of its centre as well. Elsewhere it is blended of five samples: half
/// the weight for the centre, an eighth for each corner (the quincunx). Corners without a surface have no colour, only less alpha: the
/// alpha is straight.</para>
/// </remarks>
internal static unsafe class PixelKernel<F, I, M>
    where F : unmanaged, IFloat<F, I, M>
    where I : unmanaged, IInt<F, I, M>
    where M : unmanaged, IMask<M>
{
    /// <summary>Weights of samples in a blended colour.</summary>
    public const float CentreWeight = 0.5f, CornerWeight = 0.125f;

    /// <summary>
    /// How far the nearness at the centre may be from the mean of two opposite corners, as a share: on a plane it is that mean. Creases and
    /// silhouettes are off by a tenth of a per cent and more, round surfaces by less.
    /// </summary>
    private const float Evenness = 6e-4f;

    private const int MaterialChannels = (int)(ViewChannels.Color | ViewChannels.Albedo | ViewChannels.Material);

    /// <summary>
    /// Which pixels of a row, from <paramref name="x"/> on, are blended: they show more than one thing. Those of <paramref name="covered"/>
    /// have a surface at their centre.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static M Blended<V>(in ViewWork work, int x, int y, int count, out I triangle, out M covered)
        where V : struct, IVisibility<F, I, M>
    {
        M there = M.FirstN(count);
        int centre = (y * work.Centres.Side) + x;
        I shown = V.Triangle(in work.Centres, centre);
        M hit = shown > -1 & there;
        triangle = shown;
        covered = hit;
        if (work.Corners.Side == 0)
            return false;

        int upper = (y * work.Corners.Side) + x, lower = upper + work.Corners.Side;
        I t0 = V.Triangle(in work.Corners, upper), t1 = V.Triangle(in work.Corners, upper + 1);
        I t2 = V.Triangle(in work.Corners, lower), t3 = V.Triangle(in work.Corners, lower + 1);
        M any = there & !(I.Equal(shown & t0 & t1 & t2 & t3, -1));
        if (!M.Any(any))
            return false;

        M all = hit & t0 > -1 & t1 > -1 & t2 > -1 & t3 > -1;
        F n = V.Nearness(in work.Centres, centre);
        F n0 = V.Nearness(in work.Corners, upper), n1 = V.Nearness(in work.Corners, upper + 1);
        F n2 = V.Nearness(in work.Corners, lower), n3 = V.Nearness(in work.Corners, lower + 1);
        F bound = n * (2f * Evenness);
        M even = all & F.Abs(n0 + n3 - (n + n)) < bound & F.Abs(n1 + n2 - (n + n)) < bound;
        I info = V.Info(in work, in work.Centres, centre, even);
        even = even & I.Equal(info & TriangleInfo.Seam, 0)
            & I.Equal(info, V.Info(in work, in work.Corners, upper, even)) & I.Equal(info, V.Info(in work, in work.Corners, upper + 1, even))
            & I.Equal(info, V.Info(in work, in work.Corners, lower, even)) & I.Equal(info, V.Info(in work, in work.Corners, lower + 1, even));
        return any & !even;
    }

    /// <summary>The parts that samples show; see <see cref="Shade"/>.</summary>
    [MethodImpl(Compiled.AtOnce)]
    public static I PartAt<V>(in ViewWork work, I triangle, I halfX, I halfY, M there) where V : struct, IVisibility<F, I, M>
    {
        int bits = work.View->SubpixelBits - 1;
        V.Corners(in work, I.Select(there, triangle, 0), placeOnly: true, out TriangleCorners<F, I, M> corners);
        Hit<F, I, M>.Find(in work, in corners, halfX << bits, halfY << bits, placeOnly: true, out Hit<F, I, M> hit);
        return MaterialKernel<F, I, M>.PartAt(in work, in hit, there);
    }

    /// <summary>Shades samples of one part. No channel of a surface is 0, which is the background: not even for a corner of the unit cube.</summary>
    /// <param name="work">The view.</param>
    /// <param name="triangle">By sample: its triangle.</param>
    /// <param name="halfX">By sample: twice its x in pixels; odd for a pixel's centre.</param>
    /// <param name="halfY">By sample: twice its y in pixels.</param>
    /// <param name="part">Their part.</param>
    /// <param name="there">Which samples there are.</param>
    /// <param name="colorOnly">Whether the other channels are not asked for: at corners.</param>
    [MethodImpl(Compiled.AtOnce)]
    public static PixelValues<F, I, M> Shade<V>(in ViewWork work, I triangle, I halfX, I halfY, int part, M there, bool colorOnly)
        where V : struct, IVisibility<F, I, M>
    {
        ViewRecord* view = work.View;
        int bits = view->SubpixelBits - 1;
        V.Corners(in work, I.Select(there, triangle, 0), placeOnly: false, out TriangleCorners<F, I, M> corners);
        Hit<F, I, M>.Find(in work, in corners, halfX << bits, halfY << bits, placeOnly: false, out Hit<F, I, M> hit);
        PixelValues<F, I, M> values = default;
        Surface<F, I, M> surface = default;
        if (NeedsSurface(in work))
            MaterialKernel<F, I, M>.SurfaceOf(in work, in hit, part, out surface);
        if ((view->Channels & (int)ViewChannels.Color) != 0)
            Light(in work, in surface, in hit, out values.Light);
        if (colorOnly)
            return values;

        values.Depth = DepthCode(view, in hit);
        values.Normal = NormalCode(view, in hit);
        Further(in work, in surface, in hit, part, ref values);
        return values;
    }

    /// <summary>Whether a channel asks for materials.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool NeedsSurface(in ViewWork work) => (work.View->Channels & MaterialChannels) != 0;

    /// <summary>Light of the display, 0 to 1, linear.</summary>
    [MethodImpl(Compiled.AtOnce)]
    public static void Light(in ViewWork work, in Surface<F, I, M> surface, in Hit<F, I, M> hit, out Rgb<F, I, M> light)
    {
        Shading<F, I, M>.Radiance(in work, in surface, in hit, out Rgb<F, I, M> radiance);
        light = Display<F, I, M>.Expose(radiance);
    }

    /// <summary>Channels beside colour, depth and normal, those that are asked for.</summary>
    [MethodImpl(Compiled.AtOnce)]
    public static void Further(in ViewWork work, in Surface<F, I, M> surface, in Hit<F, I, M> hit, int part, ref PixelValues<F, I, M> values)
    {
        const float LargestByte = 255f;
        int channels = work.View->Channels;
        values.Part = 1 + part;
        if ((channels & (int)ViewChannels.Albedo) != 0)
            values.Albedo = Display<F, I, M>.Encode(surface.BaseColor) | Display<F, I, M>.OpaqueAlpha;
        if ((channels & (int)ViewChannels.Material) != 0)
        {
            values.Material = I.Truncate(F.Fma(surface.Metallic, LargestByte, 0.5f))
                | (I.Truncate(F.Max(F.Fma(surface.Roughness, LargestByte, 0.5f), 1f)) << 8);
        }

        if ((channels & (int)ViewChannels.Position) != 0)
        {
            values.X = I.Select(I.Equal(Step(hit.X), 0), 1, Step(hit.X));
            values.Y = Step(hit.Y);
            values.Z = Step(hit.Z);
        }
    }

    /// <summary>The light of blended pixels, out of the samples' light; see <see cref="ViewWork.SampleR"/>.</summary>
    /// <returns>Their alpha, where a colour has it.</returns>
    [MethodImpl(Compiled.AtOnce)]
    public static I Blend<V>(in ViewWork work, I x, I y, out Rgb<F, I, M> light) where V : struct, IVisibility<F, I, M>
    {
        I centre = y * work.Centres.Side + x;
        I upper = y * work.Corners.Side + x, lower = upper + work.Corners.Side;
        F weight = 0f;
        Rgb<F, I, M> sum = default;
        int corners = work.Centres.Side * work.Centres.Side;
        Add(in work, V.TriangleAt(in work.Centres, centre), centre, CentreWeight, ref weight, ref sum);
        Add(in work, V.TriangleAt(in work.Corners, upper), upper + corners, CornerWeight, ref weight, ref sum);
        Add(in work, V.TriangleAt(in work.Corners, upper + 1), upper + (corners + 1), CornerWeight, ref weight, ref sum);
        Add(in work, V.TriangleAt(in work.Corners, lower), lower + corners, CornerWeight, ref weight, ref sum);
        Add(in work, V.TriangleAt(in work.Corners, lower + 1), lower + (corners + 1), CornerWeight, ref weight, ref sum);
        light = sum;
        return Straighten(ref light, weight);
    }

    /// <summary>Light of blended pixels out of sums that weights are in, and their alpha, where a colour has it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static I Straighten(ref Rgb<F, I, M> light, F weight)
    {
        F scale = 1f / F.Max(weight, CornerWeight);
        I alpha = I.Truncate(F.Fma(weight, 255f, 0.5f));
        light = light * scale;
        return alpha << Display<F, I, M>.ShiftAlpha;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Add(in ViewWork work, I triangle, I sample, float share, ref F weight, ref Rgb<F, I, M> sum)
    {
        M covered = triangle > -1;
        F mine = F.Select(covered, share, 0f);
        weight = weight + mine;
        sum = sum + new Rgb<F, I, M>(
            F.Select(covered, F.Gather(work.SampleR, sample), 0f),
            F.Select(covered, F.Gather(work.SampleG, sample), 0f),
            F.Select(covered, F.Gather(work.SampleB, sample), 0f)) * mine;
    }

    /// <summary>Depths as the channel holds them.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static I DepthCode(ViewRecord* view, in Hit<F, I, M> hit)
    {
        const float LastDepthCode = 65535f;
        F depth = view->DepthKind == (int)DepthKind.Ray ? hit.Depth * hit.RayLength : hit.Depth;
        F step = (depth - view->Near) * view->DepthScale + 1.5f;
        return I.Truncate(F.Max(F.Min(step, LastDepthCode), 1f));
    }

    /// <summary>Normals as the channel holds them.</summary>
    [MethodImpl(Compiled.AtOnce)]
    public static I NormalCode(ViewRecord* view, in Hit<F, I, M> hit)
    {
        const int LowestZ = 0xFEFE; // the corners of the square are one direction; 0, one of them, is the background
        F x = hit.NormalX, y = hit.NormalY, z = hit.NormalZ;
        if (view->NormalSpace == (int)NormalSpace.Camera)
        {
            F right = F.Fma(x, view->RightX, F.Fma(y, view->RightY, z * view->RightZ));
            F down = F.Fma(x, view->DownX, F.Fma(y, view->DownY, z * view->DownZ));
            z = F.Fma(x, view->ForwardX, F.Fma(y, view->ForwardY, z * view->ForwardZ));
            x = right;
            y = down;
        }

        I code = Octahedral<F, I, M>.EncodeBytes(x, y, z);
        return I.Select(I.Equal(code, 0), LowestZ, code);
    }

    /// <summary>Nearest of the 65,536 steps of a mesh's positions.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static I Step(F coordinate)
    {
        const float LastStep = 65535f;
        F step = F.Floor(F.Fma(coordinate, LastStep, (LastStep * 0.5f) + 0.5f));
        return I.Truncate(F.Max(F.Min(step, LastStep), 0f));
    }
}
