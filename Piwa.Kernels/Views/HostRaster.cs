using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using Piwa.Kernels.Numerics;

namespace Piwa.Kernels.Views;

/// <summary>
/// Draws all triangles of a view on the CPU. Those that face the camera are collected and set up, as many at once as the width. Then the tiles
/// that they may cover are listed, again as many at once, and drawn one after the other, without a branch.
/// </summary>
internal static unsafe class HostRaster<F, I, M>
    where F : unmanaged, IFloat<F, I, M>
    where I : unmanaged, IInt<F, I, M>
    where M : unmanaged, IMask<M>
{
    // Rows of a vector of triangles that are set up, a value for each. What is drawn with: the differences across each edge, y above x, in 16
    // bits each; what corners add to nearness; what keys have below.
    private const int Across = 0, Nearness = 3, Below = 6;

    // What tiles are listed by: the edge functions at the first sample of the first tile; what they grow by, at most, within a tile; what they
    // grow by from tile to tile; where the first tile is; tiles behind it in a row, and rows.
    private const int Edge = 7, Room = 10, Right = 13, Down = 16, Address = 19, Columns = 20, Rows = 21, SetupLength = 22;

    private const int WidestVector = 16;

    /// <summary>Vectors of triangles that are set up, and whose tiles are listed, together.</summary>
    private const int MostVectors = 4;

    /// <summary>Tiles of a list.</summary>
    private const int MostItems = 256;

    // Rows of the list of tiles: whose triangle, its edge functions there, and where the tile is.
    private const int ItemLane = 0, ItemEdge = 1, ItemAddress = 4, ItemLength = 5;

    /// <summary>Draws the view into tiles, which are empty before.</summary>
    [MethodImpl(Compiled.AtOnce)]
    public static void DrawAll(in ViewWork work)
    {
        int* faces = stackalloc int[Faces<F, I, M>.Words];
        int* setups = stackalloc int[MostVectors * SetupLength * WidestVector];
        int* items = stackalloc int[ItemLength * (MostItems + WidestVector)];
        int most = MostVectors * I.Width, count = 0, drawn = 0;
        if (TriangleRows.AreUsedBy<I>())
            VertexRows.Write(in work);
        for (int triangle = 0; triangle < work.TriangleCount; triangle += I.Width)
        {
            Faces<F, I, M>.Collect(in work, triangle, faces, ref count);
            if (count < most)
                continue;
            Draw(in work, faces, most, drawn, setups, items);
            drawn += most;
            count -= most;
            Faces<F, I, M>.Move(faces, most);
        }

        Draw(in work, faces, count, drawn, setups, items);
    }

    /// <summary>Draws collected triangles.</summary>
    /// <param name="work">The view.</param>
    /// <param name="faces">The triangles.</param>
    /// <param name="count">How many.</param>
    /// <param name="before">How many were drawn before.</param>
    /// <param name="setups">Room for vectors of triangles that are set up.</param>
    /// <param name="items">Room for the list of tiles.</param>
    [MethodImpl(Compiled.AtOnce)]
    private static void Draw(in ViewWork work, int* faces, int count, int before, int* setups, int* items)
    {
        int listed = 0;
        for (int face = 0; face < count; face += I.Width)
        {
            int setup = face * SetupLength;
            M drawn = SetUp(in work, faces + face, M.FirstN(count - face), before + face, setups + setup);
            List(in work, setups, setup, drawn, items, ref listed);
            if (TriangleRows.AreUsedBy<I>())
                Faces<F, I, M>.WriteRows(faces, face, work.TriangleRows + ((long)(before + face) * TriangleRows.Length));
        }

        DrawItems(in work, setups, items, listed);
    }

    /// <summary>Sets up a vector of triangles, and says which of them may cover samples.</summary>
    [MethodImpl(Compiled.AtOnce)]
    private static M SetUp(in ViewWork work, int* faces, M there, int number, int* setup)
    {
        // Edge function i is zero along the edge opposite to corner i.
        Faces<F, I, M>.Corners(faces, out I x0, out I y0, out I x1, out I y1, out I x2, out I y2);
        int bits = work.View->SubpixelBits, middle = 1 << (bits - 1);
        M drawn = there & Faces<F, I, M>.AreFaces(faces)
            & Boxes(in work, bits, Least(x0, x1, x2), Most(x0, x1, x2), Least(y0, y1, y2), Most(y0, y1, y2), setup, out I firstX, out I firstY);
        I px = (firstX << bits) + middle, py = (firstY << bits) + middle;
        Edges(setup, 0, bits, x1, y1, x2, y2, px, py);
        Edges(setup, 1, bits, x2, y2, x0, y0, px, py);
        Edges(setup, 2, bits, x0, y0, x1, y1, px, py);
        F inverseArea = (F)1f / F.FromInt(Faces<F, I, M>.Area(x0, y0, x1, y1, x2, y2));
        Faces<F, I, M>.Nearness(faces, out F n0, out F n1, out F n2);
        Store(setup, Nearness, I.FromBits(n0 * inverseArea));
        Store(setup, Nearness + 1, I.FromBits(n1 * inverseArea));
        Store(setup, Nearness + 2, I.FromBits(n2 * inverseArea));
        Store(setup, Below, SampleKeys<F, I, M>.Below(HostVisibility<F, I, M>.Mark(I.Sequence(number), Faces<F, I, M>.Infos(faces))));
        return drawn;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static I Least(I a, I b, I c) => I.Min(a, I.Min(b, c));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static I Most(I a, I b, I c) => I.Max(a, I.Max(b, c));

    /// <summary>The tiles that boxes touch, and which boxes hold any sample.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static M Boxes(in ViewWork work, int bits, I lowX, I highX, I lowY, I highY, int* setup, out I firstX, out I firstY)
    {
        // Corners begin half a pixel before the centres, and there is one more of them.
        int middle = 1 << (bits - 1), beforeNext = (1 << bits) - 1;
        bool corners = work.Corners.Side > 0;
        int shift = corners ? 0 : middle, last = work.Centres.Side - (corners ? 0 : 1);
        firstX = I.Max((lowX + (beforeNext - middle)) >> bits, 0);
        firstY = I.Max((lowY + (beforeNext - middle)) >> bits, 0);
        I lastX = I.Min((highX - shift) >> bits, last), lastY = I.Min((highY - shift) >> bits, last);
        M any = !(firstX > lastX | firstY > lastY);
        I column = firstX >> RasterTiles.SideBits, row = firstY >> RasterTiles.SideBits;
        Store(setup, Address, (row * work.Tiles.Stride + column) * RasterTiles.Words);
        Store(setup, Columns, (lastX >> RasterTiles.SideBits) - column);
        Store(setup, Rows, (lastY >> RasterTiles.SideBits) - row);
        firstX = column << RasterTiles.SideBits;
        firstY = row << RasterTiles.SideBits;
        return any;
    }

    /// <summary>
    /// An edge function: its differences, its value at a sample, how much it grows at most from there to another sample of the tile, of either
    /// plane, and to the next tiles.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Edges(int* setup, int edge, int bits, I fromX, I fromY, I toX, I toY, I px, I py)
    {
        I dx = fromY - toY, dy = toX - fromX;
        Store(setup, Across + edge, (dx & ushort.MaxValue) | (dy << 16));
        Store(setup, Edge + edge, dy * (py - fromY) + dx * (px - fromX));
        I towardsCorner = 0 - ((dx + dy) << (bits - 1));
        dx = dx << bits;
        dy = dy << bits;
        Store(setup, Room + edge, (I.Max(dx, 0) + I.Max(dy, 0)) * (RasterTiles.Side - 1) + I.Max(towardsCorner, 0));
        Store(setup, Right + edge, dx << RasterTiles.SideBits);
        Store(setup, Down + edge, dy << RasterTiles.SideBits);
    }

    /// <summary>Lists the tiles of a vector of triangles, those that lie beyond an edge left out. A list that is full is drawn.</summary>
    [MethodImpl(Compiled.AtOnce)]
    private static void List(in ViewWork work, int* setups, int first, M drawn, int* items, ref int found)
    {
        const int Row = MostItems + WidestVector;
        int* setup = setups + first;
        I lane = I.Sequence(first);
        I columns = Load(setup, Columns), rows = Load(setup, Rows), firstAddress = Load(setup, Address);
        I first0 = Load(setup, Edge), first1 = Load(setup, Edge + 1), first2 = Load(setup, Edge + 2);
        I room0 = Load(setup, Room), room1 = Load(setup, Room + 1), room2 = Load(setup, Room + 2);
        I right0 = Load(setup, Right), right1 = Load(setup, Right + 1), right2 = Load(setup, Right + 2);
        int count = found;
        for (int y = 0; ; y++)
        {
            M inRow = drawn & rows > y - 1;
            if (!M.Any(inRow))
                break;

            I e0 = first0, e1 = first1, e2 = first2, address = firstAddress;
            for (int x = 0; ; x++)
            {
                M inBox = inRow & columns > x - 1;
                if (!M.Any(inBox))
                    break;

                M touched = inBox & !((e0 + room0 | e1 + room1 | e2 + room2) < 0);
                int* item = items + count;
                Packing<F, I, M>.Append(item + (ItemLane * Row), touched, lane);
                Packing<F, I, M>.Append(item + (ItemEdge * Row), touched, e0);
                Packing<F, I, M>.Append(item + ((ItemEdge + 1) * Row), touched, e1);
                Packing<F, I, M>.Append(item + ((ItemEdge + 2) * Row), touched, e2);
                Packing<F, I, M>.Append(item + (ItemAddress * Row), touched, address);
                count += BitOperations.PopCount(M.Bits(touched));
                if (count > MostItems)
                {
                    DrawItems(in work, setups, items, count);
                    count = 0;
                }

                e0 = e0 + right0;
                e1 = e1 + right1;
                e2 = e2 + right2;
                address = address + RasterTiles.Words;
            }

            first0 = first0 + Load(setup, Down);
            first1 = first1 + Load(setup, Down + 1);
            first2 = first2 + Load(setup, Down + 2);
            firstAddress = firstAddress + (RasterTiles.Words * work.Tiles.Stride);
        }

        found = count;
    }

    /// <summary>Draws listed triangles, each into one tile.</summary>
    [MethodImpl(Compiled.AtOnce)]
    private static void DrawItems(in ViewWork work, int* setups, int* items, int count)
    {
        const int Row = MostItems + WidestVector;
        bool corners = work.Corners.Side > 0;
        int* tiles = work.Tiles.First;
        int bits = work.View->SubpixelBits, half = 1 << (bits - 1), mask = RasterTiles.Side - 1;
        for (int sample = 0; sample < RasterTiles.Samples; sample += I.Width)
        {
            // From the first centre to the others, and to the corners, in subpixels, y above x.
            I place = I.Sequence(sample), x = (place & mask) << bits, y = (place >>> RasterTiles.SideBits) << bits;
            I toCentre = x | (y << 16), toCorner = ((x - half) & ushort.MaxValue) | ((y - half) << 16);
            for (int* item = items; item < items + count; item++)
            {
                int* setup = setups + item[ItemLane * Row];
                int* tile = tiles + item[ItemAddress * Row] + sample;
                float* nearness = (float*)(setup + (Nearness * I.Width));
                F n0 = nearness[0], n1 = nearness[I.Width], n2 = nearness[2 * I.Width];
                I across0 = Value(setup, Across), across1 = Value(setup, Across + 1), across2 = Value(setup, Across + 2);
                I first0 = item[ItemEdge * Row], first1 = item[(ItemEdge + 1) * Row], first2 = item[(ItemEdge + 2) * Row];
                int below = Value(setup, Below);
                Offer(
                    tile + RasterTiles.Centres, first0 + Step(across0, toCentre), first1 + Step(across1, toCentre), first2 + Step(across2, toCentre),
                    n0, n1, n2, below);
                if (corners)
                {
                    Offer(
                        tile + RasterTiles.Corners, first0 + Step(across0, toCorner), first1 + Step(across1, toCorner), first2 + Step(across2, toCorner),
                        n0, n1, n2, below);
                }
            }
        }
    }

    /// <summary>Offers a triangle to samples of a tile.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Offer(int* keys, I e0, I e1, I e2, F n0, F n1, F n2, int below)
    {
        F nearness = F.Fma(F.FromInt(e0), n0, F.Fma(F.FromInt(e1), n1, F.FromInt(e2) * n2));
        I outside = (e0 | e1 | e2) & int.MinValue;
        SampleKeys<F, I, M>.Offer(keys, keys + RasterTiles.Odd, I.FromBits(nearness) | outside, below);
    }

    /// <summary>The sum of the products of the words' halves, which are signed.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static I Step(I across, I way)
    {
        if (typeof(I) == typeof(IntX16) && Avx512BW.IsSupported)
        {
            return Unsafe.BitCast<Vector512<int>, I>(
                Avx512BW.MultiplyAddAdjacent(Unsafe.BitCast<I, Vector512<short>>(across), Unsafe.BitCast<I, Vector512<short>>(way)));
        }

        if (typeof(I) == typeof(IntX8) && Avx2.IsSupported)
        {
            return Unsafe.BitCast<Vector256<int>, I>(
                Avx2.MultiplyAddAdjacent(Unsafe.BitCast<I, Vector256<short>>(across), Unsafe.BitCast<I, Vector256<short>>(way)));
        }

        return (across >> 16) * (way >> 16) + ((across << 16) >> 16) * ((way << 16) >> 16);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(int* setup, int row, I value) => I.Store(setup + (row * I.Width), value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static I Load(int* setup, int row) => I.Load(setup + (row * I.Width));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int Value(int* setup, int row) => setup[row * I.Width];
}
