using System.Runtime.CompilerServices;
using Piwa.Kernels.Numerics;

namespace Piwa.Kernels.Views;

/// <summary>The corners of the triangles that samples show. As many values as the host keeps of a triangle side by side: <see cref="TriangleRows"/>.</summary>
internal unsafe struct TriangleCorners<F, I, M>
    where F : unmanaged, IFloat<F, I, M>
    where I : unmanaged, IInt<F, I, M>
    where M : unmanaged, IMask<M>
{
    /// <summary>Places on the screen, in subpixels.</summary>
    public I X0, Y0, X1, Y1, X2, Y2;

    /// <summary>Nearness, which is linear on the screen.</summary>
    public F Nearness0, Nearness1, Nearness2;

    /// <summary>Octahedral normals, word form.</summary>
    public I Normal0, Normal1, Normal2;

    /// <summary>Each is a <see cref="VertexLight"/>.</summary>
    public I Light0, Light1, Light2;

    /// <summary>Their numbers in the mesh.</summary>
    public I Number;

    /// <summary>Reads them from where they lie.</summary>
    /// <param name="work">The view.</param>
    /// <param name="triangle">By sample: its triangle.</param>
    /// <param name="placeOnly">Whether normals and light are not asked for: they are 0 then.</param>
    /// <param name="corners">Receives them.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Gather(in ViewWork work, I triangle, bool placeOnly, out TriangleCorners<F, I, M> corners)
    {
        I corner = triangle * 3;
        I v0 = I.Gather(work.Triangles, corner);
        I v1 = I.Gather(work.Triangles, corner + 1);
        I v2 = I.Gather(work.Triangles, corner + 2);
        corners.X0 = I.Gather(work.ScreenX, v0);
        corners.Y0 = I.Gather(work.ScreenY, v0);
        corners.X1 = I.Gather(work.ScreenX, v1);
        corners.Y1 = I.Gather(work.ScreenY, v1);
        corners.X2 = I.Gather(work.ScreenX, v2);
        corners.Y2 = I.Gather(work.ScreenY, v2);
        corners.Nearness0 = F.Gather(work.Nearness, v0);
        corners.Nearness1 = F.Gather(work.Nearness, v1);
        corners.Nearness2 = F.Gather(work.Nearness, v2);
        corners.Normal0 = placeOnly ? 0 : I.Gather(work.TriangleNormals, corner);
        corners.Normal1 = placeOnly ? 0 : I.Gather(work.TriangleNormals, corner + 1);
        corners.Normal2 = placeOnly ? 0 : I.Gather(work.TriangleNormals, corner + 2);
        corners.Light0 = placeOnly ? 0 : I.Gather(work.VertexLights, v0);
        corners.Light1 = placeOnly ? 0 : I.Gather(work.VertexLights, v1);
        corners.Light2 = placeOnly ? 0 : I.Gather(work.VertexLights, v2);
        corners.Number = triangle;
    }
}
