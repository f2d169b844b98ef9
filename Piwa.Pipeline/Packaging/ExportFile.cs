namespace Piwa.Pipeline.Packaging;

/// <summary>A file of one exported object.</summary>
/// <param name="Name">Its name within the object.</param>
/// <param name="Content">Its bytes.</param>
internal sealed record ExportFile(string Name, ReadOnlyMemory<byte> Content);
