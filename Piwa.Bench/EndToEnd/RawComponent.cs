using Piwa.Pipeline.Encoding;

namespace Piwa.Bench.EndToEnd;

/// <summary>What is hashed as one piece: an array of a mesh, or a view.</summary>
/// <param name="Bytes">Its raw bytes.</param>
/// <param name="Layouts">How they are filtered: a view's channels lie one after the other.</param>
internal sealed record RawComponent(byte[] Bytes, PlaneLayout[] Layouts);
