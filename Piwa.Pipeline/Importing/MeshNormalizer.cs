using System.Buffers;
using Piwa.Kernels.Meshes;
using Piwa.Kernels.Recipes;
using Piwa.Pipeline.Encoding;
using Piwa.Pipeline.Labels;

namespace Piwa.Pipeline.Importing;

/// <summary>Brings a file's triangles into the one form of our meshes. The order in which they stand in the file does not matter to it.</summary>
/// <remarks>
/// (1) The box is centred and its longest side made 1; places are rounded to 65,536 steps. (2) Vertices at one place become one; triangles
/// without area, and the second of two that are the same, go. (3) What shows from both sides gets a second side, unless it encloses something:
/// <see cref="MeshSides"/>. (4) An odd number of triangles is made even: <see cref="EvenSplit"/>. (5) Vertices are sorted by place, triangles by
/// vertices, materials by value. Sums, products, quotients and roots in double precision: the same bytes on every machine.
/// </remarks>
internal sealed class MeshNormalizer
{
    private const double LastStep = 65535;
    private const int CoordinateBits = 16;

    private readonly SourceMesh _source;
    private readonly List<Double3> _places = [];
    private readonly List<WeldedTriangle> _triangles = [];
    private readonly List<Material> _materials = [];
    private readonly SortedSet<ContentHash> _images = [];
    private readonly List<string> _notes;
    private int _degenerate;
    private int _turned;

    private MeshNormalizer(SourceMesh source)
    {
        const int MostNotes = 20;
        _source = source;
        _notes = [.. source.Notes.Take(MostNotes)];
    }

    /// <summary>Normalises a mesh.</summary>
    /// <exception cref="ImportException">Nothing is left of it, or more than fits.</exception>
    public static NormalizedMesh Normalize(SourceMesh source) => new MeshNormalizer(source).Run();

    private NormalizedMesh Run()
    {
        Weld(Quantize());
        int duplicates = RemoveDuplicates();
        if (_triangles.Count == 0)
            throw new ImportException("None of its triangles has an area.");
        if (_degenerate > 0)
            _notes.Add($"{_degenerate} triangles without area, at 65,536 steps along the longest side, are left out.");
        if (duplicates > 0)
            _notes.Add($"{duplicates} triangles that were there twice are left out.");
        if (_turned > 0)
            _notes.Add($"{_turned} normals that pointed to the back of their triangles are replaced by those of the triangles.");

        MeshSides sides = new(_places, _triangles);
        sides.Complete();
        if (sides.Flipped > 0)
            _notes.Add($"{sides.Flipped} triangles of closed surfaces that were inside out are turned.");
        if (sides.Doubled > 0)
            _notes.Add($"{sides.Doubled} triangles show from both sides and are there once for each.");
        if ((_triangles.Count & 1) != 0)
        {
            EvenSplit.Split(_places, _triangles);
            _notes.Add("An edge is halved: triangles are kept two by two.");
        }

        if (_places.Count > ImportedMesh.MaxVertexCount || _triangles.Count > ImportedMesh.MaxTriangleCount)
        {
            throw new ImportException(
                $"It comes to {_places.Count} vertices and {_triangles.Count} triangles; at most {ImportedMesh.MaxVertexCount} and "
                + $"{ImportedMesh.MaxTriangleCount} are taken. Simplify it, and export again.");
        }

        return new NormalizedMesh(Sort(), _materials, [.. _images], _notes);
    }

    /// <summary>By vertex of the file its step along each axis.</summary>
    private Double3[] Quantize()
    {
        Double3 low = new(double.MaxValue, double.MaxValue, double.MaxValue), high = low * -1;
        foreach ((int a, int b, int c, int _) in _source.Triangles)
        {
            foreach (int vertex in (ReadOnlySpan<int>)[a, b, c])
            {
                Double3 place = _source.Positions[vertex];
                low = new(Math.Min(low.X, place.X), Math.Min(low.Y, place.Y), Math.Min(low.Z, place.Z));
                high = new(Math.Max(high.X, place.X), Math.Max(high.Y, place.Y), Math.Max(high.Z, place.Z));
            }
        }

        Double3 size = high - low, centre = low + (size * 0.5);
        double longest = Math.Max(size.X, Math.Max(size.Y, size.Z)), scale = LastStep / longest;
        if (!(longest > 0) || !double.IsFinite(longest) || !double.IsFinite(scale))
            throw new ImportException($"Its longest side is {longest:R}: it cannot be brought to 1.");
        return [.. _source.Positions.Select(place =>
            new Double3(Step((place.X - centre.X) * scale), Step((place.Y - centre.Y) * scale), Step((place.Z - centre.Z) * scale)))];
    }

    /// <summary>The nearest step; vertices of no triangle may lie anywhere.</summary>
    private static double Step(double place) => Math.Clamp(Math.Floor(place + (LastStep / 2) + 0.5), 0, LastStep);

    private void Weld(Double3[] steps)
    {
        var numbers = new Dictionary<Double3, int>();
        int[] parts = FindParts(steps);
        foreach ((int a, int b, int c, int material) in _source.Triangles)
        {
            Double3 face = Double3.Cross(steps[b] - steps[a], steps[c] - steps[a]);
            if (face.LengthSquared == 0)
            {
                _degenerate++;
                continue;
            }

            _triangles.Add(new WeldedTriangle(
                Number(a), Number(b), Number(c), Normal(a, face), Normal(b, face), Normal(c, face), parts[material], _source.Materials[material].IsDoubleSided));
        }

        int Number(int vertex)
        {
            if (!numbers.TryGetValue(steps[vertex], out int number))
            {
                numbers[steps[vertex]] = number = _places.Count;
                _places.Add(steps[vertex]);
            }

            return number;
        }
    }

    private int Normal(int vertex, Double3 face)
    {
        Double3 normal = _source.Normals[vertex];
        if (normal.LengthSquared > 0 && Double3.Dot(normal, face) > 0)
            return Encode(normal);
        if (normal.LengthSquared > 0)
            _turned++;
        return Encode(face.Direction);
    }

    private static int Encode(Double3 direction) => ImportedMesh.EncodeNormal((float)direction.X, (float)direction.Y, (float)direction.Z);

    /// <summary>By material of the file its part: those that are used, sorted by value, equal ones as one.</summary>
    private int[] FindParts(Double3[] steps)
    {
        int count = _source.Materials.Count;
        var isUsed = new bool[count];
        foreach ((int a, int b, int c, int material) in _source.Triangles)
            isUsed[material] |= Double3.Cross(steps[b] - steps[a], steps[c] - steps[a]).LengthSquared > 0;
        (int Index, byte[] Value)[] used = [.. Enumerable.Range(0, count).Where(i => isUsed[i]).Select(i => (i, ValueOf(_source.Materials[i].Material)))];
        Array.Sort(used, (a, b) => a.Value.AsSpan().SequenceCompareTo(b.Value));
        var parts = new int[count];
        byte[] before = [];
        foreach ((int index, byte[] value) in used)
        {
            if (_materials.Count == 0 || !value.AsSpan().SequenceEqual(before))
                _materials.Add(_source.Materials[index].Material);
            parts[index] = _materials.Count - 1;
            before = value;
            foreach (ReadOnlyMemory<byte> image in _source.Materials[index].Images)
                _images.Add(Blake3.Hash(image.Span));
        }

        if (_materials.Count > Recipe.MaxPartCount)
            throw new ImportException($"It has {_materials.Count} different materials; at most {Recipe.MaxPartCount} are taken.");
        return _images.Count <= MeshImport.MaxImageCount
            ? parts
            : throw new ImportException($"Its materials have {_images.Count} different images; at most {MeshImport.MaxImageCount} are taken.");
    }

    private static byte[] ValueOf(Material material)
    {
        var bytes = new ArrayBufferWriter<byte>();
        RecipeCodec.WriteMaterials(new Recipe { Parts = [new Part { Material = material }], Cameras = [], Lighting = new Lighting { Sky = [], Lights = [] } }, bytes);
        return bytes.WrittenSpan.ToArray();
    }

    /// <summary>Leaves of triangles with the same three corners, seen from the same side, the least.</summary>
    private int RemoveDuplicates()
    {
        var kept = new Dictionary<(int, int, int), WeldedTriangle>(_triangles.Count);
        foreach (WeldedTriangle triangle in _triangles)
        {
            WeldedTriangle rotated = triangle.Rotated();
            (int, int, int) key = (rotated.A, rotated.B, rotated.C);
            if (!kept.TryGetValue(key, out WeldedTriangle other) || rotated.CompareTo(other) < 0)
                kept[key] = rotated with { IsDoubleSided = rotated.IsDoubleSided || other.IsDoubleSided };
            else if (rotated.IsDoubleSided && !other.IsDoubleSided)
                kept[key] = other with { IsDoubleSided = true };
        }

        int removed = _triangles.Count - kept.Count;
        _triangles.Clear();
        _triangles.AddRange(kept.Values);
        return removed;
    }

    private ImportedMesh Sort()
    {
        // Vertices that a second side doubled stand in their order at the same place: the sort is stable.
        int[] order = [.. Enumerable.Range(0, _places.Count).OrderBy(vertex => Key(_places[vertex]))];
        var numbers = new int[order.Length];
        var positions = new ushort[3 * order.Length];
        for (int i = 0; i < order.Length; i++)
        {
            Double3 place = _places[order[i]];
            numbers[order[i]] = i;
            (positions[3 * i], positions[(3 * i) + 1], positions[(3 * i) + 2]) = ((ushort)place.X, (ushort)place.Y, (ushort)place.Z);
        }

        WeldedTriangle[] sorted = [.. _triangles.Select(triangle => (triangle with
        {
            A = numbers[triangle.A],
            B = numbers[triangle.B],
            C = numbers[triangle.C],
        }).Rotated()).Order()];
        return new ImportedMesh(
            positions,
            [.. sorted.SelectMany(triangle => new[] { (ushort)triangle.A, (ushort)triangle.B, (ushort)triangle.C })],
            [.. sorted.SelectMany(triangle => new[] { triangle.NormalA, triangle.NormalB, triangle.NormalC })],
            [.. sorted.Select(triangle => (byte)triangle.Part)]);
    }

    private static ulong Key(Double3 place) =>
        ((ulong)place.Z << (2 * CoordinateBits)) | ((ulong)place.Y << CoordinateBits) | (ulong)place.X;
}
