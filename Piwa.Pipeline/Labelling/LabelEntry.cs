using Piwa.Pipeline.Encoding;

namespace Piwa.Pipeline.Labelling;

/// <summary>What a labeller says.</summary>
/// <param name="Asset">Index of the asset.</param>
/// <param name="Hash">Content hash of the asset that was shown.</param>
/// <param name="Tags">What it shows, as it was written.</param>
/// <param name="Nsfw">Whether it is not safe for work.</param>
/// <param name="Quality">How good it is: 1 to 5.</param>
public sealed record LabelEntry(ulong Asset, ContentHash Hash, IReadOnlyList<string> Tags, bool Nsfw, int Quality);
