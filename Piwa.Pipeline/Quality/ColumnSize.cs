namespace Piwa.Pipeline.Quality;

/// <summary>Stored bytes of one blob column.</summary>
/// <param name="Name">Name of the column.</param>
/// <param name="Bytes">Bytes: of one asset, or of all.</param>
public readonly record struct ColumnSize(string Name, long Bytes);
