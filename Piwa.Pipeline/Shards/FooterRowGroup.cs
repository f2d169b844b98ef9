namespace Piwa.Pipeline.Shards;

/// <summary>What a footer says of a row group.</summary>
/// <param name="Rows">Its rows.</param>
/// <param name="Columns">Its columns, in the order of the file.</param>
internal readonly record struct FooterRowGroup(long Rows, IReadOnlyList<FooterColumn> Columns);
