using Piwa.Pipeline.Encoding;

namespace Piwa.Pipeline.Shards;

/// <summary>The content hashes of an asset: of each component on its own, and of all together.</summary>
/// <param name="Mesh">Hash of the mesh.</param>
/// <param name="Texture">Hash of the material set.</param>
/// <param name="Scene">Hash of cameras and light.</param>
/// <param name="Views">Hash of the hashes of all views.</param>
/// <param name="Asset">Hash of the four others.</param>
public readonly record struct AssetHashes(
    ContentHash Mesh,
    ContentHash Texture,
    ContentHash Scene,
    ContentHash Views,
    ContentHash Asset);
