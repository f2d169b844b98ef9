using Piwa.Pipeline;
using Piwa.Pipeline.Exports;
using Piwa.Pipeline.Shards;
using Piwa.Pipeline.Verification;
using Piwa.Tests.Infrastructure;

namespace Piwa.Tests.Verification;

/// <summary>What a row holds is hashed, whatever hashes it claims.</summary>
public sealed class RowHasherTests : IDisposable
{
    private readonly TemporaryDirectory _home = new();

    public void Dispose() => _home.Dispose();

    [Theory]
    [InlineData(ImageFormat.Zstd)]
    [InlineData(ImageFormat.Lz4)]
    [InlineData(ImageFormat.Png)]
    public async Task ARowIsWhatItClaimsAndNothingElseIs(ImageFormat format)
    {
        Campaign campaign = SmallRun.Campaign with { ImageFormat = format, Channels = ImageChannel.Parse("all") };
        AssetRow[] rows = await SmallRun.RunRowsAsync(_home["dataset"], campaign, assets: 2);
        (AssetRow row, AssetRow other) = (rows[0], rows[1]);
        var hasher = new RowHasher();
        Assert.Equal(row.Hashes, hasher.Hash(row, AssetPictures.From(row)));
        Assert.Empty(hasher.FindFaults(other, AssetPictures.From(other)));

        row.SetCrop(0, other.Crop(0));
        foreach (ImageChannel channel in ImageChannel.All)
            row.Images(channel.Channel)[0] = other.Images(channel.Channel)[0];
        Assert.StartsWith("its views has hash", Assert.Single(hasher.FindFaults(row, AssetPictures.From(row))), StringComparison.Ordinal);

        row.Recipe = other.Recipe;
        Assert.Equal(3, hasher.FindFaults(row, AssetPictures.From(row)).Count());
    }
}
