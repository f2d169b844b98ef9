using System.Globalization;
using Parquet.Schema;

namespace Piwa.Pipeline.Shards;

/// <summary>The images of a channel: a list by row, one image by view.</summary>
internal abstract class ImageColumn(Field field, ImageChannel channel) : ShardColumn(field)
{
    public override bool IsLarge => true;

    protected ImageChannel Channel { get; } = channel;

    public static ImageColumn Create(ImageChannel channel, ImageFormat format) => format == ImageFormat.Png
        ? new Pictures(channel)
        : new Blobs(channel);

    protected void WriteImages(ColumnWriter writer, IReadOnlyList<AssetRow> rows) =>
        ListColumn<ReadOnlyMemory<byte>>.Write(writer, rows, Images);

    private ReadOnlyMemory<byte>[] Images(AssetRow row) => row.Images(Channel.Channel);

    protected async Task ReadImagesAsync(ColumnReader reader, DataField bytes, AssetRow[] rows)
    {
        ReadOnlyMemory<ReadOnlyMemory<byte>>[] lists = await reader.ListsAsync<ReadOnlyMemory<byte>>(bytes).ConfigureAwait(false);
        for (int i = 0; i < rows.Length; i++)
        {
            if (lists[i].Length != rows[i].ViewCount)
                throw new FormatException($"A row has {lists[i].Length} images in column {Channel.Name} for {rows[i].ViewCount} views.");
            lists[i].CopyTo(Images(rows[i]));
        }
    }

    private sealed class Blobs : ImageColumn
    {
        private readonly DataField _element;

        public Blobs(ImageChannel channel)
            : this(channel, new DataField("element", typeof(ReadOnlyMemory<byte>), isNullable: false))
        {
        }

        private Blobs(ImageChannel channel, DataField element)
            : base(new ListField(channel.Name, element), channel) => _element = element;

        public override IReadOnlyList<DataField> Leaves => [_element];

        public override void Write(ColumnWriter writer, IReadOnlyList<AssetRow> rows) => WriteImages(writer, rows);

        public override Task ReadAsync(ColumnReader reader, AssetRow[] rows) => ReadImagesAsync(reader, _element, rows);
    }

    /// <summary>As the feature <c>Image</c> of Hugging Face's datasets library has it.</summary>
    private sealed class Pictures : ImageColumn
    {
        private readonly DataField _bytes;
        private readonly DataField _path;

        public Pictures(ImageChannel channel)
            : this(
                channel,
                new DataField("bytes", typeof(ReadOnlyMemory<byte>), isNullable: false),
                new DataField("path", typeof(ReadOnlyMemory<char>), isNullable: false))
        {
        }

        private Pictures(ImageChannel channel, DataField bytes, DataField path)
            : base(new ListField(channel.Name, new StructField("element", bytes, path)), channel)
        {
            _bytes = bytes;
            _path = path;
        }

        public override IReadOnlyList<DataField> Leaves => [_bytes, _path];

        public override void Write(ColumnWriter writer, IReadOnlyList<AssetRow> rows)
        {
            WriteImages(writer, rows);
            ListColumn<ReadOnlyMemory<char>>.Write(writer, rows, Paths);
        }

        public override Task ReadAsync(ColumnReader reader, AssetRow[] rows) => ReadImagesAsync(reader, _bytes, rows);

        private ReadOnlyMemory<char>[] Paths(AssetRow row) =>
        [
            .. Enumerable.Range(0, row.ViewCount).Select(view => string.Create(
                CultureInfo.InvariantCulture, $"{row.AssetIndex:D10}-{Channel.Name}-{view:D3}.png").AsMemory()),
        ];
    }
}
