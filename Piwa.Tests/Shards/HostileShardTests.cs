using System.Buffers.Binary;
using Piwa.Kernels.Views;
using Piwa.Pipeline.Encoding;
using Piwa.Pipeline.Exports;
using Piwa.Pipeline.Shards;
using Piwa.Tests.Fuzzing;
using Piwa.Tests.Infrastructure;

namespace Piwa.Tests.Shards;

/// <summary>Shards that were made to do harm: each is refused before memory is taken for what it claims.</summary>
public sealed class HostileShardTests : IDisposable
{
    /// <summary>What a refusal may allocate besides the footer: its message, the schema that is expected.</summary>
    private const long MostBytes = 1 << 20;

    private readonly TemporaryDirectory _home = new();
    private readonly byte[] _shard = FuzzCorpus.Seeds("shard").MinBy(shard => shard.Length)!;

    /// <summary>What is forged, and a word of the refusal.</summary>
    public static TheoryData<string, string> Forgeries => new()
    {
        { "footer of 4 GiB", "footer of 4294967295" },
        { "footer of 2 GiB", "footer of 2147483647" },
        { "footer of 17 MiB", "footer of 17825792" },
        { "footer longer than the file", "claims a footer" },
        { "list of 2^31 row groups", "a list of 2147483648 elements" },
        { "list of 2^31 columns", "a list of 2147483648 elements" },
        { "nesting", "deep" },
        { "field twice", "follows field" },
        { "encryption", "field 8" },
        { "other file", "field 1 of type Binary" },
        { "dictionary", "field 11" },
        { "rows without end", "rows" },
        { "negative rows", "rows" },
        { "row group 100,000 times", "over others" },
        { "columns over each other", "over others" },
        { "column beyond the file", "out of the file" },
        { "codec", "codec" },
        { "encoding", "encoding" },
        { "values without end", "values in" },
        { "page of 2 GiB", "claims" },
        { "page that unpacks to 2 GiB", "2147483647 unpacked" },
        { "negative page", "claims" },
        { "page with fewer values", "belongs there" },
        { "levels of 4 GiB", "levels" },
        { "numbers too short", "values have" },
        { "number of ten bytes", "more than 32 bits" },
        { "another type", "schema" },
        { "another schema", "no column asset_index" },
        { "a column more", "schema" },
        { "metadata twice", "twice" },
        { "views", "no count of views" },
    };

    public void Dispose() => _home.Dispose();

    [Theory]
    [MemberData(nameof(Forgeries))]
    public async Task AForgedShardIsRefusedWithinBoundedMemory(string forgery, string word)
    {
        string path = Write(Forge(forgery));
        long before = GC.GetAllocatedBytesForCurrentThread();
        Task<ShardReader> opening = ShardReader.OpenAsync(path, TestContext.Current.CancellationToken);
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.True(opening.IsFaulted, "It was not refused before the Parquet library saw it.");
        ShardFormatException refusal = await Assert.ThrowsAsync<ShardFormatException>(() => opening);
        Assert.Contains(word, refusal.Message, StringComparison.Ordinal);
        Assert.Contains(path, refusal.Message, StringComparison.Ordinal);
        Assert.Contains("piwa repair", refusal.Message, StringComparison.Ordinal);
        Assert.InRange(allocated, 0, MostBytes + (16 * new FileInfo(path).Length));
    }

    /// <summary>Of a shard that lies elsewhere the columns are looked at when they are fetched.</summary>
    [Theory]
    [MemberData(nameof(Forgeries))]
    public async Task AForgedShardThatLiesElsewhereIsRefusedToo(string forgery, string word)
    {
        byte[] shard = Forge(forgery);
        ShardFormatException refusal = await Assert.ThrowsAsync<ShardFormatException>(async () =>
        {
            await using ShardReader reader = await ShardReader.OpenAsync("s3://bucket/shard", new MemoryRanges(shard), TestContext.Current.CancellationToken);
            for (int group = 0; group < reader.RowGroupCount; group++)
                await reader.ReadRowGroupAsync(group, TestContext.Current.CancellationToken);
        });
        Assert.Contains(word, refusal.Message, StringComparison.Ordinal);
        Assert.StartsWith("s3://bucket/shard", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task NoBeginningOfAShardThatLiesElsewhereIsAShard()
    {
        for (int length = _shard.Length - 1; length >= 0; length -= 1 + (length / 1000))
        {
            await Assert.ThrowsAsync<ShardFormatException>(
                () => ShardReader.OpenAsync("elsewhere", new MemoryRanges(_shard[..length]), TestContext.Current.CancellationToken));
        }
    }

    [Fact]
    public async Task AForgeryOfNothingIsTheShard()
    {
        await using ShardReader reader = await ShardReader.OpenAsync(Write(new ShardForgery(_shard).Write()), TestContext.Current.CancellationToken);
        Assert.Equal(1, reader.RowCount);
        Assert.Single(await reader.ReadRowGroupAsync(0, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task NoBeginningOfAShardIsAShard()
    {
        string path = Write(_shard);
        for (int length = _shard.Length - 1; length >= 0; length--)
        {
            using (FileStream file = new(path, FileMode.Open, FileAccess.Write))
                file.SetLength(length);
            await Assert.ThrowsAsync<ShardFormatException>(() => ShardReader.OpenAsync(path, TestContext.Current.CancellationToken));
        }
    }

    // The hash tells of every bit; the reader alone, of those of blobs, which have checksums: they are as they were or refused.
    [Fact]
    public async Task NoFlippedBitGoesUnnoticed()
    {
        ContentHash hash = Blake3.Hash(_shard);
        AssetPictures original = Assert.Single(await ReadAsync(_shard));
        List<(long Start, long End)> blobs = Blobs();
        byte[] flipped = [.. _shard];
        int refused = 0, same = 0;
        for (int bit = 0; bit < _shard.Length * 8; bit++)
        {
            flipped[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.NotEqual(hash, Blake3.Hash(flipped));

            // Reading takes a hundred times as long as hashing.
            if (bit % 311 == 0)
            {
                try
                {
                    List<AssetPictures> read = await ReadAsync(flipped);
                    bool isInBlob = blobs.Exists(blob => bit / 8 >= blob.Start && bit / 8 < blob.End);
                    if (isInBlob)
                        AssertSame(original, Assert.Single(read));
                    same++;
                }
                catch (Exception fault) when (fault is ShardFormatException or FormatException)
                {
                    refused++;
                }
            }

            flipped[bit / 8] ^= (byte)(1 << (bit % 8));
        }

        Assert.True(refused > same, $"{refused} refused, {same} read.");
    }

    [Fact]
    public void ABlobThatLiesAboutItsLengthIsRefusedBeforeMemoryIsTaken()
    {
        byte[] planes = new byte[10_000], frame = new byte[Lz4Frame.MaxEncodedLength(10_000)];
        frame = frame[..Lz4Frame.Encode(planes, frame)];
        Assert.Equal(planes, BlobPacker.Unpack(frame, 10_000));
        BinaryPrimitives.WriteUInt64LittleEndian(frame.AsSpan(6), int.MaxValue);
        frame[14] = (byte)(XxHash32.Compute(frame.AsSpan(4, 10)) >> 8);
        AssertRefused(() => BlobPacker.Unpack(frame, int.MaxValue), "more than it can hold");

        AssetRow row = new(new RowLayout(1, ViewChannels.Color)) { VertexCount = int.MaxValue, TriangleCount = 1, MeshPositions = frame, MeshNormals = frame };
        AssertRefused(() => AssetContent.Positions(row), "cannot be");
        AssertRefused(() => AssetContent.Normals(row), "cannot be");
        row.VertexCount = -1;
        AssertRefused(() => AssetContent.Positions(row), "cannot be");
        (row.VertexCount, row.TriangleCount) = (3, int.MaxValue / 3);
        AssertRefused(() => AssetContent.Triangles(row), "cannot be");
        AssertRefused(() => AssetContent.Parts(row), "cannot be");
    }

    private static void AssertRefused(Func<object> unpack, string word)
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        FormatException refusal = Assert.Throws<FormatException>(() => unpack());
        Assert.Contains(word, refusal.Message, StringComparison.Ordinal);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, MostBytes);
    }

    private static void AssertSame(AssetPictures first, AssetPictures second)
    {
        Assert.Equal(first.Positions, second.Positions);
        Assert.Equal(first.Triangles, second.Triangles);
        Assert.Equal(first.Normals, second.Normals);
        Assert.Equal(first.Parts, second.Parts);
        for (int view = 0; view < first.ViewCount; view++)
        {
            foreach (ImageChannel channel in ImageChannel.Of(first.Channels))
                Assert.Equal(first.Image(channel.Channel, view).ToArray(), second.Image(channel.Channel, view).ToArray());
        }
    }

    private byte[] Forge(string forgery)
    {
        ShardForgery shard = new(_shard);
        var group = (SortedDictionary<int, object>)shard.RowGroups[0];
        ThriftList elements = (ThriftList)shard.Footer[2], columns = (ThriftList)group[1], metadata = (ThriftList)shard.Footer[5];
        switch (forgery)
        {
            case "footer of 4 GiB":
                shard.FooterBytes = uint.MaxValue;
                break;
            case "footer of 2 GiB":
                shard.FooterBytes = int.MaxValue;
                break;
            case "footer of 17 MiB":
                shard.FooterBytes = 17 << 20;
                shard.Pages.AddRange(new byte[18 << 20]);
                break;
            case "footer longer than the file":
                shard.FooterBytes = 2 * (uint)_shard.Length;
                break;
            case "list of 2^31 row groups":
                shard.Footer[4] = new ThriftList(ThriftType.Struct, shard.RowGroups) { ClaimedCount = 1UL << 31 };
                break;
            case "list of 2^31 columns":
                group[1] = new ThriftList(ThriftType.Struct, columns.Items) { ClaimedCount = 1UL << 31 };
                break;
            case "nesting":
                return shard.Write([.. Enumerable.Repeat((byte)0x1C, 1 << 20)]);
            case "field twice":
                return shard.Write([0x15, 0x02, 0x05, 0x02, 0x02, 0x00]);
            case "encryption":
                shard.Footer[8] = new SortedDictionary<int, object>();
                break;
            case "other file":
                ((SortedDictionary<int, object>)columns.Items[0])[1] = "/etc/passwd"u8.ToArray();
                break;
            case "dictionary":
                ShardForgery.Set(shard.Column("twin"), 11, 4);
                break;
            case "rows without end":
                ShardForgery.Set(group, 3, 1L << 40);
                ShardForgery.Set(shard.Footer, 3, 1L << 40);
                break;
            case "negative rows":
                ShardForgery.Set(group, 3, -1);
                break;
            case "row group 100,000 times":
                shard.RowGroups.AddRange(Enumerable.Repeat(shard.RowGroups[0], 600));
                ShardForgery.Set(shard.Footer, 3, 601);
                break;
            case "columns over each other":
                ShardForgery.Set(shard.Column("mesh_hash"), 9, ShardForgery.Value(shard.Column("asset_hash")[9]));
                break;
            case "column beyond the file":
                ShardForgery.Set(shard.Column("asset_index"), 7, 1L << 40);
                ShardForgery.Set(shard.Column("asset_index"), 6, 1L << 40);
                break;
            case "codec":
                ShardForgery.Set(shard.Column("color.list.element"), 4, 2);
                break;
            case "encoding":
                ((ThriftList)shard.Column("recipe")[2]).Items.Add(new ThriftNumber(ThriftType.I32, 8));
                break;
            case "values without end":
                ShardForgery.Set(shard.Column("color.list.element"), 5, int.MaxValue);
                break;
            case "page of 2 GiB":
                shard.ReplacePage("sparse_views", header => ShardForgery.Set(header, 3, int.MaxValue));
                MoveBehind(shard, "sparse_views");
                break;
            case "page that unpacks to 2 GiB":
                shard.ReplacePage("sparse_views", header => ShardForgery.Set(header, 2, int.MaxValue));
                MoveBehind(shard, "sparse_views");
                break;
            case "negative page":
                shard.ReplacePage("sparse_views", header => ShardForgery.Set(header, 3, -100));
                MoveBehind(shard, "sparse_views");
                break;
            case "page with fewer values":
                shard.ReplacePage("sparse_views", header => ShardForgery.Set((SortedDictionary<int, object>)header[5], 1, 0));
                MoveBehind(shard, "sparse_views");
                break;
            case "levels of 4 GiB":
                shard.ReplacePage("normal.list.element", _ => { }, [0xFF, 0xFF, 0xFF, 0xFF, 1, 2, 3, 4]);
                break;
            case "numbers too short":
                shard.ReplacePage("sparse_views", _ => { }, [1, 2]);
                MoveBehind(shard, "sparse_views");
                break;
            case "number of ten bytes":
                return shard.Write([0x15, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x01, 0x00]);
            case "another type":
                ShardForgery.Set((SortedDictionary<int, object>)elements.Items[1], 1, 1);
                break;
            case "another schema":
                ((SortedDictionary<int, object>)elements.Items[1])[4] = "index_of_asset"u8.ToArray();
                break;
            case "a column more":
                elements.Items.Add(elements.Items[1]);
                break;
            case "metadata twice":
                metadata.Items.Add(metadata.Items[0]);
                break;
            case "views":
                ((SortedDictionary<int, object>)metadata.Items[3])[2] = "1000000"u8.ToArray();
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(forgery), forgery, "There is no such forgery.");
        }

        return shard.Write();
    }

    /// <summary>A page that stands behind all others has to be the last one: the columns behind it are written again.</summary>
    private static void MoveBehind(ShardForgery shard, string name)
    {
        bool isBehind = false;
        foreach (object column in ((ThriftList)((SortedDictionary<int, object>)shard.RowGroups[0])[1]).Items)
        {
            var metadata = (SortedDictionary<int, object>)((SortedDictionary<int, object>)column)[3];
            string path = string.Join('.', ((ThriftList)metadata[3]).Items.Select(part => System.Text.Encoding.ASCII.GetString((byte[])part)));
            if (isBehind)
                shard.ReplacePage(path, _ => { });
            isBehind |= path == name;
        }
    }

    private List<(long Start, long End)> Blobs()
    {
        ShardForgery shard = new(_shard);
        string[] names = ["mesh_positions", "mesh_triangles", "mesh_normals", "mesh_parts", "color.list.element", "depth.list.element", "normal.list.element"];
        return [.. names.Select(name => shard.Column(name)).Select(column =>
            (ShardForgery.Value(column[9]), ShardForgery.Value(column[9]) + ShardForgery.Value(column[7])))];
    }

    private async Task<List<AssetPictures>> ReadAsync(byte[] shard)
    {
        await using ShardReader reader = await ShardReader.OpenAsync(Write(shard), TestContext.Current.CancellationToken);
        List<AssetPictures> assets = [];
        for (int group = 0; group < reader.RowGroupCount; group++)
            assets.AddRange((await reader.ReadRowGroupAsync(group, TestContext.Current.CancellationToken)).Select(row => AssetPictures.From(row)));
        return assets;
    }

    private string Write(byte[] shard)
    {
        string path = _home["hostile.parquet"];
        File.WriteAllBytes(path, shard);
        return path;
    }
}
