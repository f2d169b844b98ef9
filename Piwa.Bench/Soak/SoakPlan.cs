using Piwa.Pipeline;

namespace Piwa.Bench.Soak;

/// <summary>What a soak runs.</summary>
internal sealed record SoakPlan
{
    public required string Directory { get; init; }

    public required int Assets { get; init; }

    public required string Device { get; init; }

    /// <summary>The stage that is slowed between the two fifths.</summary>
    public required string SlowStage { get; init; }

    /// <summary>How many times as long it takes then.</summary>
    public required double Slowness { get; init; }

    public TimeSpan Interval { get; } = TimeSpan.FromSeconds(1);

    public int SlowFrom => Assets * 2 / 5;

    /// <summary>A fiftieth of the assets: enough to see all queues fill.</summary>
    public int SlowTo => SlowFrom + (Assets / 50);

    /// <summary>Six views of 64 by 64 of some 300 triangles: what is the same for each asset shows soonest where assets are small.</summary>
    public Campaign Campaign { get; } = new() { Rig = "ortho6", ImageResolution = 64, TargetTriangles = 300 };
}
