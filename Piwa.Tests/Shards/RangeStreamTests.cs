using Piwa.Kernels.Views;
using Piwa.Pipeline.Encoding;
using Piwa.Pipeline.Shards;
using Piwa.Tests.Infrastructure;

namespace Piwa.Tests.Shards;

/// <summary>Shards that lie elsewhere: what is asked for, and that it is read as from a file.</summary>
public sealed class RangeStreamTests : IDisposable
{
    private const int Groups = 4, RowsOfGroup = 12;

    private readonly TemporaryDirectory _home = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose() => _home.Dispose();

    [Fact]
    public async Task WhatIsReadIsWhatAFileHas()
    {
        byte[] shard = Write(out AssetRow[][] written);
        await using ShardReader file = await ShardReader.OpenAsync(_home["shard.parquet"], Stop);
        await using ShardReader reader = await ShardReader.OpenAsync("elsewhere", new MemoryRanges(shard), Stop);
        Assert.Equal((file.RowCount, file.RowGroupCount, file.Layout), (reader.RowCount, reader.RowGroupCount, reader.Layout));
        Assert.Equal(await file.ReadHashesAsync(Stop), await reader.ReadHashesAsync(Stop));
        for (int group = Groups - 1; group >= 0; group--)
        {
            IReadOnlyList<AssetRow> rows = await reader.ReadRowGroupAsync(group, Stop);
            Assert.Equal(written[group].Select(row => row.MeshNormals.ToArray()), rows.Select(row => row.MeshNormals.ToArray()));
            Assert.Equal(written[group].Select(row => row.Images(ViewChannels.Depth)[1].ToArray()), rows.Select(row => row.Images(ViewChannels.Depth)[1].ToArray()));
            Assert.Equal(file.ColumnBytes(group), reader.ColumnBytes(group));
        }
    }

    /// <summary>The footer in one request beside the first bytes; a row group in one; an asset costs its row group.</summary>
    [Fact]
    public async Task OneAssetCostsItsRowGroup()
    {
        byte[] shard = Write(out AssetRow[][] written);
        var source = new MemoryRanges(shard);
        await using ShardReader reader = await ShardReader.OpenAsync("elsewhere", source, Stop);
        Assert.Equal(2, source.Requests.Count);
        source.Requests.Clear();

        ulong wanted = written[2][5].AssetIndex;
        Assert.Equal(2, await reader.FindGroupNearAsync(wanted, row: (2 * RowsOfGroup) + 5, Stop));
        Assert.InRange(Assert.Single(source.Requests).Bytes, 1, 4096);
        source.Requests.Clear();
        Assert.Equal(wanted, (await reader.ReadRowGroupAsync(2, Stop))[5].AssetIndex);
        Assert.InRange(Assert.Single(source.Requests).Bytes, shard.Length / (2 * Groups), 2 * shard.Length / Groups);
        await reader.ReadRowGroupAsync(2, Stop);
        Assert.Single(source.Requests);

        // Where another is expected it is found all the same; and what is not there is not.
        Assert.Equal(3, await reader.FindGroupNearAsync(written[3][0].AssetIndex, row: 0, Stop));
        Assert.Null(await reader.FindGroupNearAsync(wanted ^ 1, row: 99, Stop));
        Assert.Equal([0, 0, 1, 3, 4], new long[] { 0, 11, 12, 47, 48 }.Select(reader.GroupOf));
    }

    [Fact]
    public async Task HashesCostNoBlobs()
    {
        byte[] shard = Write(out _);
        var source = new MemoryRanges(shard);
        await using ShardReader reader = await ShardReader.OpenAsync("elsewhere", source, Stop);
        source.Requests.Clear();
        Assert.Equal(Groups * RowsOfGroup, (await reader.ReadHashesAsync(Stop)).Count);
        Assert.InRange(source.Requests.Count, Groups, 2 * Groups);
        Assert.InRange(source.Requests.Sum(request => request.Bytes), 1, shard.Length / 20);
    }

    [Theory]
    [InlineData(RangeStream.PartBytes - 1, 1)]
    [InlineData(RangeStream.PartBytes, 1)]
    [InlineData(RangeStream.PartBytes + 1, 2)]
    public async Task WhatIsLongGoesInParts(int bytes, int requests)
    {
        var source = new MemoryRanges([.. Enumerable.Range(0, bytes + 9).Select(i => (byte)(i % 251))]);
        await using var stream = new RangeStream(source);
        await stream.FetchAsync([(5, bytes)], Stop);
        Assert.Equal(requests, source.Requests.Count);
        stream.Position = 5;
        byte[] read = new byte[bytes];
        stream.ReadExactly(read);
        Assert.True(read.Select((value, i) => value == (byte)((i + 5) % 251)).All(same => same));

        // No thread waits for a network: what was not fetched is not read, but where waiting is possible.
        Assert.Throws<IOException>(() => stream.ReadByte());
        Assert.Equal(1, await stream.ReadAsync(new byte[1], Stop));
        Assert.Equal(requests + 1, source.Requests.Count);
    }

    private byte[] Write(out AssetRow[][] groups)
    {
        var layout = new RowLayout(ViewCount: 2, ViewChannels.Color | ViewChannels.Depth);
        groups = [.. Enumerable.Range(0, Groups).Select(seed => new RandomRows(seed).Rows(layout, RowsOfGroup))];
        using (var writer = new ShardWriter(_home["shard.parquet"], new ShardEncoder(layout, default(ContentHash))))
        {
            foreach (AssetRow[] rows in groups)
                writer.WriteRowGroup(rows);
            writer.Commit();
        }

        return File.ReadAllBytes(_home["shard.parquet"]);
    }
}
