using System.Runtime.CompilerServices;
using Piwa.Kernels.Meshes;
using Piwa.Kernels.Numerics;

namespace Piwa.Kernels.Views;

/// <summary>Vertices into the world, and onto the screen of a view.</summary>
internal static unsafe class ProjectKernel<F, I, M>
    where F : unmanaged, IFloat<F, I, M>
    where I : unmanaged, IInt<F, I, M>
    where M : unmanaged, IMask<M>
{
    /// <summary>Places the quantised vertices <paramref name="vertex"/>, vertex + 1, ... in the world.</summary>
    [MethodImpl(Compiled.AtOnce)]
    public static void Place(in MeshWork mesh, in ViewWork work, int vertex)
    {
        F.Store(work.WorldX + vertex, World(I.Load(mesh.QuantizedX + vertex)));
        F.Store(work.WorldY + vertex, World(I.Load(mesh.QuantizedY + vertex)));
        F.Store(work.WorldZ + vertex, World(I.Load(mesh.QuantizedZ + vertex)));
    }

    /// <summary>Places all vertices.</summary>
    [MethodImpl(Compiled.AtOnce)]
    public static void PlaceAll(in MeshWork mesh, in ViewWork work)
    {
        for (int vertex = 0; vertex < work.VertexCount; vertex += I.Width)
            Place(in mesh, in work, vertex);
    }

    /// <summary>Projects the vertices <paramref name="vertex"/>, vertex + 1, ...</summary>
    [MethodImpl(Compiled.AtOnce)]
    public static void Project(in ViewWork work, int vertex)
    {
        ViewRecord* view = work.View;
        F x = F.Load(work.WorldX + vertex) - view->EyeX;
        F y = F.Load(work.WorldY + vertex) - view->EyeY;
        F z = F.Load(work.WorldZ + vertex) - view->EyeZ;
        F right = F.Fma(x, view->RightX, F.Fma(y, view->RightY, z * view->RightZ));
        F down = F.Fma(x, view->DownX, F.Fma(y, view->DownY, z * view->DownZ));
        F depth = F.Fma(x, view->ForwardX, F.Fma(y, view->ForwardY, z * view->ForwardZ));

        // Nearness is linear on the screen: 1 / depth in perspective, minus the depth in parallel projection.
        bool parallel = view->IsOrthographic != 0;
        F nearness = parallel ? (F)view->Far + 1f - depth : 1f / depth;
        F scale = parallel ? view->Focal : nearness * view->Focal;
        F subpixels = F.FromInt((I)1 << view->SubpixelBits);
        F.Store(work.Nearness + vertex, nearness);
        I.Store(work.ScreenX + vertex, Snap(F.Fma(right, scale, view->Centre) * subpixels));
        I.Store(work.ScreenY + vertex, Snap(F.Fma(down, scale, view->Centre) * subpixels));
    }

    /// <summary>Projects all vertices.</summary>
    [MethodImpl(Compiled.AtOnce)]
    public static void ProjectAll(in ViewWork work)
    {
        for (int vertex = 0; vertex < work.VertexCount; vertex += I.Width)
            Project(in work, vertex);
    }

    /// <summary>65,535 steps are one unit, and the box is centred.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static F World(I quantized)
    {
        const float LastStep = 65535f;
        return (F.FromInt(quantized) - LastStep * 0.5f) / LastStep;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static I Snap(F coordinate) => I.Truncate(F.Floor(coordinate + 0.5f));
}
