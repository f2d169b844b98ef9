using Piwa.Pipeline.Encoding;
using Piwa.Pipeline.Exports;
using Piwa.Pipeline.Shards;
using Piwa.Pipeline.Stages;

namespace Piwa.Pipeline.Verification;

/// <summary>Hashes what a row holds: its mesh, recipe and images, whatever hashes it claims. Labels are hashed when they are made, and of more than rows have.</summary>
/// <remarks>Not thread-safe. The hashed bytes are those of docs/formats.md.</remarks>
internal sealed class RowHasher
{
    private readonly AssetHasher _hasher = new();
    private byte[] _view = [];

    /// <summary>The hashes of a row's content.</summary>
    /// <param name="row">The row, whose crops count.</param>
    /// <param name="content">The row, unpacked.</param>
    public AssetHashes Hash(AssetRow row, AssetPictures content)
    {
        ContentHash mesh = _hasher.Mesh(content.Positions, content.Triangles, content.Normals, content.Parts);
        _hasher.BeginViews(content.Channels, content.DepthKind, content.NormalSpace);
        ImageChannel[] channels = [.. ImageChannel.Of(content.Channels)];
        for (int view = 0; view < content.ViewCount; view++)
            AddView(content, row.Crop(view), view, channels);
        return AssetHasher.Combine(
            mesh, _hasher.Texture(content.Recipe), _hasher.Scene(content.Recipe, content.ImageResolution), _hasher.EndViews());
    }

    /// <summary>In what a row's content differs from what it claims; nothing if it is true.</summary>
    public IEnumerable<string> FindFaults(AssetRow row, AssetPictures content)
    {
        AssetHashes holds = Hash(row, content), claims = row.Hashes;
        (string Name, ContentHash Holds, ContentHash Claims)[] components =
        [
            ("mesh", holds.Mesh, claims.Mesh), ("texture", holds.Texture, claims.Texture), ("scene", holds.Scene, claims.Scene), ("views", holds.Views, claims.Views),
        ];
        return components.Where(component => component.Holds != component.Claims)
            .Select(component => $"its {component.Name} has hash {component.Holds}, not {component.Claims} as the row says");
    }

    private void AddView(AssetPictures content, ViewCrop crop, int view, ImageChannel[] channels)
    {
        int pixels = crop.Width * crop.Height, at = AssetHasher.CropBytes;
        int length = at + (pixels * channels.Sum(channel => channel.PixelBytes));
        if (_view.Length < length)
            _view = new byte[length];
        AssetHasher.WriteCrop(crop, _view);
        foreach (ImageChannel channel in channels)
        {
            Span<byte> rows = _view.AsSpan(at, pixels * channel.PixelBytes);
            crop.CopyRows(content.Image(channel.Channel, view), content.ImageResolution, channel.PixelBytes, rows);
            at += rows.Length;
        }

        _hasher.AddView(_view.AsSpan(0, length));
    }
}
