using Piwa.Pipeline.Encoding;

namespace Piwa.Pipeline.Shards;

/// <summary>Encodes rows as a Parquet file: row groups and the footer. The same rows give the same bytes.</summary>
/// <remarks>
/// Not thread-safe. Serves one file after another, and keeps its buffers: some 300 KB, and what the longest footer takes. So a shard
/// allocates nothing.
/// </remarks>
internal sealed class ShardEncoder : IDisposable
{
    private readonly ShardSchema _schema;
    private readonly HashedFile _file;
    private readonly FooterWriter _footer;
    private readonly ColumnWriter _columns;

    /// <param name="layout">What rows hold.</param>
    /// <param name="campaign">Hash of their campaign.</param>
    /// <param name="hasSha256">Whether SHA-256 of files is wanted too.</param>
    public ShardEncoder(RowLayout layout, ContentHash campaign, bool hasSha256 = false)
    {
        _file = new HashedFile(hasSha256);
        _schema = new ShardSchema(layout);
        ShardLeaf[] leaves = [.. _schema.Columns.SelectMany(column => column.Leaves).Select(field => new ShardLeaf(field))];
        _footer = new FooterWriter(_schema, leaves, campaign);
        _columns = new ColumnWriter(_file, _footer, leaves);
    }

    private static ReadOnlySpan<byte> Magic => "PAR1"u8;

    /// <summary>Begins a file, which is new and has no buffer of its own.</summary>
    public void Begin(FileStream file)
    {
        _file.Begin(file);
        _footer.Begin();
        _file.Write(Magic);
    }

    /// <summary>Writes rows, at least one, as a row group.</summary>
    public void WriteRowGroup(IReadOnlyList<AssetRow> rows)
    {
        _columns.BeginRowGroup();
        for (int i = 0; i < _schema.Columns.Count; i++)
            _schema.Columns[i].Write(_columns, rows);
        _footer.EndRowGroup(rows.Count);
    }

    /// <summary>Writes the footer, and hands all to the system.</summary>
    public WrittenShard Finish()
    {
        ReadOnlySpan<byte> footer = _footer.Finish();
        _file.Write(footer);
        _file.Write(footer.Length);
        _file.Write(Magic);
        return _file.Finish();
    }

    public void Dispose() => _file.Dispose();
}
