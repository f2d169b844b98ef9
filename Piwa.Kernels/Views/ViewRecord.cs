using System.Runtime.InteropServices;
using Piwa.Kernels.Recipes;

namespace Piwa.Kernels.Views;

/// <summary>A camera as the kernels read it, for one resolution.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct ViewRecord
{
    public float EyeX, EyeY, EyeZ;
    public float RightX, RightY, RightZ;
    public float DownX, DownY, DownZ;
    public float ForwardX, ForwardY, ForwardZ;

    /// <summary>Focal length in pixels; for a parallel projection, pixels per world unit.</summary>
    public float Focal;

    /// <summary>1 / focal length.</summary>
    public float InverseFocal;

    /// <summary>Pixels in a subpixel.</summary>
    public float SubpixelSize;

    /// <summary>The principal point, in pixels from the image's upper left corner; the same in x and y.</summary>
    public float Centre;

    public float Near, Far;

    /// <summary>Depth steps per world unit.</summary>
    public float DepthScale;

    /// <summary>Pixels along a side.</summary>
    public int Resolution;

    /// <summary>Fractional bits of screen coordinates.</summary>
    public int SubpixelBits;

    /// <summary>1 for a parallel projection.</summary>
    public int IsOrthographic;

    /// <summary>A <see cref="Views.DepthKind"/>.</summary>
    public int DepthKind;

    /// <summary>A <see cref="Views.NormalSpace"/>.</summary>
    public int NormalSpace;

    /// <summary>The <see cref="ViewChannels"/> that are made.</summary>
    public int Channels;

    /// <summary>Depth value of the far plane; 0 is the background.</summary>
    private const float LastDepthStep = 65534f;

    private const int MaxSubpixelBits = 8;
    private const int MinSubpixelBits = 4;

    /// <param name="camera">The camera.</param>
    /// <param name="options">Resolution and channels.</param>
    /// <param name="longestEdge">Upper bound of the mesh's edges, world units.</param>
    public static ViewRecord Create(Camera camera, Devices.LaneOptions options, float longestEdge)
    {
        int bits = ChooseSubpixelBits(camera, options.ImageResolution, longestEdge);
        float focal = camera.FocalLength * options.ImageResolution;
        return new ViewRecord
        {
            EyeX = camera.Position.X,
            EyeY = camera.Position.Y,
            EyeZ = camera.Position.Z,
            RightX = camera.Right.X,
            RightY = camera.Right.Y,
            RightZ = camera.Right.Z,
            DownX = camera.Down.X,
            DownY = camera.Down.Y,
            DownZ = camera.Down.Z,
            ForwardX = camera.Forward.X,
            ForwardY = camera.Forward.Y,
            ForwardZ = camera.Forward.Z,
            Focal = focal,
            InverseFocal = 1f / focal,
            SubpixelSize = 1f / (1 << bits),
            Centre = options.ImageResolution * 0.5f,
            Near = camera.Near,
            Far = camera.Far,
            DepthScale = LastDepthStep / (camera.Far - camera.Near),
            Resolution = options.ImageResolution,
            SubpixelBits = bits,
            IsOrthographic = camera.Projection == CameraProjection.Orthographic ? 1 : 0,
            DepthKind = (int)options.DepthKind,
            NormalSpace = (int)options.NormalSpace,
            Channels = (int)options.Channels,
        };
    }

    /// <summary>As many bits as leave the largest triangle within 32-bit edge functions.</summary>
    private static int ChooseSubpixelBits(Camera camera, int resolution, float longestEdge)
    {
        float distance = camera.Projection == CameraProjection.Orthographic ? 1f : camera.Near;
        float largestPixels = longestEdge * camera.FocalLength * resolution / distance;
        int bits = MaxSubpixelBits;
        while (bits > MinSubpixelBits && largestPixels * (1 << bits) > RasterLimits.MaxExtent)
            bits--;
        return bits;
    }
}

/// <summary>Limits of the rasteriser's integers.</summary>
internal static class RasterLimits
{
    /// <summary>
    /// Longest side of a triangle's box in subpixels: an edge function is a difference of two products of such lengths, and one pixel
    /// more, and must stay below 2^31.
    /// </summary>
    public const int MaxExtent = 32_000;
}
