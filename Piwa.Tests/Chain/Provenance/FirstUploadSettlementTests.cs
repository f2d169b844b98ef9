using Piwa.Chain.Provenance;
using Piwa.Tests.Infrastructure;

namespace Piwa.Tests.Chain.Provenance;

public sealed class FirstUploadSettlementTests : IDisposable
{
    private readonly TemporaryDirectory _home = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _home.Dispose();

    [Theory]
    [InlineData(1, 0)]
    [InlineData(2, 1)]
    [InlineData(3, 500)]
    [InlineData(4, 40_000)]
    public void ItIsWhatASortInMemoryGivesForAnyOrderAndSplit(int seed, int count)
    {
        Random random = new(seed);
        UploadRecord[] records = [.. Enumerable.Range(0, count).Select(_ => Record(random, contents: 1 + (count / 3)))];
        UploadRecord[] sorted = [.. records.Distinct().Order()];
        UploadRecord[] firsts = [.. sorted.GroupBy(record => record.Hash).Select(same => same.First())];
        UploadRecord[] duplicates = [.. sorted.Except(firsts)];
        byte[]? before = null;
        foreach ((int files, long memory) in ((int, long)[])[(1, SettlementOptions.DefaultMemoryBytes), (3, SettlementOptions.MinimumMemoryBytes), (17, SettlementOptions.MinimumMemoryBytes)])
        {
            random.Shuffle(records);
            SettlementReport report = Settle(Write(records, files), memory);
            Assert.Equal((count, count - sorted.Length, firsts.Length, duplicates.Length), (report.RecordCount, report.RepeatedCount, report.FirstCount, report.DuplicateCount));
            Assert.Equal(firsts, Read("firsts"));
            Assert.Equal(duplicates, Read("duplicates"));
            byte[] bytes = [.. File.ReadAllBytes(_home["firsts"]), .. File.ReadAllBytes(_home["duplicates"])];
            Assert.Equal(before ?? bytes, bytes);
            before = bytes;

            // Three runs and more do not go through one merge of the least memory.
            Assert.True(count < 40_000 || memory > SettlementOptions.MinimumMemoryBytes || report.RunCount > 9);
        }

        Assert.False(Directory.Exists(_home["firsts.runs"]));
    }

    [Fact]
    public void TheLeastCampaignThenAssetIsFirstWhoeverBringsIt()
    {
        UploadRecord[] records =
        [
            new(TestContent.Hash(1), 1, 0, ContentKind.Mesh, TestContent.Wallet(1)),
            new(TestContent.Hash(1), 0, 256, ContentKind.Mesh, TestContent.Wallet(2)),
            new(TestContent.Hash(1), 0, 255, ContentKind.Asset, TestContent.Wallet(3)),
        ];
        Settle(Write(records, 1), SettlementOptions.MinimumMemoryBytes);
        Assert.Equal(records[2], Assert.Single(Read("firsts")));
        Assert.Equal([records[1], records[0]], Read("duplicates"));
    }

    [Fact]
    public void WhatAnInterruptedSettlementLeftIsRemoved()
    {
        Directory.CreateDirectory(_home["firsts.runs"]);
        File.WriteAllText(_home["firsts.runs/000000.run"], "what was not finished");
        string[] inputs = Write([Record(new Random(1), 10)], 1);
        Settle(inputs, SettlementOptions.MinimumMemoryBytes);
        Assert.Single(Read("firsts"));
        Assert.False(Directory.Exists(_home["firsts.runs"]));
    }

    [Fact]
    public void ACancelledSettlementLeavesNoOutput()
    {
        Random random = new(1);
        string[] inputs = Write([.. Enumerable.Range(0, 70_000).Select(_ => Record(random, 1_000_000))], 1);
        using CancellationTokenSource cancelled = new();
        cancelled.Cancel();
        Assert.Throws<OperationCanceledException>(() => FirstUploadSettlement.Settle(
            inputs, _home["firsts"], _home["duplicates"], new SettlementOptions { MemoryBytes = SettlementOptions.MinimumMemoryBytes }, cancelled.Token));
        Assert.Equal(inputs.Order(), Directory.GetFileSystemEntries(_home.Path).Order());
    }

    [Fact]
    public void AnyDamageOfARecordFileIsNoticed()
    {
        Random random = new(3);
        string input = Assert.Single(Write([Record(random, 10), Record(random, 10)], 1));
        byte[] bytes = File.ReadAllBytes(input);
        for (int bit = 0; bit < bytes.Length * 8; bit++)
        {
            byte[] flipped = [.. bytes];
            flipped[bit / 8] ^= (byte)(1 << (bit % 8));
            File.WriteAllBytes(input, flipped);
            Assert.Throws<InvalidDataException>(() => Settle([input], SettlementOptions.MinimumMemoryBytes));
        }

        for (int length = 0; length < bytes.Length; length++)
        {
            File.WriteAllBytes(input, bytes[..length]);
            Assert.Throws<InvalidDataException>(() => Settle([input], SettlementOptions.MinimumMemoryBytes));
        }

        Assert.False(File.Exists(_home["firsts"]));
    }

    [Fact]
    public void OutputsAreNotInputsNorEachOther()
    {
        string input = Assert.Single(Write([Record(new Random(1), 1)], 1));
        Assert.Throws<ArgumentException>(() => FirstUploadSettlement.Settle([input], input, _home["duplicates"], cancellationToken: Cancellation));
        Assert.Throws<ArgumentException>(() => FirstUploadSettlement.Settle([input], _home["firsts"], input, cancellationToken: Cancellation));
        Assert.Throws<ArgumentException>(() => FirstUploadSettlement.Settle([input], _home["firsts"], _home["firsts"], cancellationToken: Cancellation));
    }

    private static UploadRecord Record(Random random, int contents) => new(
        TestContent.Hash(random.Next(contents)), random.Next(3), random.NextInt64(4) << (random.Next(3) * 20), (ContentKind)random.Next(4), TestContent.Wallet(random.Next(3)));

    private SettlementReport Settle(IEnumerable<string> inputs, long memory) => FirstUploadSettlement.Settle(
        inputs, _home["firsts"], _home["duplicates"], new SettlementOptions { MemoryBytes = memory }, Cancellation);

    private string[] Write(UploadRecord[] records, int files)
    {
        string[] paths = [.. Enumerable.Range(0, files).Select(file => _home[$"input-{file:D2}"])];
        for (int file = 0; file < files; file++)
        {
            using UploadRecordWriter writer = new(paths[file]);
            for (int i = file; i < records.Length; i += files)
                writer.Write(records[i]);
            writer.Complete();
        }

        return paths;
    }

    private List<UploadRecord> Read(string name)
    {
        List<UploadRecord> records = [];
        using UploadRecordReader reader = new(_home[name]);
        while (reader.TryRead(out UploadRecord record))
            records.Add(record);
        return records;
    }
}
