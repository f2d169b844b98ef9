using Piwa.Pipeline.Fleet;

namespace Piwa.Host.Pages.Fleet;

/// <summary>What is known of a fleet.</summary>
/// <param name="Status">Where it stood when it was last looked at; null before the first look.</param>
/// <param name="Events">What had happened then, what was last first.</param>
/// <param name="At">When that was; when it is watched since, before the first look.</param>
/// <param name="Fault">Why it cannot be looked at now; null if it can.</param>
/// <param name="Present">Nodes that had been heard of shortly before.</param>
/// <param name="AssetsPerSecond">Assets a second over the last minutes.</param>
/// <param name="Window">Over how long.</param>
/// <param name="Left">Time until all is in the store at that rate; null if nothing moves.</param>
/// <param name="WatchedSince">When it was looked at first.</param>
/// <param name="CommittedAt">When a unit came into the store last; null if none has since it is watched.</param>
/// <param name="Samples">How it went since it is watched, evenly spread.</param>
internal sealed record FleetView(
    FleetStatus? Status,
    IReadOnlyList<FleetEvent> Events,
    DateTimeOffset At,
    string? Fault,
    int Present,
    double AssetsPerSecond,
    TimeSpan Window,
    TimeSpan? Left,
    DateTimeOffset WatchedSince,
    DateTimeOffset? CommittedAt,
    FleetSample[] Samples);
