using BenchmarkDotNet.Attributes;
using Piwa.Kernels.Views;
using Piwa.Pipeline.Encoding;
using Piwa.Pipeline.Shards;

namespace Piwa.Bench.Micro;

/// <summary>LZ4 of the filtered colours of a view, 256².</summary>
public class Lz4Benchmarks : AssetBenchmarks
{
    private byte[] _planes = [];
    private byte[] _frame = [];
    private byte[] _unpacked = [];
    private int _frameLength;

    /// <inheritdoc/>
    public override void SetUp()
    {
        base.SetUp();
        PlaneLayout layout = ImageChannel.Find(ViewChannels.Color).Layout(StandardAsset.ImageResolution, StandardAsset.ImageResolution);
        _planes = new byte[layout.BlobBytes];
        PlaneFilter.Encode(layout, Asset.Plane(ViewChannels.Color, 0), _planes);
        _frame = new byte[Lz4Frame.MaxEncodedLength(_planes.Length)];
        _frameLength = Encode();
        _unpacked = new byte[_planes.Length];
    }

    /// <summary>Packs.</summary>
    [Benchmark]
    public int Encode() => Lz4Frame.Encode(_planes, _frame);

    /// <summary>Unpacks.</summary>
    [Benchmark]
    public int Decode() => Lz4Frame.Decode(_frame.AsSpan(0, _frameLength), _unpacked);
}
