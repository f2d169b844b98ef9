namespace Piwa.Chain.Provenance;

/// <summary>A file of a table that was not taken.</summary>
/// <param name="Path">The file.</param>
/// <param name="Reason">Why.</param>
public sealed record RefusedTable(string Path, string Reason);
