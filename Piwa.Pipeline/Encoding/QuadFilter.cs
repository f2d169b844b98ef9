using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.InteropServices;

namespace Piwa.Pipeline.Encoding;

/// <summary>Rearranges the triangles of a mesh, two by two the quads that they were, so that an entropy coder packs them well.</summary>
/// <remarks>
/// <para>Not thread-safe. Allocates only when a mesh is larger than all before.</para>
/// <para>The blob is described in docs/formats.md, with a reader in Python. Vertices are in the order of a grid: of a quad, the highest
/// vertex (top) is near that of the quad before, a neighbour in the ring is often the one before it, and the step over to the other
/// neighbour is that of quads which lie alike.</para>
/// </remarks>
internal sealed class QuadFilter
{
    /// <summary>Version of the blobs.</summary>
    public const byte Version = 3;

    /// <summary>Corners of the two triangles of a quad.</summary>
    public const int Corners = 6;

    private const int HeaderBytes = 10;
    private const int RingLength = 4;
    private const int Columns = 4;
    private const int BytesOfQuad = 1 + (Columns * sizeof(ushort));

    // A kind is: whether the higher neighbour of the top follows it, the place of the top in the ring, and along which diagonal the ring was cut.
    private const int FollowsFlag = 1 << 0, PlaceShift = 1, PlaceMask = 3, CutFlag = 1 << 3, KindLimit = 1 << 4;
    private const int Groups = 2 * KindLimit;

    private readonly int[] _groups = new int[Groups];
    private readonly List<int> _ends = [];
    private byte[] _blob = [];
    private ushort[] _columns = [];

    /// <summary>Places in the last blob where what follows is of another kind than what was before.</summary>
    public ReadOnlySpan<int> Ends => CollectionsMarshal.AsSpan(_ends);

    /// <summary>Length of the blob of so many triangle corners.</summary>
    public static long BlobBytes(long corners) => HeaderBytes + (corners / Corners * BytesOfQuad);

    /// <summary>Makes a blob of triangles.</summary>
    /// <param name="triangles">Three vertices by triangle.</param>
    /// <param name="blob">The blob; valid until the next call.</param>
    /// <returns>Whether they are quads, two triangles each.</returns>
    public bool TryEncode(ReadOnlySpan<ushort> triangles, out ReadOnlySpan<byte> blob)
    {
        int quads = triangles.Length / Corners;
        blob = default;
        if (quads * Corners != triangles.Length)
            return false;

        int length = (int)BlobBytes(triangles.Length);
        Grow(ref _blob, length);
        Grow(ref _columns, Columns * quads);
        Span<byte> kinds = _blob.AsSpan(HeaderBytes, quads);
        Span<ushort> tops = _columns.AsSpan(0, quads), sides = _columns.AsSpan(quads, quads), skews = _columns.AsSpan(2 * quads, quads);
        Span<ushort> spans = _columns.AsSpan(3 * quads, quads);
        Array.Clear(_groups);
        ushort before = 0;
        Span<ushort> ring = stackalloc ushort[RingLength];
        for (int i = 0; i < quads; i++)
        {
            ReadOnlySpan<ushort> quad = triangles.Slice(i * Corners, Corners);
            bool isCut = quad[3] == quad[1] && quad[4] == quad[0];
            if (!isCut && (quad[3] != quad[2] || quad[5] != quad[0]))
                return false;

            (ring[0], ring[1], ring[2], ring[3]) = isCut ? (quad[0], quad[5], quad[1], quad[2]) : (quad[0], quad[1], quad[2], quad[4]);
            int place = 0;
            for (int corner = 1; corner < RingLength; corner++)
            {
                if (ring[corner] > ring[place])
                    place = corner;
            }

            ushort top = ring[place], next = ring[(place + 1) % RingLength], far = ring[(place + 2) % RingLength], last = ring[(place + 3) % RingLength];
            ushort high = Math.Max(next, last), low = Math.Min(next, last), side = (ushort)(top - high);
            kinds[i] = (byte)((next > last ? FollowsFlag : 0) | (place << PlaceShift) | (isCut ? CutFlag : 0));
            tops[i] = (ushort)(top - before);
            sides[i] = side;
            skews[i] = (ushort)(low - far - side);
            spans[i] = (ushort)(top - low);
            before = top;
            _groups[Group(kinds[i], side)]++;
        }

        WriteHeader(quads);
        Write(tops, 0);
        Write(sides, 1);
        Write(skews, 2);

        // Spans by group, each as the difference to the one before; tops have been written and make room.
        Span<ushort> sorted = tops;
        Begin();
        for (int i = 0; i < quads; i++)
            sorted[_groups[Group(kinds[i], sides[i])]++] = spans[i];
        for (int i = quads - 1; i > 0; i--)
            sorted[i] -= sorted[i - 1];
        Write(sorted, 3);
        blob = _blob.AsSpan(0, length);
        return true;
    }

    /// <summary>Restores triangles.</summary>
    /// <param name="blob">The blob.</param>
    /// <param name="triangles">Receives them.</param>
    /// <exception cref="FormatException">The blob is damaged, or of another number of triangles.</exception>
    public void Decode(ReadOnlySpan<byte> blob, Span<ushort> triangles)
    {
        int quads = triangles.Length / Corners;
        if (blob.Length != BlobBytes(triangles.Length) || quads * Corners != triangles.Length || blob[0] != Version
            || blob[1..(HeaderBytes - sizeof(uint))].ContainsAnyExcept((byte)0)
            || BinaryPrimitives.ReadUInt32LittleEndian(blob[(HeaderBytes - sizeof(uint))..]) != quads)
            throw new FormatException($"Expected a quad blob of {triangles.Length} corners, got {blob.Length} bytes.");

        ReadOnlySpan<byte> kinds = blob.Slice(HeaderBytes, quads);
        if (kinds.ContainsAnyExceptInRange((byte)0, (byte)(KindLimit - 1)))
            throw new FormatException($"A quad blob has a kind of {KindLimit} and above.");
        Grow(ref _columns, quads);
        Span<ushort> spans = _columns.AsSpan(0, quads);
        ushort sum = 0;
        Array.Clear(_groups);
        for (int i = 0; i < quads; i++)
        {
            spans[i] = sum += Read(blob, quads, 3, i);
            _groups[Group(kinds[i], Read(blob, quads, 1, i))]++;
        }

        Begin();
        ushort top = 0;
        Span<ushort> ring = stackalloc ushort[RingLength];
        for (int i = 0; i < quads; i++)
        {
            int kind = kinds[i], place = (kind >> PlaceShift) & PlaceMask;
            ushort side = Read(blob, quads, 1, i);
            top += Read(blob, quads, 0, i);
            ushort high = (ushort)(top - side), low = (ushort)(top - spans[_groups[Group(kind, side)]++]);
            bool follows = (kind & FollowsFlag) != 0;
            ring[place] = top;
            ring[(place + 1) % RingLength] = follows ? high : low;
            ring[(place + 2) % RingLength] = (ushort)(low - side - Read(blob, quads, 2, i));
            ring[(place + 3) % RingLength] = follows ? low : high;
            ReadOnlySpan<ushort> quad = (kind & CutFlag) != 0
                ? [ring[0], ring[2], ring[3], ring[2], ring[0], ring[1]]
                : [ring[0], ring[1], ring[2], ring[2], ring[3], ring[0]];
            quad.CopyTo(triangles[(i * Corners)..]);
        }
    }

    private static int Group(int kind, ushort side) => (2 * kind) + (side == 1 ? 1 : 0);

    /// <summary>From how many there are of each group to where each begins.</summary>
    private void Begin()
    {
        int sum = 0;
        foreach (ref int group in _groups.AsSpan())
            (group, sum) = (sum, sum + group);
    }

    private void WriteHeader(int quads)
    {
        _blob.AsSpan(0, HeaderBytes).Clear();
        _blob[0] = Version;
        BinaryPrimitives.WriteInt32LittleEndian(_blob.AsSpan(HeaderBytes - sizeof(uint)), quads);
        _ends.Clear();
        for (int plane = 0; plane <= Columns * sizeof(ushort); plane++)
            _ends.Add(HeaderBytes + ((plane + 1) * quads));
    }

    /// <summary>Low bytes, then high bytes; small differences of either sign are small numbers.</summary>
    private void Write(ReadOnlySpan<ushort> values, int column)
    {
        Span<byte> lows = _blob.AsSpan(HeaderBytes + ((1 + (2 * column)) * values.Length), values.Length);
        Span<byte> highs = _blob.AsSpan(HeaderBytes + ((2 + (2 * column)) * values.Length), values.Length);
        for (int i = 0; i < values.Length; i++)
        {
            int folded = (values[i] << 1) ^ ((short)values[i] >> 15);
            (lows[i], highs[i]) = ((byte)folded, (byte)(folded >> 8));
        }
    }

    private static ushort Read(ReadOnlySpan<byte> blob, int quads, int column, int quad)
    {
        int at = HeaderBytes + ((1 + (2 * column)) * quads) + quad, folded = blob[at] | (blob[at + quads] << 8);
        return (ushort)((folded >> 1) ^ -(folded & 1));
    }

    private static void Grow<T>(ref T[] array, int length)
    {
        if (array.Length < length)
            array = GC.AllocateUninitializedArray<T>((int)BitOperations.RoundUpToPowerOf2((uint)length));
    }
}
