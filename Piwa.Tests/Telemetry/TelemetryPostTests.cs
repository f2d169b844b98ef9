using CsCheck;
using Piwa.Chain.Memos;
using Piwa.Pipeline.Encoding;
using Piwa.Pipeline.Telemetry;
using Piwa.Tests.Chain;

namespace Piwa.Tests.Telemetry;

public sealed class TelemetryPostTests
{
    private static readonly long Latest = DateTimeOffset.MaxValue.ToUnixTimeMilliseconds();

    private static Gen<long> Numbers { get; } = Gen.Long[0, long.MaxValue];

    private static Gen<TelemetryCounts> Counts { get; } = Gen.Select(
        Gen.Int[0, int.MaxValue], Numbers, Numbers, Numbers, Numbers,
        (shards, assets, dead, bytes, ledger) => new TelemetryCounts(shards, assets, dead, bytes, ledger));

    private static Gen<TimeSpan> Spans { get; } = Gen.Long[0, long.MaxValue / TimeSpan.TicksPerMillisecond].Select(ms => new TimeSpan(ms * TimeSpan.TicksPerMillisecond));

    private static Gen<TelemetryPost> Posts { get; } = Gen.Select(
        Gen.Select(Gen.Long[1, long.MaxValue], Gen.Enum<TelemetryOccasion>(), Gen.Byte.Array[32], Gen.Long[0, Latest], Gen.Long[0, Latest]),
        Gen.Select(Spans, Spans, Gen.String[Gen.Char.AlphaNumeric, 0, TelemetryText.MaximumDeviceLength], Gen.Int[0, int.MaxValue], Numbers),
        Gen.Select(Gen.String[Gen.Char['a', 'z'], 1, 8], Spans).Array[0, 5],
        Counts,
        Counts,
        (a, b, busy, now, all) => Post() with
        {
            Number = a.Item1,
            Occasion = a.Item2,
            Previous = new ContentHash(a.Item3),
            From = DateTimeOffset.FromUnixTimeMilliseconds(Math.Min(a.Item4, a.Item5)),
            To = DateTimeOffset.FromUnixTimeMilliseconds(Math.Max(a.Item4, a.Item5)),
            Up = b.Item1,
            Waiting = b.Item2,
            Device = b.Item3,
            Cores = b.Item4,
            Made = b.Item5,
            Busy = [.. busy.Select(time => new StageTime(time.Item1, time.Item2))],
            InPeriod = now,
            InAll = all,
        });

    /// <summary>The lines of docs/formats.md, put together here by hand.</summary>
    [Fact]
    public void TheTextIsTheDocumentedOne() => Assert.Equal(
        string.Join(
            '\n',
            "piwa telemetry",
            $"wallet {TestKeys.Key(1)}",
            $"campaign {Blake3.Hash("campaign"u8)}",
            "post 3 period",
            $"after {Blake3.Hash("post 2"u8)}",
            "from 1764212580123",
            "to 1764255780123",
            "up 43200000",
            "waiting 60000",
            "device host: Grün & Co",
            "cores 16",
            "made 1200",
            "busy generate 1000 seal 2500",
            "shards 2 of 5",
            "assets 1190 of 4000",
            "dead 10 of 11",
            "bytes 700000 of 2400000",
            "ledger 5000 of 90000"),
        Post().Text);

    [Fact]
    public void APostIsReadAsItWasWritten() => Posts.Sample(post =>
    {
        string text = post.Text;
        TelemetryPost read = TelemetryPost.TryParse(text)!;
        Assert.Equal(text, read.Text);
        Assert.Equal(post.Hash, read.Hash);
        Assert.Equal(post with { Busy = [] }, read with { Busy = [] });
        Assert.Equal(post.Busy, read.Busy);
    });

    [Fact]
    public void TheLongestPostFitsAMemo()
    {
        TelemetryCounts most = new(int.MaxValue, long.MaxValue, long.MaxValue, long.MaxValue, long.MaxValue);
        TimeSpan years = TimeSpan.FromDays(36500);
        TelemetryPost post = Post() with
        {
            Number = long.MaxValue,
            To = DateTimeOffset.FromUnixTimeMilliseconds(Latest),
            Up = years,
            Waiting = years,
            Device = TelemetryText.DeviceName("cuda:0: " + new string('漢', 500)),
            Cores = int.MaxValue,
            Made = long.MaxValue,
            Busy = [.. ((string[])["generate", "render", "seal", "shard", "mint"]).Select(stage => new StageTime(stage, years))],
            InPeriod = most,
            InAll = most,
        };
        Assert.NotNull(TelemetryPost.TryParse(post.Text));
        Assert.InRange(System.Text.Encoding.UTF8.GetByteCount(post.Text), 800, MemoBook.MaximumTextBytes);
    }

    /// <summary>Whatever is changed of a text, it is no post, or another: no two texts are the same post.</summary>
    [Fact]
    public void NoTwoTextsAreOnePost()
    {
        string text = Post().Text;
        string[] changes = ["0", " ", "\n", "-", "+", "x", "A", "\r\n", "9", "of", "post"];
        Gen.Select(Gen.Int[0, text.Length], Gen.Int[0, changes.Length - 1].Select(i => changes[i]), Gen.Int[0, 2]).Sample((at, with, cut) =>
        {
            string changed = text[..at] + with + text[Math.Min(at + cut, text.Length)..];
            if (TelemetryPost.TryParse(changed) is { } post)
            {
                Assert.Equal(changed, post.Text);
                Assert.Equal(changed == text, post.Hash == Post().Hash);
            }
        });
    }

    [Theory]
    [InlineData("post 3 period", "post 03 period")]
    [InlineData("post 3 period", "post 0 period")]
    [InlineData("post 3 period", "post 3 pause")]
    [InlineData("post 3 period", "post 3")]
    [InlineData("from 1764212580123", "from 1764255780124")]
    [InlineData("to 1764255780123", "to 999999999999999999")]
    [InlineData("up 43200000", "up -1")]
    [InlineData("up 43200000", "up 9223372036854775807")]
    [InlineData("cores 16", "cores 2147483648")]
    [InlineData("device host: Grün & Co", "device host\u0007")]
    [InlineData("busy generate 1000 seal 2500", "busy generate")]
    [InlineData("busy generate 1000 seal 2500", "busy Generate 1000")]
    [InlineData("shards 2 of 5", "shards 2 to 5")]
    [InlineData("ledger 5000 of 90000", "ledger 5000 of 90000\n")]
    [InlineData("piwa telemetry", "piwa telemetrie")]
    public void WhatIsNoPostIsRefused(string line, string changed)
    {
        string text = Post().Text;
        Assert.Contains(line, text, StringComparison.Ordinal);
        Assert.Null(TelemetryPost.TryParse(text.Replace(line, changed, StringComparison.Ordinal)));
    }

    [Fact]
    public void RatesAreOfTheTimeThatItWorked()
    {
        TelemetryPost post = Post() with { Up = TimeSpan.FromSeconds(110), Waiting = TimeSpan.FromSeconds(10), Made = 250 };
        Assert.Equal((2.5, 705_000 / 110.0), (post.AssetsPerSecond!.Value, post.BytesPerSecond!.Value));
        Assert.Null((post with { Made = 0 }).AssetsPerSecond);
        Assert.Null((post with { Up = TimeSpan.Zero }).BytesPerSecond);
    }

    private static TelemetryPost Post() => new()
    {
        Wallet = TestKeys.Key(1),
        Campaign = Blake3.Hash("campaign"u8),
        Number = 3,
        Occasion = TelemetryOccasion.Period,
        Previous = Blake3.Hash("post 2"u8),
        From = DateTimeOffset.FromUnixTimeMilliseconds(1764212580123),
        To = DateTimeOffset.FromUnixTimeMilliseconds(1764255780123),
        Up = TimeSpan.FromHours(12),
        Waiting = TimeSpan.FromMinutes(1),
        Device = "host: Grün & Co",
        Cores = 16,
        Made = 1200,
        Busy = [new StageTime("generate", TimeSpan.FromSeconds(1)), new StageTime("seal", TimeSpan.FromSeconds(2.5))],
        InPeriod = new TelemetryCounts(2, 1190, 10, 700_000, 5000),
        InAll = new TelemetryCounts(5, 4000, 11, 2_400_000, 90_000),
    };
}
