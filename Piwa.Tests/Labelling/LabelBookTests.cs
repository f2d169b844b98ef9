using Piwa.Chain.Economy;
using Piwa.Chain.Keys;
using Piwa.Pipeline.Encoding;
using Piwa.Pipeline.Labelling;
using Piwa.Pipeline.Shards;
using Piwa.Tests.Infrastructure;

namespace Piwa.Tests.Labelling;

public sealed class LabelBookTests : IDisposable
{
    private static readonly DateTimeOffset Start = new(2026, 2, 3, 4, 5, 6, TimeSpan.Zero);

    private readonly TemporaryDirectory _home = new();
    private readonly Keypair _first = Keypair.Generate(), _second = Keypair.Generate();

    public void Dispose()
    {
        _home.Dispose();
        _first.Dispose();
        _second.Dispose();
    }

    [Fact]
    public void ALaterLabelReplacesTheEarlierAndCountsOnceWhenItWasNew()
    {
        using (LabelBook book = LabelBook.Open(_home.Path))
        {
            book.Put(Label(_first, 7, 0, quality: 2, "chair"));
            book.Put(Label(_second, 7, 1, quality: 4, "chair", "red"));
            book.Put(Label(_first, 7, 5, quality: 5, "table"));
            book.Put(Label(_first, 8, 3, quality: 1));
        }

        using LabelBook read = LabelBook.OpenReadOnly(_home.Path);
        Assert.Equal((3, 2), (read.Count, read.AssetCount));
        Assert.Equal([5, 4], read.Of(7).OrderByDescending(label => label.Quality).Select(label => label.Quality));
        Assert.Equal(["chair", "red", "table"], read.FindTags("", 10));
        Assert.Equal(["red"], read.FindTags("r", 10));
        Assert.Equal([1, 1], Counts(0, 3));
        Assert.Equal([1, 0], Counts(3, 6));
        Assert.Equal([0, 0], Counts(4, 9));
        Assert.Equal(3, read.CountByWallet(DateTimeOffset.MinValue, DateTimeOffset.MaxValue).Sum(count => count.Count));

        long[] Counts(int from, int until)
        {
            IReadOnlyList<WalletCount> counts = read.CountByWallet(Start + TimeSpan.FromHours(from), Start + TimeSpan.FromHours(until));
            return [.. new[] { _first, _second }.Select(wallet => counts.SingleOrDefault(count => count.Wallet == wallet.PublicKey).Count)];
        }
    }

    [Fact]
    public void WhatACrashHasTornIsCutOffAndWhatIsDamagedIsSaid()
    {
        using (LabelBook book = LabelBook.Open(_home.Path))
            book.Put(Label(_first, 7, 0, quality: 2, "chair"));
        string path = LabelBook.PathIn(_home.Path);
        byte[] whole = File.ReadAllBytes(path);
        File.WriteAllBytes(path, [.. whole, .. whole[..20]]);
        using (LabelBook read = LabelBook.OpenReadOnly(_home.Path))
            Assert.Equal((1, 20), (read.Count, read.TornBytes));
        using (LabelBook book = LabelBook.Open(_home.Path))
        {
            Assert.Throws<IOException>(() => LabelBook.Open(_home.Path));
            book.Put(Label(_second, 7, 0, quality: 2));
        }

        using (LabelBook read = LabelBook.OpenReadOnly(_home.Path))
            Assert.Equal((2, 0), (read.Count, read.TornBytes));
        byte[] bytes = File.ReadAllBytes(path);
        bytes[30] ^= 1;
        File.WriteAllBytes(path, bytes);
        Assert.Contains("labels.jsonl, line 1", Assert.Throws<ManifestException>(() => LabelBook.OpenReadOnly(_home.Path)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void WhatNoLabelMaySayIsRefused()
    {
        using LabelBook book = LabelBook.Open(_home.Path);
        AssetLabel sound = Label(_first, 7, 0, quality: 2, "chair");
        foreach (AssetLabel wrong in (AssetLabel[])
        [
            sound with { Quality = 0 }, sound with { Quality = 6 }, sound with { Tags = ["b", "a"] }, sound with { Tags = ["A"] }, sound with { Tags = ["a", "a"] },
            sound with { Tags = ["-a"] }, sound with { Tags = ["a\n"] }, sound with { Tags = [new string('a', 33)] }, sound with { Wallet = "x" },
            sound with { Tags = [.. Enumerable.Range(10, 17).Select(i => $"{i}")] },
        ])
        {
            Assert.Throws<ArgumentException>(() => book.Put(wrong));
        }

        Assert.Equal(0, book.Count);
        Assert.Equal(["12", "office chair", "stühle"], LabelRules.Normalize([" Office  CHAIR ", "Stühle", "12", "office chair"]));
    }

    [Fact]
    public void StatisticsPutLabelsTogether()
    {
        using LabelBook book = LabelBook.Open(_home.Path);
        foreach ((ulong asset, int a, int b) in ((ulong, int, int)[])[(0, 1, 1), (1, 3, 3), (2, 5, 4), (3, 2, 2)])
        {
            book.Put(Label(_first, asset, 0, a, asset < 2 ? ["chair"] : []));
            book.Put(Label(_second, asset, 0, b, asset < 2 ? ["chair"] : ["lamp"]) with { Nsfw = asset == 3 });
        }

        book.Put(Label(_first, 9, 0, 5, "chair"));
        var all = LabelStatistics.Collect(book.ByAsset());
        Assert.Equal((9, 5, 4, 2), (all.Labels, all.Assets, all.RepeatedAssets, all.Labellers));
        Assert.Equal([2, 2, 2, 1, 2], all.Qualities);
        Assert.Equal(26.0 / 9, all.MeanQuality, precision: 12);
        Assert.InRange(all.QualityAgreement!.Value, 0.9, 0.999);
        Assert.Equal(new TagStatistics("chair", 5, 3, 1), all.Tags[0] with { Agreement = Math.Round(all.Tags[0].Agreement!.Value, 9) });
        Assert.True(all.Tags[1].Agreement < 0);
        Assert.Equal(1, all.NsfwLabels);

        LabelSummary summary = LabelSummary.Of(book.Of(2))!;
        Assert.Equal((2, 4.5, 4.5, 0, false), (summary.Labels, summary.QualityMean, summary.QualityMedian, summary.NsfwVotes, summary.IsNsfw));
        Assert.True(LabelSummary.Of(book.Of(3))!.IsNsfw);
        Assert.Null(LabelSummary.Of(book.Of(4)));
    }

    private static AssetLabel Label(Keypair wallet, ulong asset, int hours, int quality, params string[] tags) => new()
    {
        Asset = asset,
        Hash = Blake3.Hash(BitConverter.GetBytes(asset)),
        Wallet = wallet.PublicKey.ToString(),
        Tags = tags,
        Nsfw = false,
        Quality = quality,
        Time = (Start + TimeSpan.FromHours(hours)).ToUnixTimeMilliseconds(),
    };
}
