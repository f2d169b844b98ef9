using DuckDB.NET.Data;
using Microsoft.Extensions.Time.Testing;
using Parquet.Serialization;
using Piwa.Chain.Keys;
using Piwa.Pipeline.Encoding;
using Piwa.Pipeline.Labelling;
using Piwa.Pipeline.Shards;
using Piwa.Tests.Infrastructure;

namespace Piwa.Tests.Labelling;

/// <summary>Who is shown what, and what becomes of labels: over a data set of eight assets in two shards.</summary>
public sealed class LabelDeskTests : IAsyncLifetime
{
    private const int Assets = 8;

    private readonly TemporaryDirectory _home = new();
    private readonly FakeTimeProvider _clock = new(new DateTimeOffset(2026, 2, 3, 4, 5, 6, TimeSpan.Zero));
    private readonly Keypair _first = Keypair.Generate(), _second = Keypair.Generate(), _third = Keypair.Generate();
    private Dataset _dataset = null!;
    private LabelBook _book = null!;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        await SmallRun.RunAsync(_home["ds"], Assets, options => options.Campaign = SmallRun.Campaign with { ShardAssets = 4 });
        _dataset = Dataset.Open(_home["ds"]);
        _book = LabelBook.Open(_home["ds"]);
    }

    public ValueTask DisposeAsync()
    {
        _book.Dispose();
        _dataset.Dispose();
        _first.Dispose();
        _second.Dispose();
        _third.Dispose();
        _home.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task NewAssetsComeFirstAndEachFifthIsOneThatOthersHaveLabelled()
    {
        LabelDesk desk = Desk();
        Assert.Equal([0ul, 1ul, 2ul], Next(desk, _first, 3));
        Assert.Equal([3ul], Next(desk, _first, 1, 0, 1, 2));
        foreach (ulong asset in (ulong[])[0, 1, 2])
            await PutAsync(desk, _first, asset);

        // What one has in hand another is not shown, as long as it is held. The fifth is a repeat.
        Assert.Equal([4ul, 5ul, 6ul, 7ul, 0ul], Next(desk, _second, 5));
        _clock.Advance(new LabelDeskOptions().Hold + TimeSpan.FromSeconds(1));
        Assert.Equal([3ul, 4ul, 5ul, 6ul, 0ul, 7ul, 1ul, 2ul], Next(desk, _second, 20));
        await PutAsync(desk, _second, 0);
        await PutAsync(desk, _second, 1);

        // Fewest labels first: 2 has one, 0 and 1 have two.
        _clock.Advance(TimeSpan.FromHours(1));
        Assert.Equal([3ul, 4ul, 5ul, 6ul, 2ul, 7ul, 0ul, 1ul], Next(desk, _third, 20));
    }

    [Fact]
    public async Task NobodyIsShownWhatTheyHaveLabelledOrPassedOver()
    {
        LabelDesk desk = Desk();
        for (ulong asset = 0; asset < Assets; asset++)
        {
            if (asset % 2 == 0)
                await PutAsync(desk, _first, asset);
            else
                desk.Pass(_first.PublicKey, asset);
        }

        Assert.Empty(Next(desk, _first, 3));
        Assert.Equal(Assets, Next(desk, _second, 20).Count);
    }

    [Fact]
    public async Task ALabelIsOfWhatWasShownAndOfWhoMay()
    {
        LabelDesk desk = Desk(wallet => wallet == _second.PublicKey ? "You hold no RENDER." : null);
        ContentHash hash = await HashAsync(0);
        ArgumentException fault = await Assert.ThrowsAsync<ArgumentException>(() =>
            desk.PutAsync(_dataset, _first.PublicKey, new LabelEntry(1, hash, [], Nsfw: false, 3), Stop));
        Assert.Contains("Look at it again", fault.Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<ArgumentException>(() => desk.PutAsync(_dataset, _first.PublicKey, new LabelEntry(8, hash, [], Nsfw: false, 3), Stop));
        await Assert.ThrowsAsync<ArgumentException>(() => desk.PutAsync(_dataset, _first.PublicKey, new LabelEntry(0, hash, ["?"], Nsfw: false, 3), Stop));
        await Assert.ThrowsAsync<LabelRefusedException>(() => desk.PutAsync(_dataset, _second.PublicKey, new LabelEntry(0, hash, [], Nsfw: false, 3), Stop));
        Assert.Equal("You hold no RENDER.", Assert.Throws<LabelRefusedException>(() => Next(desk, _second, 1)).Message);
        Assert.Equal(0, _book.Count);
    }

    [Fact]
    public async Task TheTableHasARowForEachLabelledAssetAsItIsNow()
    {
        LabelDesk desk = Desk();
        await PutAsync(desk, _first, 5, 4, "Red", "chair");
        await PutAsync(desk, _second, 5, 1, "chair");
        await PutAsync(desk, _first, 0, 3);
        _book.Put(new AssetLabel { Asset = 1, Hash = Blake3.Hash("other"u8), Wallet = _first.PublicKey.ToString(), Tags = [], Nsfw = false, Quality = 1, Time = 1 });
        LabelTableReport report = await LabelTable.WriteAsync(_dataset, _book, LabelTable.PathIn(_home["ds"]), Stop);
        Assert.Equal(new LabelTableReport(2, 3, 1), report);

        await using FileStream file = File.OpenRead(LabelTable.PathIn(_home["ds"]));
        IReadOnlyList<LabelTableRow> rows = [.. (await ParquetSerializer.DeserializeAsync<LabelTableRow>(file, cancellationToken: Stop)).Data];
        Assert.Equal([0L, 5L], rows.Select(row => row.AssetIndex));
        Assert.Equal((await HashAsync(5)).Bytes.ToArray(), rows[1].AssetHash);
        Assert.Equal((2, 2.5, 2.5, 0), (rows[1].Labels, rows[1].QualityMean, rows[1].QualityMedian, rows[1].NsfwVotes));
        Assert.Equal(["chair", "red"], rows[1].Tags);
        Assert.Equal([2, 1], rows[1].TagCounts);
        Assert.Empty(rows[0].Tags);

        // Columns and types as docs/formats.md has them, by another's reader; and ParquetSharp's, which is pyarrow's.
        Assert.Equal(
            [
                "asset_index BIGINT", "asset_hash BLOB", "labels INTEGER", "quality_mean DOUBLE", "quality_median DOUBLE", "nsfw_votes INTEGER", "tags VARCHAR[]",
                "tag_counts INTEGER[]",
            ],
            Query("SELECT column_name || ' ' || column_type FROM (DESCRIBE SELECT * FROM '{0}')"));
        Assert.Equal(["5: [chair, red] [2, 1]"], Query("SELECT concat(asset_index, ': ', tags::VARCHAR, ' ', tag_counts::VARCHAR) FROM '{0}' WHERE list_contains(tags, 'red')"));
        using ParquetSharp.ParquetFileReader sharp = new(LabelTable.PathIn(_home["ds"]));
        using ParquetSharp.RowGroupReader group = sharp.RowGroup(0);
        using ParquetSharp.ColumnReader tags = group.Column(6);
        using ParquetSharp.LogicalColumnReader<string[]> texts = tags.LogicalReader<string[]>();
        Assert.Equal([[], ["chair", "red"]], texts.ReadAll(2));
    }

    private List<string> Query(string sql)
    {
        using var connection = new DuckDBConnection("DataSource=:memory:");
        connection.Open();
        using DuckDBCommand command = connection.CreateCommand();
        command.CommandText = sql.Replace("{0}", LabelTable.PathIn(_home["ds"]), StringComparison.Ordinal);
        using DuckDBDataReader reader = command.ExecuteReader();
        List<string> rows = [];
        while (reader.Read())
            rows.Add(reader.GetString(0));
        return rows;
    }

    private LabelDesk Desk(Func<PublicKey, string?>? bar = null) =>
        new(_book, new LabelDeskOptions { TimeProvider = _clock, FindBar = bar ?? (_ => null) });

    private List<ulong> Next(LabelDesk desk, Keypair wallet, int count, params ulong[] except) =>
        [.. desk.Next(_dataset, wallet.PublicKey, count, except).Select(task => task.Asset)];

    private async Task PutAsync(LabelDesk desk, Keypair wallet, ulong asset, int quality = 3, params string[] tags) =>
        await desk.PutAsync(_dataset, wallet.PublicKey, new LabelEntry(asset, await HashAsync(asset), tags, Nsfw: false, quality), Stop);

    private async Task<ContentHash> HashAsync(ulong asset) =>
        (await _dataset.ReadHashesAsync(_dataset.FindShard(asset)!, Stop)).Single(row => row.AssetIndex == asset).Hash;
}
