using System.Runtime.InteropServices;
using Piwa.Kernels.Buffers;
using Piwa.Pipeline.Encoding;
using Piwa.Pipeline.Shards;

namespace Piwa.Bench.EndToEnd;

/// <summary>The bytes that sealing hashes and packs, out of finished assets: what the codecs and their ceilings are given alike.</summary>
internal sealed class RawAssets
{
    private const int TrianglesOfQuad = 2;
    private const int CornersOfQuad = 3 * TrianglesOfQuad;

    private readonly List<RawComponent> _components = [];

    /// <param name="assets">The assets.</param>
    public RawAssets(ReadOnlySpan<AssetBuffer> assets)
    {
        foreach (AssetBuffer asset in assets)
        {
            AddMesh(asset);
            for (int view = 0; view < asset.ViewCount; view++)
                AddView(asset, view);
        }

        All = [.. _components.SelectMany(component => component.Bytes)];
    }

    /// <summary>The pieces, one after the other.</summary>
    public IReadOnlyList<RawComponent> Components => _components;

    /// <summary>The same bytes in one array.</summary>
    public byte[] All { get; }

    /// <summary>As the sealer packs a mesh: planes one row high.</summary>
    private void AddMesh(AssetBuffer asset)
    {
        int quads = asset.TriangleCount / TrianglesOfQuad;
        var normals = new ushort[CornersOfQuad * quads];
        asset.CopyByteNormals(normals);
        Add(asset.Positions, asset.VertexCount, sizeof(ushort), 3);
        Add(asset.Triangles, quads, sizeof(ushort), CornersOfQuad);
        Add<ushort>(normals, quads, sizeof(byte), 2 * CornersOfQuad);
        Add(asset.TriangleParts, quads, sizeof(byte), TrianglesOfQuad);
    }

    private void Add<T>(ReadOnlySpan<T> values, int length, int elementBytes, int channels) where T : unmanaged => _components.Add(
        new(MemoryMarshal.AsBytes(values).ToArray(), [new PlaneLayout(length, 1, elementBytes, channels, channels, PlanePredictor.Left)]));

    /// <summary>The channels of a view, one after the other: they are hashed as one.</summary>
    private void AddView(AssetBuffer asset, int view)
    {
        ImageChannel[] channels = [.. ImageChannel.Of(asset.Channels)];
        ViewCrop crop = ViewCrop.Find(asset.Plane(channels[0].Channel, view), asset.ImageResolution, channels[0].PixelBytes);
        PlaneLayout[] layouts = [.. channels.Select(channel => channel.Layout(crop.Width, crop.Height))];
        var pixels = new byte[layouts.Sum(layout => layout.ImageBytes)];
        int at = 0;
        foreach ((ImageChannel channel, PlaneLayout layout) in channels.Zip(layouts))
        {
            crop.CopyRows(asset.Plane(channel.Channel, view), asset.ImageResolution, channel.PixelBytes, pixels.AsSpan(at, layout.ImageBytes));
            at += layout.ImageBytes;
        }

        _components.Add(new(pixels, layouts));
    }
}
