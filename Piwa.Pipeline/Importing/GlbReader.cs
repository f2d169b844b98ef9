using Piwa.Pipeline.Labels;

namespace Piwa.Pipeline.Importing;

/// <summary>Reads a binary glTF 2.0: all triangles of its scene, where its nodes place them.</summary>
/// <remarks>
/// Bounded by <see cref="ImportLimits"/> whatever the file says: lists and counts are checked before memory is taken for them. Of what moves,
/// the pose at rest is taken.
/// </remarks>
internal sealed class GlbReader
{
    private const int Triangles = 4;
    private const int TriangleStrip = 5;
    private const int TriangleFan = 6;

    /// <summary>Required extensions that only say more of materials and light, or how numbers are held, which is read anyhow.</summary>
    private static readonly string[] Known =
    [
        "KHR_mesh_quantization", "KHR_texture_transform", "KHR_texture_basisu", "EXT_texture_webp", "EXT_texture_avif", "KHR_lights_punctual",
        "KHR_materials_anisotropy", "KHR_materials_clearcoat", "KHR_materials_dispersion", "KHR_materials_emissive_strength", "KHR_materials_ior",
        "KHR_materials_iridescence", "KHR_materials_sheen", "KHR_materials_specular", "KHR_materials_transmission", "KHR_materials_unlit",
        "KHR_materials_volume", "KHR_materials_variants", "KHR_xmp_json_ld",
    ];

    private readonly GlbFile _file;
    private readonly GltfAccessors _accessors;
    private readonly GltfMaterials _materials;
    private readonly GltfValue[] _nodes;
    private readonly GltfValue[] _meshes;
    private readonly SourceMesh _mesh = new();
    private int _primitives;

    private GlbReader(GlbFile file)
    {
        _file = file;
        _accessors = new GltfAccessors(file);
        _materials = new GltfMaterials(file, _mesh);
        _nodes = file.Root.Objects("nodes");
        _meshes = file.Root.Objects("meshes");
    }

    /// <summary>Reads a file.</summary>
    /// <param name="bytes">All of it.</param>
    /// <exception cref="ImportException">It cannot be imported; the message says where and why.</exception>
    public static SourceMesh Read(ReadOnlyMemory<byte> bytes)
    {
        using GlbFile file = GlbFile.Open(bytes);
        var reader = new GlbReader(file);
        reader.CheckExtensions();
        reader.Walk();
        return reader._mesh;
    }

    private void CheckExtensions()
    {
        GltfValue asset = _file.Root.Object("asset") ?? throw new ImportException("Its JSON has no 'asset', and so no version.");
        if (asset.Text("version") is not { } version || !version.StartsWith("2.", StringComparison.Ordinal))
            throw new ImportException($"It is glTF of version '{asset.Text("version")}'; version 2 is taken.");
        foreach (string name in _file.Root.Texts("extensionsRequired"))
        {
            if (!Known.Contains(name))
                throw new ImportException($"It requires {name}, which is not read. {Remedy(name)}");
        }

        if (_file.Root.Objects("animations").Length > 0)
            _mesh.Notes.Add("It is animated: the pose at rest is taken.");
        if (_file.Root.Objects("skins").Length > 0)
            _mesh.Notes.Add("It has a skeleton: the pose in which the mesh was bound is taken.");
        foreach (string name in _file.Root.Texts("extensionsUsed"))
        {
            if (!Known.Contains(name) && !name.StartsWith("KHR_materials_", StringComparison.Ordinal))
                _mesh.Notes.Add($"What {name} adds is passed over.");
        }
    }

    private static string Remedy(string name) => name switch
    {
        "KHR_draco_mesh_compression" => "Export without Draco compression, or unpack it: npx @gltf-transform/cli copy in.glb out.glb",
        "EXT_meshopt_compression" => "Export without meshopt compression, or unpack it: npx @gltf-transform/cli copy in.glb out.glb",
        _ => "Export without it.",
    };

    /// <summary>Visits the nodes of the scene, each once: they are trees.</summary>
    private void Walk()
    {
        var seen = new bool[_nodes.Length];
        var stack = new Stack<(int Node, Affine3 Parent)>();
        Push(Roots(), Affine3.FromGltf);
        while (stack.TryPop(out (int Node, Affine3 Parent) next))
        {
            GltfValue node = _nodes[next.Node];
            Affine3 place = next.Parent.Over(Local(node));
            if (node.Integer("mesh") is { } mesh)
                AddMesh(node, mesh, place);
            Push(node.Integers("children"), place);
        }

        if (_mesh.Triangles.Count == 0)
            throw new ImportException("Its scene has no triangles.");

        void Push(int[] nodes, Affine3 parent)
        {
            foreach (int node in nodes.Reverse())
            {
                if (node >= _nodes.Length)
                    throw new ImportException($"A scene or node names nodes[{node}]; there are {_nodes.Length}.");
                if (seen[node])
                    throw _nodes[node].Fault("it is named twice as a node of a scene or child: nodes must be trees, without cycles");
                seen[node] = true;
                stack.Push((node, parent));
            }
        }
    }

    /// <summary>The nodes of the scene that is to be shown, or the first; of a file without scenes, those that are no node's child.</summary>
    private int[] Roots()
    {
        GltfValue[] scenes = _file.Root.Objects("scenes");
        int scene = _file.Root.Integer("scene") ?? 0;
        if (scenes.Length > 0)
        {
            return scene < scenes.Length
                ? scenes[scene].Integers("nodes")
                : throw new ImportException($"Its scene is scenes[{scene}]; there are {scenes.Length}.");
        }

        HashSet<int> children = [.. _nodes.SelectMany(node => node.Integers("children"))];
        return [.. Enumerable.Range(0, _nodes.Length).Where(node => !children.Contains(node))];
    }

    private static Affine3 Local(GltfValue node)
    {
        double[]? matrix = node.Numbers("matrix", 16);
        double[] rotation = node.Numbers("rotation", 4) ?? [0, 0, 0, 1];
        if (rotation.All(part => part == 0))
            throw node.Fault("its rotation is no rotation: all four numbers are 0");
        return matrix is not null
            ? Affine3.FromColumns(matrix)
            : Affine3.FromParts(node.Numbers("translation", 3) ?? [0, 0, 0], rotation, node.Numbers("scale", 3) ?? [1, 1, 1]);
    }

    private void AddMesh(GltfValue node, int index, Affine3 place)
    {
        if (index >= _meshes.Length)
            throw node.Fault($"its mesh is meshes[{index}]; there are {_meshes.Length}");
        foreach (GltfValue primitive in _meshes[index].Objects("primitives"))
        {
            if (++_primitives > ImportLimits.Elements)
                throw node.Fault($"with it there are more than {ImportLimits.Elements} primitives, which is the most that is taken");
            AddPrimitive(primitive, node, place);
        }
    }

    private void AddPrimitive(GltfValue primitive, GltfValue node, Affine3 place)
    {
        if (primitive.Object("extensions")?.Has("KHR_draco_mesh_compression") == true)
            throw primitive.Fault($"it is compressed. {Remedy("KHR_draco_mesh_compression")}");
        int mode = primitive.Integer("mode", 0, TriangleFan) ?? Triangles;
        GltfValue attributes = primitive.Object("attributes") ?? throw primitive.Fault("'attributes' is missing");
        if (mode < Triangles || attributes.Integer("POSITION") is not { } positions)
        {
            _mesh.Notes.Add("Points and lines are left out.");
            return;
        }

        int vertices = _accessors.Count(positions, attributes), first = _mesh.Positions.Count;
        if (first + (long)vertices > ImportLimits.Vertices)
            throw primitive.Fault($"with it there are more than {ImportLimits.Vertices} vertices, which is the most that is taken");
        if (primitive.Objects("targets").Length > 0)
            _mesh.Notes.Add("It has morph targets: the shape without them is taken.");
        if (attributes.Has("COLOR_0"))
            _mesh.Notes.Add("Colours of vertices are not drawn.");
        AddVertices(attributes, positions, vertices, node, place);
        AddTriangles(primitive, mode, first, vertices, isMirrored: place.Determinant < 0);
    }

    private void AddVertices(GltfValue attributes, int positions, int count, GltfValue node, Affine3 place)
    {
        double[] places = _accessors.Vectors(positions, attributes, "VEC3", 3);
        double[]? normals = null;
        if (attributes.Integer("NORMAL") is { } accessor)
        {
            normals = _accessors.Vectors(accessor, attributes, "VEC3", 3);
            if (normals.Length != places.Length)
                throw attributes.Fault($"it has {count} positions, but {normals.Length / 3} normals");
        }

        for (int i = 0; i < places.Length; i += 3)
        {
            Double3 at = place.Place(new(places[i], places[i + 1], places[i + 2]));
            if (!double.IsFinite(at.X + at.Y + at.Z))
                throw node.Fault("it places a vertex at no number (NaN), or infinitely far away");
            _mesh.Positions.Add(at);
            Double3 normal = normals is null ? default : place.TurnNormal(new(normals[i], normals[i + 1], normals[i + 2]));
            _mesh.Normals.Add(double.IsFinite(normal.LengthSquared) ? normal.Direction : default);
        }
    }

    private void AddTriangles(GltfValue primitive, int mode, int first, int vertices, bool isMirrored)
    {
        int[]? indices = primitive.Integer("indices") is { } accessor ? _accessors.Indices(accessor, primitive, vertices) : null;
        int corners = indices?.Length ?? vertices, count = mode == Triangles ? corners / 3 : Math.Max(corners - 2, 0);
        if (mode == Triangles && corners % 3 != 0)
            throw primitive.Fault($"it has {corners} corners, which are no whole triangles");
        if (_mesh.Triangles.Count + (long)count > ImportLimits.Triangles)
            throw primitive.Fault($"with it there are more than {ImportLimits.Triangles} triangles, which is the most that is taken");
        int material = _materials.NumberOf(primitive);
        for (int i = 0; i < count; i++)
        {
            // Of a strip every other triangle goes the other way round; of a fan all begin at the first corner.
            (int a, int b, int c) = mode switch
            {
                Triangles => (3 * i, (3 * i) + 1, (3 * i) + 2),
                TriangleStrip => (i, i + 1 + (i & 1), i + 2 - (i & 1)),
                _ => (i + 1, i + 2, 0),
            };
            if (isMirrored)
                (b, c) = (c, b);
            _mesh.Triangles.Add((first + At(a), first + At(b), first + At(c), material));
        }

        int At(int corner) => indices is null ? corner : indices[corner];
    }
}
