using System.Runtime.CompilerServices;
using Piwa.Kernels.Meshes;
using Piwa.Kernels.Numerics;

namespace Piwa.Kernels.Views;

/// <summary>
/// Ambient occlusion and soft shadows at the vertices, out of the distance field that the grid's corners hold. They do not depend on the
/// view, so all views share them.
/// </summary>
/// <remarks>
/// Occlusion compares distances along the normal with those in the open (A. Evans, "Fast approximations for global illumination", SIGGRAPH
/// 2006). A shadow is as deep as the field comes near to the ray, against how wide the light's cone is there (after I. Quilez, "Soft
/// shadows in raymarched SDFs", iquilezles.org, with a penumbra on both sides of the edge).
/// </remarks>
internal static unsafe class VertexLightKernel<F, I, M, TDistances>
    where F : unmanaged, IFloat<F, I, M>
    where I : unmanaged, IInt<F, I, M>
    where M : unmanaged, IMask<M>
    where TDistances : ILightDistances<F, I, M>
{
    /// <summary>Steps along a ray to a light.</summary>
    private const int ShadowSteps = 20;

    /// <summary>How far above the surface rays begin, in cells: the field is too coarse to tell what is nearer.</summary>
    private const float Clearance = 1.3f;

    /// <summary>Vertices <paramref name="vertex"/>, vertex + 1, ..., of which <paramref name="count"/> are there.</summary>
    [MethodImpl(Compiled.AtOnce)]
    public static void Light(in MeshWork mesh, in ViewWork view, int vertex, int count)
    {
        M there = M.FirstN(count);
        F x = F.Select(there, F.Load(mesh.VertexX + vertex), 1f);
        F y = F.Select(there, F.Load(mesh.VertexY + vertex), 1f);
        F z = F.Select(there, F.Load(mesh.VertexZ + vertex), 1f);
        Octahedral<F, I, M>.DecodeWords(I.Load(mesh.VertexNormals + vertex), out F nx, out F ny, out F nz);
        F length = 1f / F.Sqrt(F.Fma(nx, nx, F.Fma(ny, ny, nz * nz)));
        nx = nx * length;
        ny = ny * length;
        nz = nz * length;

        I packed = Code(Openness(in mesh, x, y, z, nx, ny, nz)) << VertexLight.ShiftOpen;
        for (int i = 0; i < view.LightCount; i++)
        {
            LightRecord* light = Records.At(view.Lights, i);
            F clear = Clear(
                in mesh,
                F.Fma(nx, Clearance, x),
                F.Fma(ny, Clearance, y),
                F.Fma(nz, Clearance, z),
                light);
            packed = packed | (Code(clear) << (VertexLight.ShiftLight + (i * VertexLight.Bits)));
        }

        I.Store(view.VertexLights + vertex, packed);
    }

    /// <summary>All vertices.</summary>
    [MethodImpl(Compiled.AtOnce)]
    public static void LightAll(in MeshWork mesh, in ViewWork view)
    {
        int vertices = mesh.Header->VertexCount;
        for (int vertex = 0; vertex < vertices; vertex += I.Width)
            Light(in mesh, in view, vertex, vertices - vertex);
    }

    /// <summary>How open the surroundings of a vertex are, 0 to 1.</summary>
    [MethodImpl(Compiled.AtOnce)]
    private static F Openness(in MeshWork mesh, F x, F y, F z, F nx, F ny, F nz)
    {
        // Heights above the surface in unit space and their weights: near things shade more.
        F closed = 0f;
        closed = F.Fma(Shortfall(in mesh, x, y, z, nx, ny, nz, 0.04f), 0.38f, closed);
        closed = F.Fma(Shortfall(in mesh, x, y, z, nx, ny, nz, 0.09f), 0.32f, closed);
        closed = F.Fma(Shortfall(in mesh, x, y, z, nx, ny, nz, 0.17f), 0.26f, closed);
        closed = F.Fma(Shortfall(in mesh, x, y, z, nx, ny, nz, 0.3f), 0.2f, closed);
        return (F)1f - F.Min(closed, 0.92f);
    }

    /// <summary>By how much, as a share, the field at a height above the surface is nearer than in the open.</summary>
    [MethodImpl(Compiled.AtOnce)]
    private static F Shortfall(in MeshWork mesh, F x, F y, F z, F nx, F ny, F nz, float height)
    {
        F cells = (F)height / mesh.Grid->Spacing;
        F px = F.Fma(nx, cells, x), py = F.Fma(ny, cells, y), pz = F.Fma(nz, cells, z);
        F field = Field(in mesh, px, py, pz, out M within);
        F share = ((F)height - field) / height;
        return F.Select(within, F.Max(F.Min(share, 1f), 0f), 0f);
    }

    /// <summary>How much of a light is seen from a place, 0 to 1. Who sees nothing of it need not look farther.</summary>
    [MethodImpl(Compiled.AtOnce)]
    private static F Clear(in MeshWork mesh, F x, F y, F z, LightRecord* light)
    {
        F spacing = mesh.Grid->Spacing;
        F inverse = 1f / spacing;
        F least = spacing * 0.9f;
        F along = spacing;
        F clear = 1f;
        M walking = true;
        for (int i = 0; i < ShadowSteps; i++)
        {
            F cells = along * inverse;
            F field = Field(in mesh, F.Fma(cells, light->X, x), F.Fma(cells, light->Y, y), F.Fma(cells, light->Z, z), out M within);
            walking = walking & within & clear > 0f;
            if (!M.Any(walking))
                break;

            // Share of the cone that passes: all of it when the field is as far away as the cone is wide, none at minus that.
            F seen = F.Fma(field / (along * light->Size + least), 0.5f, 0.5f);
            clear = F.Select(walking, F.Min(clear, seen), clear);
            along = along + F.Max(F.Min(field, 0.15f), least);
        }

        clear = F.Max(clear, 0f);
        return clear * clear * F.Fma(clear, -2f, 3f);
    }

    /// <summary>The field at a place in cells from the grid's origin, between its corners.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static F Field(in MeshWork mesh, F x, F y, F z, out M within)
    {
        GridRecord* grid = mesh.Grid;
        F fx = F.Floor(x), fy = F.Floor(y), fz = F.Floor(z);
        within = fx >= 0f & fy >= 0f & fz >= 0f
            & fx < F.FromInt(grid->CellsX) & fy < F.FromInt(grid->CellsY) & fz < F.FromInt(grid->CellsZ);
        I cx = I.Truncate(fx), cy = I.Truncate(fy), cz = I.Truncate(fz);
        I corner = I.Select(within, (cz * (grid->CellsY + 1) + cy) * grid->CornerRowLength + cx, 0);
        F u = x - fx, v = y - fy, w = z - fz;
        F field = Between(in mesh, corner, u, v, w);
        M lacking = TDistances.Lacking(field, within);
        if (!M.Any(lacking))
            return field;

        TDistances.Find(in mesh, lacking, cx, cy, cz);
        return Between(in mesh, corner, u, v, w);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static F Between(in MeshWork mesh, I corner, F u, F v, F w)
    {
        int row = mesh.Grid->CornerRowLength;
        I above = corner + mesh.Grid->CornerLayerLength;
        F low = Noise<F, I, M>.Lerp(Row(mesh.Distances, corner, u), Row(mesh.Distances, corner + row, u), v);
        F high = Noise<F, I, M>.Lerp(Row(mesh.Distances, above, u), Row(mesh.Distances, above + row, u), v);
        return Noise<F, I, M>.Lerp(low, high, w);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static F Row(float* distances, I corner, F u)
    {
        F.GatherPair(distances, corner, out F from, out F to);
        return Noise<F, I, M>.Lerp(from, to, u);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static I Code(F share) => I.Truncate(F.Fma(share, VertexLight.Mask, 0.5f));
}
