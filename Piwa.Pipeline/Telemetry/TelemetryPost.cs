using Piwa.Chain.Keys;
using Piwa.Pipeline.Encoding;

namespace Piwa.Pipeline.Telemetry;

/// <summary>What a node says of itself: how long it was up, what it wrote, how fast it computes, what it made.</summary>
/// <remarks>
/// <para>
/// Posts of a data set are numbered, and each names the hash of the one before, so that none can be taken out or put in. What it counts is
/// what the manifest says when it is made, so that both can be compared. Times of day are by the node's clock; spans are by its monotonic
/// clock, which nobody sets. All are whole milliseconds.
/// </para>
/// <para>The text that is signed, and that stands on the ledger: <see cref="Text"/>. Immutable.</para>
/// </remarks>
public sealed record TelemetryPost
{
    /// <summary>The operator's wallet, which signs.</summary>
    public required PublicKey Wallet { get; init; }

    /// <summary>Hash of the campaign's description.</summary>
    public required ContentHash Campaign { get; init; }

    /// <summary>Number of the post, from 1.</summary>
    public required long Number { get; init; }

    /// <summary>Why it was posted.</summary>
    public required TelemetryOccasion Occasion { get; init; }

    /// <summary><see cref="Hash"/> of the post before; zeros for the first.</summary>
    public required ContentHash Previous { get; init; }

    /// <summary>Begin of the period: the end of the post before; of the first the begin of its run.</summary>
    public required DateTimeOffset From { get; init; }

    /// <summary>End of the period: when it was posted. Not before <see cref="From"/>, even if the clock was set back.</summary>
    public required DateTimeOffset To { get; init; }

    /// <summary>
    /// How long a run was going on since the post before. Of a process that was killed: to the last shard that it committed, by the time in
    /// the shard's record.
    /// </summary>
    public required TimeSpan Up { get; init; }

    /// <summary>How much of it the run waited for its oracle or for room on the disk.</summary>
    public required TimeSpan Waiting { get; init; }

    /// <summary>The device that computes.</summary>
    public required string Device { get; init; }

    /// <summary>Processors that the process may use.</summary>
    public required int Cores { get; init; }

    /// <summary>Assets that went through <c>seal</c> in this process since the post before: made, hashed and packed.</summary>
    public required long Made { get; init; }

    /// <summary>How long each stage worked for them.</summary>
    public required IReadOnlyList<StageTime> Busy { get; init; }

    /// <summary>What has come since the post before.</summary>
    public required TelemetryCounts InPeriod { get; init; }

    /// <summary>What there is of the campaign.</summary>
    public required TelemetryCounts InAll { get; init; }

    /// <summary>Compute power: assets made in a second while it was up and did not wait; null if it made none.</summary>
    public double? AssetsPerSecond => Made > 0 && Up > Waiting ? Made / (Up - Waiting).TotalSeconds : null;

    /// <summary>Bandwidth: bytes of shards and of the ledger written in a second while it was up; null if it was not.</summary>
    public double? BytesPerSecond => Up > TimeSpan.Zero ? (InPeriod.ShardBytes + InPeriod.LedgerBytes) / Up.TotalSeconds : null;

    /// <summary>The text that is signed: lines of a name and values, see docs/formats.md.</summary>
    public string Text => TelemetryText.Write(this);

    /// <summary>BLAKE3 of the text, which the next post names.</summary>
    public ContentHash Hash => TelemetryText.HashOf(Text);

    /// <summary>Reads a text.</summary>
    /// <param name="text">The text.</param>
    /// <returns>The post, whose text is the same to the byte; null if it is none.</returns>
    public static TelemetryPost? TryParse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return TelemetryText.TryParse(text);
    }
}
