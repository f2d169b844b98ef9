using System.Buffers;
using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Piwa.Kernels.Meshes;
using Piwa.Kernels.Recipes;
using Piwa.Pipeline.Encoding;

namespace Piwa.Pipeline.Shards;

/// <summary>What an uploaded asset is made from: a normalised mesh and its materials, in a file that is named by its hash.</summary>
/// <remarks>The file is described in docs/formats.md.</remarks>
internal sealed class MeshSource
{
    private const int HeaderBytes = 24;
    private const uint Version = 1;

    /// <summary>Longer is no such file: the largest mesh with the most materials and images is shorter.</summary>
    private const int MaximumBytes = 1 << 22;

    private static readonly Blake3Domain Domain = Blake3Domain.DeriveKey("Piwa 2026-11 upload");

    private MeshSource(byte[] content, ImportedMesh mesh, IReadOnlyList<Material> materials, IReadOnlyList<ReadOnlyMemory<byte>> images)
    {
        Content = content;
        Hash = Blake3.Hash(Domain, content);
        Mesh = mesh;
        Materials = materials;
        Images = images;
    }

    private static ReadOnlySpan<byte> Magic => "PIWAMESH"u8;

    /// <summary>The file's bytes.</summary>
    public ReadOnlyMemory<byte> Content { get; }

    /// <summary>Hash of the file: what a recipe names.</summary>
    public ContentHash Hash { get; }

    /// <summary>The mesh.</summary>
    public ImportedMesh Mesh { get; }

    /// <summary>The materials by part.</summary>
    public IReadOnlyList<Material> Materials { get; }

    /// <summary>Hashes of the images that the materials were made from, ascending.</summary>
    public IReadOnlyList<ReadOnlyMemory<byte>> Images { get; }

    /// <summary>Writes down a mesh.</summary>
    public static MeshSource Create(ImportedMesh mesh, IReadOnlyList<Material> materials, IEnumerable<ContentHash> images)
    {
        ReadOnlyMemory<byte>[] hashes = [.. images.Select(image => (ReadOnlyMemory<byte>)image.Bytes.ToArray())];
        var materialBytes = new ArrayBufferWriter<byte>();
        RecipeCodec.WriteMaterials(
            new Recipe
            {
                Import = new MeshImport { Source = default, Images = hashes },
                Parts = [.. materials.Select(material => new Part { Material = material })],
                Lighting = new Lighting { Sky = [], Lights = [] },
                Cameras = [],
            },
            materialBytes);
        var header = new byte[HeaderBytes];
        Magic.CopyTo(header);
        BinaryPrimitives.WriteUInt32LittleEndian(header.AsSpan(8), Version);
        BinaryPrimitives.WriteInt32LittleEndian(header.AsSpan(12), mesh.VertexCount);
        BinaryPrimitives.WriteInt32LittleEndian(header.AsSpan(16), mesh.TriangleCount);
        BinaryPrimitives.WriteInt32LittleEndian(header.AsSpan(20), materialBytes.WrittenCount);
        return new MeshSource(
            [
                .. header,
                .. MemoryMarshal.AsBytes(mesh.Positions),
                .. MemoryMarshal.AsBytes(mesh.Triangles),
                .. MemoryMarshal.AsBytes(mesh.CornerNormals),
                .. mesh.TriangleParts,
                .. materialBytes.WrittenSpan,
            ],
            mesh,
            materials,
            hashes);
    }

    /// <summary>Reads the file of a hash.</summary>
    /// <param name="path">The file.</param>
    /// <param name="hash">The hash that it must have.</param>
    /// <exception cref="ManifestException">It is missing, or damaged.</exception>
    public static MeshSource Read(string path, ContentHash hash)
    {
        FileInfo file = new(path);
        if (!file.Exists)
            throw new ManifestException($"{path}: the file is missing.");
        if (file.Length > MaximumBytes)
            throw new ManifestException($"{path}: it has {file.Length} bytes; a mesh has {MaximumBytes} at most.");
        byte[] content = File.ReadAllBytes(path);
        ContentHash found = Blake3.Hash(Domain, content);
        if (found != hash)
            throw new ManifestException($"{path}: its hash is {found}. The file was changed or damaged.");
        try
        {
            return Parse(content);
        }
        catch (Exception fault) when (fault is ArgumentException or FormatException)
        {
            throw new ManifestException($"{path}: {fault.Message}", fault);
        }
    }

    private static MeshSource Parse(byte[] content)
    {
        ReadOnlySpan<byte> rest = content;
        if (rest.Length < HeaderBytes || !rest.StartsWith(Magic) || BinaryPrimitives.ReadUInt32LittleEndian(rest[8..]) != Version)
            throw new FormatException($"It is no mesh of version {Version}.");
        int vertices = BinaryPrimitives.ReadInt32LittleEndian(rest[12..]), triangles = BinaryPrimitives.ReadInt32LittleEndian(rest[16..]);
        int materialBytes = BinaryPrimitives.ReadInt32LittleEndian(rest[20..]);
        const int VertexBytes = 3 * sizeof(ushort), TriangleBytes = 3 * (sizeof(ushort) + sizeof(int)) + 1;
        if (vertices < 0 || triangles < 0 || materialBytes < 0
            || HeaderBytes + ((long)vertices * VertexBytes) + ((long)triangles * TriangleBytes) + materialBytes != content.Length)
        {
            throw new FormatException($"It has {content.Length} bytes, which its {vertices} vertices and {triangles} triangles do not make.");
        }

        rest = rest[HeaderBytes..];
        ushort[] positions = Take<ushort>(ref rest, 3 * vertices), corners = Take<ushort>(ref rest, 3 * triangles);
        int[] normals = Take<int>(ref rest, 3 * triangles);
        byte[] parts = Take<byte>(ref rest, triangles);
        (IReadOnlyList<Material> materials, IReadOnlyList<ReadOnlyMemory<byte>> images) = RecipeCodec.ReadMaterials(rest);
        return new MeshSource(content, new ImportedMesh(positions, corners, normals, parts), materials, images);
    }

    private static T[] Take<T>(ref ReadOnlySpan<byte> rest, int count) where T : unmanaged
    {
        var values = new T[count];
        Span<byte> bytes = MemoryMarshal.AsBytes(values.AsSpan());
        rest[..bytes.Length].CopyTo(bytes);
        rest = rest[bytes.Length..];
        return values;
    }
}
