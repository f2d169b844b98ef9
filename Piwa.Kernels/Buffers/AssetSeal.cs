using System.Numerics;
using System.Runtime.InteropServices;
using Piwa.Kernels.Codecs;
using Piwa.Kernels.Devices;
using Piwa.Kernels.Views;

namespace Piwa.Kernels.Buffers;

/// <summary>
/// What a device has hashed and packed of an asset: the bytes that a shard holds. Spans are valid until the batch is used again.
/// </summary>
/// <remarks>The first access waits until the bytes have crossed. Not thread-safe.</remarks>
public sealed class AssetSeal
{
    private readonly LaneOptions _options;
    private readonly FrameMemory _frames;
    private readonly CropRecord[] _crops;
    private readonly Blake3Value[] _hashes;
    private readonly BlobRecord[] _blobs;

    internal AssetSeal(LaneOptions options, FrameMemory frames)
    {
        _options = options;
        _frames = frames;
        _crops = new CropRecord[options.ViewCount];
        _hashes = new Blake3Value[options.ViewCount + 1];
        _blobs = new BlobRecord[(options.ViewCount * ChannelCount) + CodecLayout.MeshBlobs];
    }

    /// <summary>Content hash of the mesh, 32 bytes.</summary>
    public ReadOnlySpan<byte> MeshHash => MemoryMarshal.AsBytes(_hashes.AsSpan(_options.ViewCount, 1));

    /// <summary>Frame of the mesh's positions.</summary>
    public ReadOnlySpan<byte> Positions => MeshFrame(0);

    /// <summary>Frame of the mesh's triangles.</summary>
    public ReadOnlySpan<byte> Triangles => MeshFrame(1);

    /// <summary>Frame of the mesh's normals.</summary>
    public ReadOnlySpan<byte> Normals => MeshFrame(2);

    /// <summary>Frame of the triangles' parts.</summary>
    public ReadOnlySpan<byte> Parts => MeshFrame(3);

    internal Span<CropRecord> Crops => _crops;

    internal Span<Blake3Value> Hashes => _hashes;

    internal Span<BlobRecord> Blobs => _blobs;

    private int ChannelCount => BitOperations.PopCount((uint)_options.Channels);

    /// <summary>Content hash of a view, 32 bytes.</summary>
    public ReadOnlySpan<byte> ViewHash(int view) => MemoryMarshal.AsBytes(_hashes.AsSpan(CheckView(view), 1));

    /// <summary>The rectangle of a view that is stored, in pixels.</summary>
    public (int X, int Y, int Width, int Height) Crop(int view)
    {
        CropRecord crop = _crops[CheckView(view)];
        return (crop.Left, crop.Top, crop.Width, crop.Height);
    }

    /// <summary>Frame of a channel of a view.</summary>
    /// <exception cref="ArgumentException">The views have no such channel.</exception>
    public ReadOnlySpan<byte> Image(ViewChannels channel, int view)
    {
        if (!BitOperations.IsPow2((uint)channel) || (_options.Channels & channel) == 0)
            throw new ArgumentException($"Expected one of {_options.Channels}, got {channel}.", nameof(channel));

        int place = BitOperations.PopCount((uint)_options.Channels & ((uint)channel - 1));
        return Frame((CheckView(view) * ChannelCount) + place);
    }

    private ReadOnlySpan<byte> MeshFrame(int blob) => Frame((_options.ViewCount * ChannelCount) + blob);

    private ReadOnlySpan<byte> Frame(int blob)
    {
        _frames.Wait();
        return _frames.Bytes.Slice((int)_blobs[blob].FrameOffset, _blobs[blob].FrameLength);
    }

    private int CheckView(int view)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(view);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(view, _options.ViewCount);
        return view;
    }
}
