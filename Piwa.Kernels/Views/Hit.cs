using System.Runtime.CompilerServices;
using Piwa.Kernels.Meshes;
using Piwa.Kernels.Numerics;

namespace Piwa.Kernels.Views;

/// <summary>Where samples meet their triangles: place, depth, normal, part and how much light gets there.</summary>
internal unsafe struct Hit<F, I, M>
    where F : unmanaged, IFloat<F, I, M>
    where I : unmanaged, IInt<F, I, M>
    where M : unmanaged, IMask<M>
{
    /// <summary>Place in the world frame.</summary>
    public F X, Y, Z;

    /// <summary>Distance along the optical axis.</summary>
    public F Depth;

    /// <summary>Unit normal, world frame.</summary>
    public F NormalX, NormalY, NormalZ;

    /// <summary>Unit vector towards the camera, world frame.</summary>
    public F ViewX, ViewY, ViewZ;

    /// <summary>Distance along the ray for one unit along the optical axis.</summary>
    public F RayLength;

    /// <summary>Size of a pixel at that depth, world units.</summary>
    public F Footprint;

    /// <summary>Part, and <see cref="TriangleInfo.Seam"/>.</summary>
    public I Info;

    /// <summary>Light that gets there: from the sky around, and from each light; 0 to 1.</summary>
    public F Open, Light0, Light1, Light2;

    /// <summary>The hits of samples on their triangles.</summary>
    /// <remarks>It is a call, and writes where it is asked to: inlined, it would leave the runtime no budget to inline what comes after it.</remarks>
    /// <param name="work">The view.</param>
    /// <param name="corners">By sample: the corners of its triangle.</param>
    /// <param name="px">By sample: its place on the screen, in subpixels.</param>
    /// <param name="py">By sample: its place on the screen, in subpixels.</param>
    /// <param name="placeOnly">Whether place and part are enough: normals and light are 0. Else the part is.</param>
    /// <param name="hit">Receives the hits.</param>
    [MethodImpl(Compiled.AtOnce)]
    public static void Find(in ViewWork work, in TriangleCorners<F, I, M> corners, I px, I py, bool placeOnly, out Hit<F, I, M> hit)
    {
        I x0 = corners.X0, y0 = corners.Y0, x1 = corners.X1, y1 = corners.Y1, x2 = corners.X2, y2 = corners.Y2;

        // Edge functions at the sample; their common sign and scale cancel below.
        F e0 = F.FromInt((x2 - x1) * (py - y1) - (y2 - y1) * (px - x1));
        F e1 = F.FromInt((x0 - x2) * (py - y2) - (y0 - y2) * (px - x2));
        F e2 = F.FromInt((x1 - x0) * (py - y0) - (y1 - y0) * (px - x0));
        F area = F.FromInt((x1 - x0) * (y2 - y0) - (x2 - x0) * (y1 - y0));
        F n0 = corners.Nearness0, n1 = corners.Nearness1, n2 = corners.Nearness2;
        F near = F.Fma(e0, n0, F.Fma(e1, n1, e2 * n2));

        // What is linear in space is so on the screen after division by depth, and in a parallel projection without it. The place
        // follows from the depth.
        ViewRecord* view = work.View;
        F pixel = view->SubpixelSize, focal = view->InverseFocal;
        F right = (F.FromInt(px) * pixel - view->Centre) * focal, down = (F.FromInt(py) * pixel - view->Centre) * focal;
        F w0, w1, w2;
        if (view->IsOrthographic != 0)
        {
            F scale = 1f / area;
            w0 = e0 * scale;
            w1 = e1 * scale;
            w2 = e2 * scale;
            hit.Depth = (F)view->Far + 1f - near * scale;
            hit.X = F.Fma(hit.Depth, view->ForwardX, F.Fma(right, view->RightX, F.Fma(down, view->DownX, 0f)) + view->EyeX);
            hit.Y = F.Fma(hit.Depth, view->ForwardY, F.Fma(right, view->RightY, F.Fma(down, view->DownY, 0f)) + view->EyeY);
            hit.Z = F.Fma(hit.Depth, view->ForwardZ, F.Fma(right, view->RightZ, F.Fma(down, view->DownZ, 0f)) + view->EyeZ);
            hit.RayLength = 1f;
            hit.ViewX = -(F)view->ForwardX;
            hit.ViewY = -(F)view->ForwardY;
            hit.ViewZ = -(F)view->ForwardZ;
            hit.Footprint = focal;
        }
        else
        {
            F scale = 1f / near;
            w0 = e0 * (n0 * scale);
            w1 = e1 * (n1 * scale);
            w2 = e2 * (n2 * scale);
            F depth = area * scale;
            F rayX = F.Fma(right, view->RightX, F.Fma(down, view->DownX, view->ForwardX));
            F rayY = F.Fma(right, view->RightY, F.Fma(down, view->DownY, view->ForwardY));
            F rayZ = F.Fma(right, view->RightZ, F.Fma(down, view->DownZ, view->ForwardZ));
            hit.X = F.Fma(depth, rayX, view->EyeX);
            hit.Y = F.Fma(depth, rayY, view->EyeY);
            hit.Z = F.Fma(depth, rayZ, view->EyeZ);
            F length = F.Sqrt(F.Fma(rayX, rayX, F.Fma(rayY, rayY, rayZ * rayZ)));
            F back = -1f / length;
            hit.Depth = depth;
            hit.RayLength = length;
            hit.ViewX = rayX * back;
            hit.ViewY = rayY * back;
            hit.ViewZ = rayZ * back;
            hit.Footprint = depth * focal;
        }

        if (placeOnly)
        {
            hit.Info = I.Gather(work.TriangleInfos, corners.Number);
            hit.NormalX = 0f;
            hit.NormalY = 0f;
            hit.NormalZ = 0f;
            hit.Open = 0f;
            hit.Light0 = 0f;
            hit.Light1 = 0f;
            hit.Light2 = 0f;
            return;
        }

        hit.Info = 0;
        Normal(in corners, w0, w1, w2, out hit.NormalX, out hit.NormalY, out hit.NormalZ);
        Light(in corners, w0, w1, w2, out hit.Open, out hit.Light0, out hit.Light1, out hit.Light2);
    }

    /// <summary>Places of their own, without a camera: for <see cref="MaterialKernel{F,I,M}"/> only.</summary>
    /// <param name="x">Place in the world frame.</param>
    /// <param name="y">Place in the world frame.</param>
    /// <param name="z">Place in the world frame.</param>
    /// <param name="footprint">Size of what is asked for, world units.</param>
    /// <param name="info">Part, and <see cref="TriangleInfo.Seam"/>.</param>
    public Hit(F x, F y, F z, F footprint, I info)
    {
        X = x;
        Y = y;
        Z = z;
        Footprint = footprint;
        Info = info;
    }

    [MethodImpl(Compiled.AtOnce)]
    private static void Normal(in TriangleCorners<F, I, M> corners, F w0, F w1, F w2, out F x, out F y, out F z)
    {
        const float Tiny = 1e-12f;
        F nx = 0f, ny = 0f, nz = 0f;
        AddNormal(corners.Normal0, w0, ref nx, ref ny, ref nz);
        AddNormal(corners.Normal1, w1, ref nx, ref ny, ref nz);
        AddNormal(corners.Normal2, w2, ref nx, ref ny, ref nz);
        F length = 1f / F.Sqrt(F.Max(F.Fma(nx, nx, F.Fma(ny, ny, nz * nz)), Tiny));
        x = nx * length;
        y = ny * length;
        z = nz * length;
    }

    [MethodImpl(Compiled.AtOnce)]
    private static void Light(
        in TriangleCorners<F, I, M> corners, F w0, F w1, F w2, out F open, out F light0, out F light1, out F light2)
    {
        I l0 = corners.Light0, l1 = corners.Light1, l2 = corners.Light2;
        open = Blend(l0, l1, l2, VertexLight.ShiftOpen, w0, w1, w2);
        light0 = Blend(l0, l1, l2, VertexLight.ShiftLight, w0, w1, w2);
        light1 = Blend(l0, l1, l2, VertexLight.ShiftLight + VertexLight.Bits, w0, w1, w2);
        light2 = Blend(l0, l1, l2, VertexLight.ShiftLight + (2 * VertexLight.Bits), w0, w1, w2);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static F Blend(I l0, I l1, I l2, int shift, F w0, F w1, F w2) =>
        F.Fma(F.FromInt((l0 >>> shift) & VertexLight.Mask), w0,
            F.Fma(F.FromInt((l1 >>> shift) & VertexLight.Mask), w1, F.FromInt((l2 >>> shift) & VertexLight.Mask) * w2)) * (1f / VertexLight.Mask);

    /// <summary>Corners of a triangle have like normals, so the lengths of their codes are alike too, and need no mending.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void AddNormal(I code, F weight, ref F x, ref F y, ref F z)
    {
        Octahedral<F, I, M>.DecodeWords(code, out F nx, out F ny, out F nz);
        x = F.Fma(nx, weight, x);
        y = F.Fma(ny, weight, y);
        z = F.Fma(nz, weight, z);
    }
}
