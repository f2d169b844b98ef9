using Piwa.Pipeline.Encoding;

namespace Piwa.Bench.EndToEnd;

/// <summary>What is hashed and packed as one piece: an array of a mesh, or a channel of a view.</summary>
/// <param name="Bytes">Its raw bytes.</param>
/// <param name="Layout">How they are filtered.</param>
internal sealed record RawComponent(byte[] Bytes, PlaneLayout Layout);
