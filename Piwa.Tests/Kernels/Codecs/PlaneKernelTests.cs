using Piwa.Kernels.Codecs;
using Piwa.Pipeline.Encoding;

namespace Piwa.Tests.Kernels.Codecs;

public sealed unsafe class PlaneKernelTests
{
    [Theory]
    [InlineData(1, 4, 3, PlanePredictor.Up)]
    [InlineData(1, 2, 2, PlanePredictor.Up)]
    [InlineData(1, 12, 12, PlanePredictor.Left)]
    [InlineData(2, 1, 1, PlanePredictor.Gradient)]
    [InlineData(2, 3, 3, PlanePredictor.Gradient)]
    [InlineData(2, 6, 6, PlanePredictor.Left)]
    [InlineData(4, 2, 1, PlanePredictor.Gradient)]
    [InlineData(4, 1, 1, PlanePredictor.None)]
    public void PixelsAreFilteredAsOnTheHost(int elementBytes, int channels, int lead, PlanePredictor predictor)
    {
        foreach ((int width, int height) in ((int, int)[])[(1, 1), (1, 7), (9, 1), (33, 17)])
        {
            var layout = new PlaneLayout(width, height, elementBytes, channels, lead, predictor);
            var image = new byte[layout.ImageBytes];
            new Random(width).NextBytes(image);
            var expected = new byte[layout.BlobBytes];
            PlaneFilter.Encode(layout, image, expected);

            var blob = new byte[layout.BlobBytes];
            var record = new BlobRecord
            {
                Width = width,
                Height = height,
                ElementBytes = elementBytes,
                Channels = channels,
                LeadChannels = lead,
                Predictor = (int)predictor,
            };
            fixed (byte* source = image, target = blob)
            {
                PlaneKernel.WriteHeader(target, in record);
                for (int pixel = 0; pixel < width * height; pixel++)
                    PlaneKernel.Filter(in record, source, target, pixel);
            }

            Assert.Equal(expected, blob);
        }
    }
}
