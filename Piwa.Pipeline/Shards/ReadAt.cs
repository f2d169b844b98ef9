namespace Piwa.Pipeline.Shards;

/// <summary>Reads bytes of a file from a place on.</summary>
/// <param name="target">Takes them.</param>
/// <param name="offset">The place.</param>
/// <returns>How many came; 0 where there are no more.</returns>
internal delegate int ReadAt(Span<byte> target, long offset);
