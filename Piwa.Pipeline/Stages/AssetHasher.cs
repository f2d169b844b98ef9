using System.Buffers;
using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Piwa.Kernels.Buffers;
using Piwa.Kernels.Devices;
using Piwa.Kernels.Meshes;
using Piwa.Kernels.Recipes;
using Piwa.Kernels.Views;
using Piwa.Pipeline.Encoding;
using Piwa.Pipeline.Labels;
using Piwa.Pipeline.Shards;

namespace Piwa.Pipeline.Stages;

/// <summary>
/// The content hashes of an asset. Each component has its own domain, so that no component can pass for another. The hashed bytes
/// are those of docs/formats.md: numbers little-endian, pixels raw, before any filter.
/// </summary>
/// <remarks>Not thread-safe: each worker has its own.</remarks>
internal sealed class AssetHasher
{
    /// <summary>Bytes of a view's crop.</summary>
    public const int CropBytes = 2 * sizeof(uint);

    private static readonly Blake3Domain MeshDomain = Blake3Domain.DeriveKey("Piwa 2026-11 mesh");
    private static readonly Blake3Domain TextureDomain = Blake3Domain.DeriveKey("Piwa 2026-11 texture");
    private static readonly Blake3Domain SceneDomain = Blake3Domain.DeriveKey("Piwa 2026-11 scene");
    private static readonly Blake3Domain ViewDomain = Blake3Domain.DeriveKey("Piwa 2026-11 view");
    private static readonly Blake3Domain ViewsDomain = Blake3Domain.DeriveKey("Piwa 2026-11 views");
    private static readonly Blake3Domain AssetDomain = Blake3Domain.DeriveKey("Piwa 2026-11 asset");
    private static readonly Blake3Domain LabelsDomain = Blake3Domain.DeriveKey("Piwa 2026-11 labels");

    private readonly Blake3Hasher _mesh = new(MeshDomain);
    private readonly Blake3Hasher _texture = new(TextureDomain);
    private readonly Blake3Hasher _scene = new(SceneDomain);
    private readonly Blake3Hasher _views = new(ViewsDomain);
    private readonly Blake3Hasher _labels = new(LabelsDomain);
    private readonly ArrayBufferWriter<byte> _written = new();

    /// <summary>Keys of what devices hash themselves.</summary>
    public static SealKeys Keys { get; } = new(MemoryMarshal.AsBytes(ViewDomain.Key), MemoryMarshal.AsBytes(MeshDomain.Key));

    /// <summary>Vertex and triangle count, positions, triangles, normals (byte form), parts.</summary>
    public ContentHash Mesh(AssetBuffer asset, ReadOnlySpan<ushort> normals) =>
        Mesh(asset.Positions, asset.Triangles, normals, asset.TriangleParts);

    /// <summary>The hash that an imported mesh has once it is an asset's.</summary>
    public ContentHash Mesh(ImportedMesh mesh)
    {
        var normals = new ushort[mesh.CornerNormals.Length];
        mesh.CopyByteNormals(normals);
        return Mesh(mesh.Positions, mesh.Triangles, normals, mesh.TriangleParts);
    }

    /// <summary>The materials, as recipes write them.</summary>
    public ContentHash Texture(Recipe recipe)
    {
        _texture.Reset();
        _written.ResetWrittenCount();
        RecipeCodec.WriteMaterials(recipe, _written);
        _texture.Update(_written.WrittenSpan);
        return _texture.Finish();
    }

    /// <summary>Image resolution; cameras and light, as recipes write them.</summary>
    public ContentHash Scene(Recipe recipe, int imageResolution)
    {
        _scene.Reset();
        Add(_scene, (uint)imageResolution);
        _written.ResetWrittenCount();
        RecipeCodec.WriteScene(recipe, _written);
        _scene.Update(_written.WrittenSpan);
        return _scene.Finish();
    }

    /// <summary>Begins the hash over all views: which channels they have, and what those are.</summary>
    public void BeginViews(ViewChannels channels, DepthKind depthKind, NormalSpace normalSpace)
    {
        _views.Reset();
        Add(_views, (uint)channels);
        Add(_views, (uint)depthKind);
        Add(_views, (uint)normalSpace);
    }

    /// <summary>Writes what a view's bytes begin with: its crop.</summary>
    public static void WriteCrop(ViewCrop crop, Span<byte> view)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(view, (uint)(crop.X | (crop.Y << 16)));
        BinaryPrimitives.WriteUInt32LittleEndian(view[sizeof(uint)..], (uint)(crop.Width | (crop.Height << 16)));
    }

    /// <summary>Adds a view: its crop, and the crop's rows of each channel in the order of their flags. In one piece, it is hashed fastest.</summary>
    public void AddView(ReadOnlySpan<byte> view) => AddView(Blake3.Hash(ViewDomain, view));

    /// <summary>Adds the hash of a view that was made elsewhere.</summary>
    public void AddView(ContentHash view) => Add(_views, view);

    /// <summary>The hash over all views.</summary>
    public ContentHash EndViews() => _views.Finish();

    /// <summary>The labels' canonical bytes.</summary>
    public ContentHash Labels(ShapeLabels labels)
    {
        _labels.Reset();
        _written.ResetWrittenCount();
        labels.WriteCanonical(_written);
        _labels.Update(_written.WrittenSpan);
        return _labels.Finish();
    }

    /// <summary>The hash over the components' hashes.</summary>
    public static AssetHashes Combine(ContentHash mesh, ContentHash texture, ContentHash scene, ContentHash views)
    {
        ReadOnlySpan<ContentHash> components = [mesh, texture, scene, views];
        return new AssetHashes(mesh, texture, scene, views, Blake3.Hash(AssetDomain, MemoryMarshal.AsBytes(components)));
    }

    /// <summary>The hash that the components' hashes give.</summary>
    public static ContentHash Combine(AssetHashes hashes) => Combine(hashes.Mesh, hashes.Texture, hashes.Scene, hashes.Views).Asset;

    /// <summary>The same of what a row holds.</summary>
    public ContentHash Mesh(ReadOnlySpan<ushort> positions, ReadOnlySpan<ushort> triangles, ReadOnlySpan<ushort> normals, ReadOnlySpan<byte> parts)
    {
        _mesh.Reset();
        Add(_mesh, (uint)(positions.Length / 3));
        Add(_mesh, (uint)parts.Length);
        _mesh.Update(MemoryMarshal.AsBytes(positions));
        _mesh.Update(MemoryMarshal.AsBytes(triangles));
        _mesh.Update(MemoryMarshal.AsBytes(normals));
        _mesh.Update(parts);
        return _mesh.Finish();
    }

    private static void Add(Blake3Hasher hasher, ContentHash hash) => hasher.Update(hash.Bytes);

    private static void Add(Blake3Hasher hasher, uint value)
    {
        Span<byte> bytes = stackalloc byte[sizeof(uint)];
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, value);
        hasher.Update(bytes);
    }
}
