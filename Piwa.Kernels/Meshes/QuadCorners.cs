using System.Runtime.CompilerServices;
using Piwa.Kernels.Numerics;

namespace Piwa.Kernels.Meshes;

/// <summary>The four vertices of as many quads as the width.</summary>
internal readonly unsafe struct QuadCorners<F, I, M>
    where F : unmanaged, IFloat<F, I, M>
    where I : unmanaged, IInt<F, I, M>
    where M : unmanaged, IMask<M>
{
    public readonly I V0, V1, V2, V3;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public QuadCorners(in MeshWork work, int quad, M there)
    {
        V0 = I.Select(there, I.Load(work.QuadVertices + quad), 0);
        V1 = I.Select(there, I.Load(work.QuadVertices + work.QuadStride + quad), 0);
        V2 = I.Select(there, I.Load(work.QuadVertices + (2 * work.QuadStride) + quad), 0);
        V3 = I.Select(there, I.Load(work.QuadVertices + (3 * work.QuadStride) + quad), 0);
    }
}

/// <summary>Where the four vertices of quads are, and the quads' outward normals.</summary>
internal unsafe struct QuadPlaces<F, I, M>
    where F : unmanaged, IFloat<F, I, M>
    where I : unmanaged, IInt<F, I, M>
    where M : unmanaged, IMask<M>
{
    /// <summary>Twice a triangle's least area, in cells: more than rounding to 16-bit coordinates takes away.</summary>
    private const float LeastArea = 0.004f;

    public F X0, Y0, Z0, X1, Y1, Z1, X2, Y2, Z2, X3, Y3, Z3;

    public F NormalX, NormalY, NormalZ;

    /// <summary>Those of the quads from one on.</summary>
    [MethodImpl(Compiled.AtOnce)]
    public static void Gather(in MeshWork work, in QuadCorners<F, I, M> corners, int quad, out QuadPlaces<F, I, M> places)
    {
        Gather(in work, corners.V0, out places.X0, out places.Y0, out places.Z0);
        Gather(in work, corners.V1, out places.X1, out places.Y1, out places.Z1);
        Gather(in work, corners.V2, out places.X2, out places.Y2, out places.Z2);
        Gather(in work, corners.V3, out places.X3, out places.Y3, out places.Z3);
        F facing = F.Select(I.Equal((I.Load(work.QuadEdges + quad) >>> EdgeCode.ShiftInside) & 1, 0), -1f, 1f);
        places.NormalX = F.Load(work.QuadNormalX + quad) * facing;
        places.NormalY = F.Load(work.QuadNormalY + quad) * facing;
        places.NormalZ = F.Load(work.QuadNormalZ + quad) * facing;
    }

    /// <summary>Whether both triangles of the split from corner 0 to corner 2 face the way of the normal, by more than quantisation can turn them.</summary>
    [MethodImpl(Compiled.AtOnce)]
    public static M FirstFaces(in QuadPlaces<F, I, M> p)
    {
        F x = p.X2 - p.X0, y = p.Y2 - p.Y0, z = p.Z2 - p.Z0;
        return Faces(p.X1 - p.X0, p.Y1 - p.Y0, p.Z1 - p.Z0, x, y, z, p.NormalX, p.NormalY, p.NormalZ)
            & Faces(x, y, z, p.X3 - p.X0, p.Y3 - p.Y0, p.Z3 - p.Z0, p.NormalX, p.NormalY, p.NormalZ);
    }

    /// <summary>Whether both triangles of the split from corner 1 to corner 3 do.</summary>
    [MethodImpl(Compiled.AtOnce)]
    public static M SecondFaces(in QuadPlaces<F, I, M> p)
    {
        F x = p.X3 - p.X1, y = p.Y3 - p.Y1, z = p.Z3 - p.Z1;
        return Faces(p.X2 - p.X1, p.Y2 - p.Y1, p.Z2 - p.Z1, x, y, z, p.NormalX, p.NormalY, p.NormalZ)
            & Faces(x, y, z, p.X0 - p.X1, p.Y0 - p.Y1, p.Z0 - p.Z1, p.NormalX, p.NormalY, p.NormalZ);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Gather(in MeshWork work, I vertex, out F x, out F y, out F z)
    {
        x = F.Gather(work.VertexX, vertex);
        y = F.Gather(work.VertexY, vertex);
        z = F.Gather(work.VertexZ, vertex);
    }

    /// <summary>Whether a triangle of two sides faces the way of a normal.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static M Faces(F ux, F uy, F uz, F vx, F vy, F vz, F nx, F ny, F nz)
    {
        F cx = uy * vz - uz * vy, cy = uz * vx - ux * vz, cz = ux * vy - uy * vx;
        return F.Fma(cx, nx, F.Fma(cy, ny, cz * nz)) > LeastArea;
    }
}

/// <summary>The four vertices of quads as quantised.</summary>
internal unsafe struct QuadSteps<F, I, M>
    where F : unmanaged, IFloat<F, I, M>
    where I : unmanaged, IInt<F, I, M>
    where M : unmanaged, IMask<M>
{
    public I X0, Y0, Z0, X1, Y1, Z1, X2, Y2, Z2, X3, Y3, Z3;

    [MethodImpl(Compiled.AtOnce)]
    public static void Gather(in MeshWork work, in QuadCorners<F, I, M> corners, out QuadSteps<F, I, M> steps)
    {
        Gather(in work, corners.V0, out steps.X0, out steps.Y0, out steps.Z0);
        Gather(in work, corners.V1, out steps.X1, out steps.Y1, out steps.Z1);
        Gather(in work, corners.V2, out steps.X2, out steps.Y2, out steps.Z2);
        Gather(in work, corners.V3, out steps.X3, out steps.Y3, out steps.Z3);
    }

    /// <summary>Whether a triangle of the split from corner 0 to corner 2 has no area. Exact.</summary>
    [MethodImpl(Compiled.AtOnce)]
    public static M FirstFlat(in QuadSteps<F, I, M> s)
    {
        I x = s.X2 - s.X0, y = s.Y2 - s.Y0, z = s.Z2 - s.Z0;
        return Flat(s.X1 - s.X0, s.Y1 - s.Y0, s.Z1 - s.Z0, x, y, z) | Flat(x, y, z, s.X3 - s.X0, s.Y3 - s.Y0, s.Z3 - s.Z0);
    }

    /// <summary>Whether a triangle of the split from corner 1 to corner 3 has no area. Exact.</summary>
    [MethodImpl(Compiled.AtOnce)]
    public static M SecondFlat(in QuadSteps<F, I, M> s)
    {
        I x = s.X3 - s.X1, y = s.Y3 - s.Y1, z = s.Z3 - s.Z1;
        return Flat(s.X2 - s.X1, s.Y2 - s.Y1, s.Z2 - s.Z1, x, y, z) | Flat(x, y, z, s.X0 - s.X1, s.Y0 - s.Y1, s.Z0 - s.Z1);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Gather(in MeshWork work, I vertex, out I x, out I y, out I z)
    {
        x = I.Gather(work.QuantizedX, vertex);
        y = I.Gather(work.QuantizedY, vertex);
        z = I.Gather(work.QuantizedZ, vertex);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static M Flat(I ux, I uy, I uz, I vx, I vy, I vz) =>
        I.Equal((uy * vz - uz * vy) | (uz * vx - ux * vz) | (ux * vy - uy * vx), 0);
}
