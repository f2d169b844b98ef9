using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.InteropServices;
using Piwa.Kernels.Buffers;
using Piwa.Kernels.Recipes;
using Piwa.Pipeline.Encoding;
using Piwa.Pipeline.Shards;

namespace Piwa.Pipeline.Stages;

/// <summary>
/// The content hashes of an asset. Each component has its own domain, so that no component can pass for another. The hashed bytes
/// are those of docs/formats.md: numbers little-endian, pixels raw, before any filter.
/// </summary>
/// <remarks>Not thread-safe: each worker has its own.</remarks>
internal sealed class AssetHasher
{
    private static readonly Blake3Domain MeshDomain = Blake3Domain.DeriveKey("Piwa 2026-11 mesh");
    private static readonly Blake3Domain TextureDomain = Blake3Domain.DeriveKey("Piwa 2026-11 texture");
    private static readonly Blake3Domain SceneDomain = Blake3Domain.DeriveKey("Piwa 2026-11 scene");
    private static readonly Blake3Domain ViewDomain = Blake3Domain.DeriveKey("Piwa 2026-11 view");
    private static readonly Blake3Domain ViewsDomain = Blake3Domain.DeriveKey("Piwa 2026-11 views");
    private static readonly Blake3Domain AssetDomain = Blake3Domain.DeriveKey("Piwa 2026-11 asset");

    private readonly Blake3Hasher _mesh = new(MeshDomain);
    private readonly Blake3Hasher _texture = new(TextureDomain);
    private readonly Blake3Hasher _scene = new(SceneDomain);
    private readonly Blake3Hasher _view = new(ViewDomain);
    private readonly Blake3Hasher _views = new(ViewsDomain);
    private readonly Blake3Hasher _asset = new(AssetDomain);

    /// <summary>Vertex and triangle count, positions, triangles, normals (byte form), parts.</summary>
    public ContentHash Mesh(AssetBuffer asset, ReadOnlySpan<ushort> normals)
    {
        _mesh.Reset();
        Add(_mesh, (uint)asset.VertexCount);
        Add(_mesh, (uint)asset.TriangleCount);
        _mesh.Update(MemoryMarshal.AsBytes(asset.Positions));
        _mesh.Update(MemoryMarshal.AsBytes(asset.Triangles));
        _mesh.Update(MemoryMarshal.AsBytes(normals));
        _mesh.Update(asset.TriangleParts);
        return _mesh.Finish();
    }

    /// <summary>Material by part.</summary>
    public ContentHash Texture(Recipe recipe)
    {
        _texture.Reset();
        Add(_texture, (uint)recipe.Parts.Count);
        for (int i = 0; i < recipe.Parts.Count; i++)
        {
            Material material = recipe.Parts[i].Material;
            Add(_texture, (uint)material.Family);
            Add(_texture, material.Seed);
            Add(_texture, material.BaseColor);
            Add(_texture, material.SecondColor);
            Add(_texture, material.Frequency);
            Add(_texture, material.Metallic);
            Add(_texture, material.Roughness);
            Add(_texture, material.SecondRoughness);
        }

        return _texture.Finish();
    }

    /// <summary>Image resolution, cameras, sky, lights.</summary>
    public ContentHash Scene(Recipe recipe, int imageResolution)
    {
        _scene.Reset();
        Add(_scene, (uint)imageResolution);
        Add(_scene, (uint)recipe.Cameras.Count);
        for (int i = 0; i < recipe.Cameras.Count; i++)
        {
            Camera camera = recipe.Cameras[i];
            Add(_scene, camera.Position);
            Add(_scene, camera.Right);
            Add(_scene, camera.Down);
            Add(_scene, camera.Forward);
            Add(_scene, camera.FocalLength);
            Add(_scene, camera.Near);
            Add(_scene, camera.Far);
        }

        for (int i = 0; i < recipe.Lighting.Sky.Count; i++)
            Add(_scene, recipe.Lighting.Sky[i]);
        Add(_scene, (uint)recipe.Lighting.Lights.Count);
        for (int i = 0; i < recipe.Lighting.Lights.Count; i++)
        {
            Add(_scene, recipe.Lighting.Lights[i].Direction);
            Add(_scene, recipe.Lighting.Lights[i].Irradiance);
        }

        return _scene.Finish();
    }

    /// <summary>Begins the hash over all views.</summary>
    public void BeginViews() => _views.Reset();

    /// <summary>Adds a view: its crop, then the crop's rows of each channel.</summary>
    public void AddView(ViewCrop crop, ReadOnlySpan<int> color, ReadOnlySpan<ushort> depth, ReadOnlySpan<ushort> normal)
    {
        _view.Reset();
        Add(_view, (uint)(crop.X | (crop.Y << 16)));
        Add(_view, (uint)(crop.Width | (crop.Height << 16)));
        _view.Update(MemoryMarshal.AsBytes(color));
        _view.Update(MemoryMarshal.AsBytes(depth));
        _view.Update(MemoryMarshal.AsBytes(normal));
        Add(_views, _view.Finish());
    }

    /// <summary>The hash over all views.</summary>
    public ContentHash EndViews() => _views.Finish();

    /// <summary>The hash over the components' hashes.</summary>
    public AssetHashes Combine(ContentHash mesh, ContentHash texture, ContentHash scene, ContentHash views)
    {
        _asset.Reset();
        Add(_asset, mesh);
        Add(_asset, texture);
        Add(_asset, scene);
        Add(_asset, views);
        return new AssetHashes(mesh, texture, scene, views, _asset.Finish());
    }

    /// <summary>The hash that the components' hashes give.</summary>
    public static ContentHash Combine(AssetHashes hashes) =>
        new AssetHasher().Combine(hashes.Mesh, hashes.Texture, hashes.Scene, hashes.Views).Asset;

    private static void Add(Blake3Hasher hasher, ContentHash hash) => hasher.Update(hash.Bytes);

    private static void Add(Blake3Hasher hasher, Vector3 value)
    {
        Add(hasher, value.X);
        Add(hasher, value.Y);
        Add(hasher, value.Z);
    }

    private static void Add(Blake3Hasher hasher, float value) => Add(hasher, BitConverter.SingleToUInt32Bits(value));

    private static void Add(Blake3Hasher hasher, uint value)
    {
        Span<byte> bytes = stackalloc byte[sizeof(uint)];
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, value);
        hasher.Update(bytes);
    }
}
