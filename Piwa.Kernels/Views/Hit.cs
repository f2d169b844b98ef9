using System.Runtime.CompilerServices;
using Piwa.Kernels.Numerics;

namespace Piwa.Kernels.Views;

/// <summary>Where pixels meet their triangles: place, depth, normal and part, interpolated as perspective asks.</summary>
internal readonly unsafe struct Hit<F, I, M>
    where F : unmanaged, IFloat<F, I, M>
    where I : unmanaged, IInt<F, I, M>
    where M : unmanaged, IMask<M>
{
    /// <summary>Place in the world frame.</summary>
    public readonly F X, Y, Z;

    /// <summary>Distance along the optical axis.</summary>
    public readonly F Depth;

    /// <summary>Unit normal, world frame.</summary>
    public readonly F NormalX, NormalY, NormalZ;

    /// <summary>Index of the part.</summary>
    public readonly I Part;

    /// <summary>The hits of the pixels (x, y), (x + 1, y), ... on their triangles.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Hit(in ViewWork work, I triangle, int x, int y)
    {
        I corner = triangle * 3;
        I v0 = I.Gather(work.Triangles, corner);
        I v1 = I.Gather(work.Triangles, corner + 1);
        I v2 = I.Gather(work.Triangles, corner + 2);
        I x0 = I.Gather(work.ScreenX, v0), y0 = I.Gather(work.ScreenY, v0);
        I x1 = I.Gather(work.ScreenX, v1), y1 = I.Gather(work.ScreenY, v1);
        I x2 = I.Gather(work.ScreenX, v2), y2 = I.Gather(work.ScreenY, v2);

        // Edge functions at the pixel's centre; their common sign and scale cancel below.
        int bits = work.View->SubpixelBits;
        int half = 1 << (bits - 1);
        I px = (I.Sequence(x) << bits) + half;
        I py = (y << bits) + half;
        F e0 = F.FromInt((x2 - x1) * (py - y1) - (y2 - y1) * (px - x1));
        F e1 = F.FromInt((x0 - x2) * (py - y2) - (y0 - y2) * (px - x2));
        F e2 = F.FromInt((x1 - x0) * (py - y0) - (y1 - y0) * (px - x0));
        F area = F.FromInt((x1 - x0) * (y2 - y0) - (x2 - x0) * (y1 - y0));

        // 1 / depth is linear on the screen; what is linear in space is so after division by depth.
        F w0 = e0 * F.Gather(work.InverseDepth, v0);
        F w1 = e1 * F.Gather(work.InverseDepth, v1);
        F w2 = e2 * F.Gather(work.InverseDepth, v2);
        F sum = w0 + w1 + w2;
        F scale = 1f / sum;
        Depth = area * scale;
        w0 = w0 * scale;
        w1 = w1 * scale;
        w2 = w2 * scale;

        X = Blend(work.WorldX, v0, v1, v2, w0, w1, w2);
        Y = Blend(work.WorldY, v0, v1, v2, w0, w1, w2);
        Z = Blend(work.WorldZ, v0, v1, v2, w0, w1, w2);

        F nx = 0f, ny = 0f, nz = 0f;
        AddNormal(in work, corner, w0, ref nx, ref ny, ref nz);
        AddNormal(in work, corner + 1, w1, ref nx, ref ny, ref nz);
        AddNormal(in work, corner + 2, w2, ref nx, ref ny, ref nz);
        const float Tiny = 1e-12f;
        F length = 1f / F.Sqrt(F.Max(F.Fma(nx, nx, F.Fma(ny, ny, nz * nz)), Tiny));
        NormalX = nx * length;
        NormalY = ny * length;
        NormalZ = nz * length;
        Part = I.Gather(work.TriangleParts, triangle);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static F Blend(float* values, I v0, I v1, I v2, F w0, F w1, F w2) =>
        F.Fma(F.Gather(values, v0), w0, F.Fma(F.Gather(values, v1), w1, F.Gather(values, v2) * w2));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void AddNormal(in ViewWork work, I corner, F weight, ref F x, ref F y, ref F z)
    {
        Octahedral<F, I, M>.DecodeWords(I.Gather(work.TriangleNormals, corner), out F nx, out F ny, out F nz);
        F scale = weight / F.Sqrt(F.Fma(nx, nx, F.Fma(ny, ny, nz * nz)));
        x = F.Fma(nx, scale, x);
        y = F.Fma(ny, scale, y);
        z = F.Fma(nz, scale, z);
    }
}
