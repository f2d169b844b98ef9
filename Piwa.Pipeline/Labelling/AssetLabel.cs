using Piwa.Pipeline.Encoding;

namespace Piwa.Pipeline.Labelling;

/// <summary>What a wallet says of an asset: a line of <c>labels.jsonl</c>.</summary>
public sealed record AssetLabel
{
    /// <summary>Index of the asset.</summary>
    public required ulong Asset { get; init; }

    /// <summary>Content hash of the asset that was looked at.</summary>
    public required ContentHash Hash { get; init; }

    /// <summary>Address of the labeller's wallet.</summary>
    public required string Wallet { get; init; }

    /// <summary>What it shows: see <see cref="LabelRules"/>; each once, in ordinal order.</summary>
    public required IReadOnlyList<string> Tags { get; init; }

    /// <summary>Whether it is not safe for work.</summary>
    public required bool Nsfw { get; init; }

    /// <summary>How good it is: 1 (useless) to 5 (excellent).</summary>
    public required int Quality { get; init; }

    /// <summary>When this was said, by the host's clock: milliseconds since 1970, UTC.</summary>
    public required long Time { get; init; }
}
