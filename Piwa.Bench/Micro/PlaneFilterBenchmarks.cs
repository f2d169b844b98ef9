using BenchmarkDotNet.Attributes;
using Piwa.Kernels.Views;
using Piwa.Pipeline.Encoding;
using Piwa.Pipeline.Shards;

namespace Piwa.Bench.Micro;

/// <summary>The predictors over a whole plane of a view, 256².</summary>
public class PlaneFilterBenchmarks : AssetBenchmarks
{
    private static readonly PlaneLayout Color = Layout(ViewChannels.Color);
    private static readonly PlaneLayout Depth = Layout(ViewChannels.Depth);
    private static readonly PlaneLayout Normal = Layout(ViewChannels.Normal);

    private byte[] _blob = [];
    private byte[] _image = [];

    /// <inheritdoc/>
    public override void SetUp()
    {
        base.SetUp();
        _image = new byte[Color.ImageBytes];
        _blob = new byte[Color.BlobBytes];
        EncodeColor();
    }

    /// <summary>Colour: four bytes a pixel.</summary>
    [Benchmark]
    public void EncodeColor() => Encode(Color, ViewChannels.Color);

    /// <summary>Depth: a word a pixel.</summary>
    [Benchmark]
    public void EncodeDepth() => Encode(Depth, ViewChannels.Depth);

    /// <summary>Normal: two bytes a pixel.</summary>
    [Benchmark]
    public void EncodeNormal() => Encode(Normal, ViewChannels.Normal);

    /// <summary>Colour, and back again: decoding needs a whole blob.</summary>
    [Benchmark]
    public void EncodeAndDecodeColor()
    {
        EncodeColor();
        PlaneFilter.Decode(_blob, _image);
    }

    private static PlaneLayout Layout(ViewChannels channel) =>
        ImageChannel.Find(channel).Layout(StandardAsset.ImageResolution, StandardAsset.ImageResolution);

    private void Encode(PlaneLayout layout, ViewChannels channel) =>
        PlaneFilter.Encode(layout, Asset.Plane(channel, 0), _blob.AsSpan(0, layout.BlobBytes));
}
