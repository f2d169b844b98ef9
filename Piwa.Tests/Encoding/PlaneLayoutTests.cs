using Piwa.Pipeline.Encoding;

namespace Piwa.Tests.Encoding;

public sealed class PlaneLayoutTests
{
    [Theory]
    [InlineData(0, 1, 1, 1, 1, 0, "width")]
    [InlineData(65_536, 1, 1, 1, 1, 0, "width")]
    [InlineData(1, 0, 1, 1, 1, 0, "height")]
    [InlineData(1, 65_536, 1, 1, 1, 0, "height")]
    [InlineData(1, 1, 0, 1, 1, 0, "elementBytes")]
    [InlineData(1, 1, 3, 1, 1, 0, "elementBytes")]
    [InlineData(1, 1, 8, 1, 1, 0, "elementBytes")]
    [InlineData(1, 1, 1, 0, 1, 0, "channels")]
    [InlineData(1, 1, 1, 17, 1, 0, "channels")]
    [InlineData(1, 1, 1, 4, 0, 0, "leadChannels")]
    [InlineData(1, 1, 1, 4, 5, 0, "leadChannels")]
    [InlineData(1, 1, 1, 4, 4, 4, "predictor")]
    [InlineData(1, 1, 1, 4, 4, -1, "predictor")]
    [InlineData(32_768, 65_535, 2, 1, 1, 0, "height")] // 4 GiB: no span holds it
    public void PartsOutOfRangeAreRefused(int width, int height, int elementBytes, int channels, int lead, int predictor, string name)
    {
        var error = Assert.Throws<ArgumentOutOfRangeException>(
            () => new PlaneLayout(width, height, elementBytes, channels, lead, (PlanePredictor)predictor));
        Assert.Equal(name, error.ParamName);
    }

    [Fact]
    public void LargestImageIsOneThatFitsASpanWithItsHeader()
    {
        var largest = new PlaneLayout(32_768, 65_535, 1, 1, 1, PlanePredictor.None);
        Assert.Equal(2_147_450_880, largest.ImageBytes);
        Assert.Equal(2_147_450_890, largest.BlobBytes);
    }

    [Fact]
    public void FactoriesArrangeWhatChangesTogether()
    {
        Assert.Equal(new PlaneLayout(7, 5, 1, 4, 3, PlanePredictor.Up), PlaneLayout.Color(7, 5));
        Assert.Equal(new PlaneLayout(7, 5, 1, 2, 2, PlanePredictor.Up), PlaneLayout.Bytes(7, 5, 2));
        Assert.Equal(new PlaneLayout(7, 5, 2, 3, 3, PlanePredictor.Gradient), PlaneLayout.Words(7, 5, 3));
        Assert.Equal(7 * 5 * 3 * 2, PlaneLayout.Words(7, 5, 3).ImageBytes);
    }
}
