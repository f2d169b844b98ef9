using System.Runtime.CompilerServices;
using Piwa.Kernels.Numerics;

namespace Piwa.Kernels.Views;

/// <summary>Shades listed samples of one part on the CPU.</summary>
/// <remarks>
/// A chunk of vectors at a time goes through each step before the next step begins. What a step waits for, its reads and roots, another vector's
/// work fills: from the first step to the last, one vector alone would be a single chain.
/// </remarks>
internal static unsafe class HostShader<F, I, M>
    where F : unmanaged, IFloat<F, I, M>
    where I : unmanaged, IInt<F, I, M>
    where M : unmanaged, IMask<M>
{
    private const int WidestVector = 16;

    /// <summary>Vectors of a chunk: their hits, surfaces and light, 14 kB, stay in the nearest cache.</summary>
    private const int ChunkLength = 8;

    private const ViewChannels FurtherChannels = ViewChannels.Albedo | ViewChannels.Material | ViewChannels.Part | ViewChannels.Position;

    /// <summary>Shades centres of pixels, all channels.</summary>
    /// <param name="work">The view.</param>
    /// <param name="part">The samples' part.</param>
    /// <param name="entries">The samples: see <see cref="SamplePlace"/>.</param>
    /// <param name="count">How many.</param>
    [MethodImpl(Compiled.AtOnce)]
    public static void ShadeCentres(in ViewWork work, int part, int* entries, int count)
    {
        byte* room = stackalloc byte[Chunk.Room];
        var chunk = new Chunk(room);
        for (int done = 0; done < count; done += ChunkLength * I.Width)
        {
            int left = Math.Min(count - done, ChunkLength * I.Width);
            ShadeChunk(in work, in work.Centres, part, entries + done, left, half: 1, in chunk);
            for (int i = 0, vector = 0; i < left; i += I.Width, vector++)
                StoreCentres(in work, part, entries + done + i, left - i, in chunk.Hits[vector], in chunk.Surfaces[vector], in chunk.Lights[vector]);
        }
    }

    /// <summary>Shades corners of pixels, whose light alone is kept.</summary>
    /// <inheritdoc cref="ShadeCentres"/>
    [MethodImpl(Compiled.AtOnce)]
    public static void ShadeCorners(in ViewWork work, int part, int* entries, int count)
    {
        byte* room = stackalloc byte[Chunk.Room];
        var chunk = new Chunk(room);
        int centres = work.Centres.Side * work.Centres.Side;
        for (int done = 0; done < count; done += ChunkLength * I.Width)
        {
            int left = Math.Min(count - done, ChunkLength * I.Width);
            ShadeChunk(in work, in work.Corners, part, entries + done, left, half: 0, in chunk);
            for (int i = 0, vector = 0; i < left; i += I.Width, vector++)
            {
                M there = M.FirstN(left - i);
                Sample(in work.Corners, I.Load(entries + done + i), there, out _, out _, out I sample);
                HostBlending<F, I, M>.Keep(in work, in chunk.Lights[vector], sample + centres, M.Bits(there));
            }
        }
    }

    /// <summary>Hits, surfaces and light of a chunk of samples.</summary>
    [MethodImpl(Compiled.AtOnce)]
    private static void ShadeChunk(in ViewWork work, in VisibilityPlane plane, int part, int* entries, int count, int half, in Chunk chunk)
    {
        int bits = work.View->SubpixelBits - 1, vectors = (count + I.Width - 1) / I.Width;
        for (int vector = 0; vector < vectors; vector++)
        {
            M there = M.FirstN(count - (vector * I.Width));
            Sample(in plane, I.Load(entries + (vector * I.Width)), there, out _, out _, out I sample);
            I triangle = I.Select(there, HostVisibility<F, I, M>.TriangleAt(in plane, sample), 0);
            HostVisibility<F, I, M>.Corners(in work, triangle, placeOnly: false, out chunk.Corners[vector]);
        }

        for (int vector = 0; vector < vectors; vector++)
        {
            M there = M.FirstN(count - (vector * I.Width));
            Sample(in plane, I.Load(entries + (vector * I.Width)), there, out I x, out I y, out _);
            Hit<F, I, M>.Find(in work, in chunk.Corners[vector], ((x << 1) + half) << bits, ((y << 1) + half) << bits, placeOnly: false, out chunk.Hits[vector]);
        }

        if (PixelKernel<F, I, M>.NeedsSurface(in work))
        {
            for (int vector = 0; vector < vectors; vector++)
                MaterialKernel<F, I, M>.SurfaceOf(in work, in chunk.Hits[vector], part, out chunk.Surfaces[vector]);
        }

        if (work.Color == null)
            return;
        for (int vector = 0; vector < vectors; vector++)
            PixelKernel<F, I, M>.Light(in work, in chunk.Surfaces[vector], in chunk.Hits[vector], out chunk.Lights[vector]);
    }

    /// <summary>Where entries of a list are: their pixel or corner, and their place in its plane, 0 where there is none.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Sample(in VisibilityPlane plane, I entry, M there, out I x, out I y, out I sample)
    {
        x = entry & SamplePlace.Mask;
        y = (entry >>> SamplePlace.ShiftY) & SamplePlace.Mask;
        sample = I.Select(there, y * plane.Side + x, 0);
    }

    /// <summary>Stores what a vector of centres shows.</summary>
    [MethodImpl(Compiled.AtOnce)]
    private static void StoreCentres(
        in ViewWork work, int part, int* entries, int count, in Hit<F, I, M> hit, in Surface<F, I, M> surface, in Rgb<F, I, M> light)
    {
        I entry = I.Load(entries);
        M there = M.FirstN(count);
        Sample(in work.Centres, entry, there, out _, out _, out I sample);
        I color = work.Color != null ? HostDisplay<F, I, M>.Encode(in light) | Display<F, I, M>.OpaqueAlpha : 0;
        I depth = work.Depth != null ? PixelKernel<F, I, M>.DepthCode(work.View, in hit) : 0;
        I normal = work.Normal != null ? PixelKernel<F, I, M>.NormalCode(work.View, in hit) : 0;
        int lanes = Math.Min(I.Width, count);
        if (lanes == I.Width && !M.Any(!I.Equal(sample, I.Sequence(I.First(true, sample)))))
            StoreRow(in work, I.First(true, sample), color, depth, normal);
        else
            StoreEach(in work, sample, lanes, color, depth, normal);

        uint blended = M.Bits(there & entry < 0);
        if (blended != 0)
            HostBlending<F, I, M>.Keep(in work, in light, sample, blended);
        if ((work.View->Channels & (int)FurtherChannels) == 0)
            return;
        PixelValues<F, I, M> values = default;
        PixelKernel<F, I, M>.Further(in work, in surface, in hit, part, ref values);
        StoreFurther(in work, in values, entries, lanes);
    }

    /// <summary>Stores what pixels show that lie side by side, as most of those of one part do.</summary>
    [MethodImpl(Compiled.AtOnce)]
    private static void StoreRow(in ViewWork work, int first, I color, I depth, I normal)
    {
        if (work.Color != null)
            I.Store(work.Color + first, color);
        if (work.Depth != null)
            I.Store(work.Depth + first, depth);
        if (work.Normal != null)
            I.Store(work.Normal + first, normal);
    }

    /// <summary>Stores what pixels show, wherever they are.</summary>
    [MethodImpl(Compiled.AtOnce)]
    private static void StoreEach(in ViewWork work, I sample, int lanes, I color, I depth, I normal)
    {
        int* all = stackalloc int[4 * WidestVector];
        I.Store(all, sample);
        I.Store(all + WidestVector, color);
        I.Store(all + (2 * WidestVector), depth);
        I.Store(all + (3 * WidestVector), normal);
        for (int lane = 0; lane < lanes; lane++)
        {
            int pixel = all[lane];
            if (work.Color != null)
                work.Color[pixel] = all[WidestVector + lane];
            if (work.Depth != null)
                work.Depth[pixel] = (ushort)all[(2 * WidestVector) + lane];
            if (work.Normal != null)
                work.Normal[pixel] = (ushort)all[(3 * WidestVector) + lane];
        }
    }

    [MethodImpl(Compiled.AtOnce)]
    private static void StoreFurther(in ViewWork work, in PixelValues<F, I, M> values, int* entries, int lanes)
    {
        int* all = stackalloc int[6 * WidestVector];
        I.Store(all, values.Albedo);
        I.Store(all + WidestVector, values.Material);
        I.Store(all + (2 * WidestVector), values.Part);
        I.Store(all + (3 * WidestVector), values.X);
        I.Store(all + (4 * WidestVector), values.Y);
        I.Store(all + (5 * WidestVector), values.Z);
        for (int lane = 0; lane < lanes; lane++)
        {
            int pixel = (((entries[lane] >> SamplePlace.ShiftY) & SamplePlace.Mask) * work.Centres.Side) + (entries[lane] & SamplePlace.Mask);
            if (work.Albedo != null)
                work.Albedo[pixel] = all[lane];
            if (work.Material != null)
                work.Material[pixel] = (ushort)all[WidestVector + lane];
            if (work.Part != null)
                work.Part[pixel] = (byte)all[(2 * WidestVector) + lane];
            if (work.Position == null)
                continue;
            work.Position[3 * pixel] = (ushort)all[(3 * WidestVector) + lane];
            work.Position[(3 * pixel) + 1] = (ushort)all[(4 * WidestVector) + lane];
            work.Position[(3 * pixel) + 2] = (ushort)all[(5 * WidestVector) + lane];
        }
    }

    /// <summary>What is known of a chunk's vectors, in room on the stack.</summary>
    private readonly struct Chunk
    {
        /// <summary>The corners of the samples' triangles.</summary>
        public readonly TriangleCorners<F, I, M>* Corners;

        public readonly Hit<F, I, M>* Hits;
        public readonly Surface<F, I, M>* Surfaces;
        public readonly Rgb<F, I, M>* Lights;

        public Chunk(byte* room)
        {
            Corners = (TriangleCorners<F, I, M>*)Aligned.First(room);
            Hits = (Hit<F, I, M>*)(Corners + ChunkLength);
            Surfaces = (Surface<F, I, M>*)(Hits + ChunkLength);
            Lights = (Rgb<F, I, M>*)(Surfaces + ChunkLength);
        }

        /// <summary>Bytes of it.</summary>
        public static int Room => (ChunkLength * (sizeof(TriangleCorners<F, I, M>) + sizeof(Hit<F, I, M>) + sizeof(Surface<F, I, M>) + sizeof(Rgb<F, I, M>)))
            + Aligned.Bytes;
    }
}
