namespace Piwa.Pipeline.Telemetry;

/// <summary>What this process has worked.</summary>
/// <param name="Made">Assets that went through <c>seal</c>.</param>
/// <param name="Waiting">How long it waited.</param>
/// <param name="Busy">How long each stage worked.</param>
internal sealed record NodeWork(long Made, TimeSpan Waiting, IReadOnlyList<StageTime> Busy)
{
    public static NodeWork None { get; } = new(0, TimeSpan.Zero, []);

    /// <summary>Both together; they have the same stages, or one has none.</summary>
    public NodeWork Plus(NodeWork other) => new(Made + other.Made, Waiting + other.Waiting, Join(other, 1));

    /// <summary>What has come since.</summary>
    public NodeWork Since(NodeWork earlier) => new(Made - earlier.Made, Waiting - earlier.Waiting, Join(earlier, -1));

    private StageTime[] Join(NodeWork other, int sign) =>
    [
        .. (Busy.Count == 0 ? other.Busy : Busy).Select(time => new StageTime(time.Stage, TimeOf(time.Stage) + (sign * other.TimeOf(time.Stage)))),
    ];

    private TimeSpan TimeOf(string stage) => Busy.FirstOrDefault(time => time.Stage == stage).Busy;
}
