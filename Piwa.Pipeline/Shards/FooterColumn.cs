namespace Piwa.Pipeline.Shards;

/// <summary>What a footer says of a column of a row group.</summary>
/// <param name="Path">Names from the root, with points between them.</param>
/// <param name="Type">Parquet's physical type.</param>
/// <param name="Values">Values, over all lists.</param>
/// <param name="Offset">Where its page begins.</param>
/// <param name="Bytes">Bytes of its page, with its header.</param>
internal readonly record struct FooterColumn(string Path, int Type, long Values, long Offset, long Bytes);
