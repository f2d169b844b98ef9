using Piwa.Pipeline.Encoding;

namespace Piwa.Pipeline.Shards;

/// <summary>A step of a <see cref="DatasetProof"/>.</summary>
/// <param name="IsRight">Whether the sibling is to the right.</param>
/// <param name="Sibling">Hash of the sibling.</param>
public readonly record struct DatasetProofStep(bool IsRight, ContentHash Sibling);
