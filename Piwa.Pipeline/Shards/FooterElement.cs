namespace Piwa.Pipeline.Shards;

/// <summary>An element of a Parquet schema: a column, or a group of such.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">Physical type; -1 of a group.</param>
/// <param name="Repetition">0 required, 1 optional, 2 repeated.</param>
/// <param name="Children">Elements of a group.</param>
/// <param name="Converted">What the values mean; -1 if nothing is said.</param>
internal readonly record struct FooterElement(string Name, int Type, int Repetition, int Children, int Converted);
