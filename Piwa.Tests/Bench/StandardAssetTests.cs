using Piwa.Bench;
using Piwa.Pipeline;
using Piwa.Pipeline.Shards;

namespace Piwa.Tests.Bench;

public sealed class StandardAssetTests
{
    [Fact]
    public void ItIsWhatTheProductMakesByDefaultButForTheFormatOfImages()
    {
        StandardAsset.Campaign.Validate();
        Assert.Equal(new Campaign { ShardAssets = StandardAsset.ShardAssets, ImageFormat = ImageFormat.Lz4 }, StandardAsset.Campaign);
    }

    [Theory]
    [InlineData(7_999, true)]
    [InlineData(8_000, false)]
    public void TooFewTrianglesAreSaid(double meanTriangles, bool isSaid) =>
        Assert.Equal(isSaid, StandardAsset.Describe(meanTriangles).Contains("NOT STANDARD", StringComparison.Ordinal));
}
