using Piwa.Pipeline.Encoding;
using Piwa.Pipeline.Shards;
using Piwa.Tests.Infrastructure;

namespace Piwa.Tests.Shards;

public sealed class DatasetTests : IDisposable
{
    private readonly TemporaryDirectory _home = new();

    private string CampaignPath => Path.Combine(_home.Path, "campaign.json");

    public void Dispose() => _home.Dispose();

    [Fact]
    public void AnEmptyDirectoryIsNoDataSet()
    {
        var fault = Assert.Throws<DirectoryNotFoundException>(() => Dataset.Open(_home["nothing"]));
        Assert.Contains("piwa generate", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void MissingUnitsAreCutAtShardsAndFillGaps()
    {
        using Dataset dataset = Dataset.OpenForWriting(_home.Path, SmallRun.Campaign);
        Assert.Equal([new WorkUnit(0, 8), new WorkUnit(8, 8), new WorkUnit(16, 4)], dataset.Missing(20));
        dataset.Commit(Record(dataset, 8, 8));
        dataset.Commit(Record(dataset, 24, 3));
        Assert.Equal([new WorkUnit(0, 8), new WorkUnit(16, 4)], dataset.Missing(20));
        Assert.Equal([new WorkUnit(0, 8), new WorkUnit(16, 8), new WorkUnit(27, 5), new WorkUnit(32, 1)], dataset.Missing(33));
        Assert.Equal([0L, 8L], dataset.Outbox.Select(dataset.MintIndexOf));

        dataset.Commit(Record(dataset, 0, 8));
        Assert.Equal([0UL, 8, 24], dataset.Shards.Select(shard => shard.FirstAsset));
        Assert.Equal([8UL, 24, 0], dataset.Outbox.Select(shard => shard.FirstAsset));
        Assert.Equal(11, dataset.MintIndexOf(dataset.Shards[0]));
    }

    [Fact]
    public void WhatIsCommittedIsThereAfterReopening()
    {
        ShardRecord[] records;
        using (Dataset dataset = Dataset.OpenForWriting(_home.Path, SmallRun.Campaign))
        {
            records = [Record(dataset, 8, 8), Record(dataset, 0, 8) with { Rows = 6, Dead = [2, 5] }];
            foreach (ShardRecord record in records)
                dataset.Commit(record);
            dataset.Bury([new DeadLetterRecord(2, "generate", "because", [1, 2, 3])]);
        }

        using Dataset again = Dataset.Open(_home.Path);
        Assert.Equal(records.Select(Text), again.Outbox.Select(Text));
        Assert.Equal(SmallRun.Campaign, again.Campaign);
        DeadLetterRecord letter = Assert.Single(again.ReadDeadLetters(out _));
        Assert.Equal((2UL, "generate", "because"), (letter.AssetIndex, letter.Stage, letter.Reason));
        Assert.Equal([1, 2, 3], letter.Recipe);
    }

    [Fact]
    public void LeftOversOfACrashAreRemoved()
    {
        using (Dataset dataset = Dataset.OpenForWriting(_home.Path, SmallRun.Campaign))
            dataset.Commit(Record(dataset, 0, 8));
        string manifest = Path.Combine(_home.Path, "manifest.jsonl"), torn = Path.Combine(_home.Path, "shards", ".tmp-shard-0000000008.parquet");
        byte[] whole = File.ReadAllBytes(manifest);
        File.WriteAllBytes(manifest, [.. whole, .. whole[..30]]);
        File.WriteAllText(torn, "half");
        using (Dataset reader = Dataset.Open(_home.Path))
            Assert.Equal((30, 1), (reader.TornManifestBytes, reader.Shards.Count));
        Assert.True(File.Exists(torn));

        using Dataset writer = Dataset.OpenForWriting(_home.Path, SmallRun.Campaign);
        Assert.Single(writer.Shards);
        Assert.Equal(whole, File.ReadAllBytes(manifest));
        Assert.False(File.Exists(torn));
    }

    public static TheoryData<string, Func<ShardRecord, ShardRecord>, string> HostileRecords => new()
    {
        { "parent", record => record with { File = "../../etc/passwd" }, "is not a path of a shard" },
        { "inner parent", record => record with { File = "shards/../../x.parquet" }, "is not a path of a shard" },
        { "absolute", record => record with { File = "/etc/passwd" }, "is not a path of a shard" },
        { "zero", record => record with { File = "shards/a\0b" }, "is not a path of a shard" },
        { "campaign", record => record with { Campaign = Blake3.Hash([1]) }, "campaign.json" },
        { "unit", record => record with { FirstAsset = 4 }, "not one work unit" },
        { "no assets", record => record with { Assets = 0, Rows = 0 }, "not one work unit" },
        { "negative", record => record with { Rows = -1 }, "do not make 8 assets" },
        { "counts", record => record with { Rows = 7 }, "do not make 8 assets" },
        { "end of numbers", record => record with { FirstAsset = ulong.MaxValue }, "not one work unit" },
        { "dead elsewhere", record => record with { Rows = 7, Dead = [8] }, "dead letters" },
        { "dead twice", record => record with { Rows = 6, Dead = [3, 3] }, "dead letters" },
    };

    [Theory]
    [MemberData(nameof(HostileRecords), DisableDiscoveryEnumeration = true)]
    public void ARecordThatCannotBeIsRefused(string name, Func<ShardRecord, ShardRecord> change, string expected)
    {
        using (Dataset dataset = Dataset.OpenForWriting(_home.Path, SmallRun.Campaign))
            dataset.Commit(change(Record(dataset, 0, 8)));
        var fault = Assert.Throws<ManifestException>(() => Dataset.Open(_home.Path));
        Assert.True(fault.Message.Contains(expected, StringComparison.Ordinal), $"{name}: {fault.Message}");
    }

    [Fact]
    public void AnAssetInTwoShardsIsRefused()
    {
        using (Dataset dataset = Dataset.OpenForWriting(_home.Path, SmallRun.Campaign))
        {
            dataset.Commit(Record(dataset, 0, 8));
            dataset.Commit(Record(dataset, 4, 4));
        }

        Assert.Contains("asset 4 is in two shards", Assert.Throws<ManifestException>(() => Dataset.Open(_home.Path)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "campaign.json")]
    [InlineData("null", "is null")]
    [InlineData("[]", "campaign.json")]
    [InlineData("""{"preset":"piwa"}""", "required properties")]
    public void ACampaignThatIsNoneIsRefused(string json, string expected)
    {
        File.WriteAllText(CampaignPath, json);
        var fault = Assert.Throws<ManifestException>(() => Dataset.Open(_home.Path));
        Assert.Contains(expected, fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\"shardAssets\":8", "\"shardAssets\":-1", "ShardAssets is -1")]
    [InlineData("\"shardAssets\":8", "\"shardAssets\":8,\"surprise\":1", "surprise")]
    [InlineData("\"preset\":\"piwa\"", "\"preset\":\"nothing\"", "no preset 'nothing'")]
    [InlineData("\"preset\":\"piwa\"", "\"preset\":null", "preset")]
    [InlineData("\"generatorVersion\":3", "\"generatorVersion\":99", "version 99")]
    public void ACampaignThatCannotBeIsRefused(string there, string changed, string expected)
    {
        Dataset.OpenForWriting(_home.Path, SmallRun.Campaign).Dispose();
        string json = File.ReadAllText(CampaignPath);
        Assert.Contains(there, json, StringComparison.Ordinal);
        File.WriteAllText(CampaignPath, json.Replace(there, changed, StringComparison.Ordinal));
        var fault = Assert.Throws<ManifestException>(() => Dataset.Open(_home.Path));
        Assert.Contains(expected, fault.Message, StringComparison.Ordinal);
    }

    private static ShardRecord Record(Dataset dataset, ulong first, int assets) => new()
    {
        File = Dataset.ShardFile(first),
        Bytes = 1,
        FileHash = Blake3.Hash([2]),
        FirstAsset = first,
        Assets = assets,
        Rows = assets,
        Dead = [],
        Root = Blake3.Hash([3]),
        Campaign = dataset.CampaignHash,
        Generator = dataset.Campaign.GeneratorVersion,
        Device = "host",
        Wallet = "none",
    };

    private static string Text(ShardRecord record) => $"{record with { Dead = [] }} {string.Join(' ', record.Dead)}";
}
