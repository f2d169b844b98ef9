using Piwa.Pipeline.Fleet;

namespace Piwa.Host.Pages.Fleet;

/// <summary>Keeps where a fleet stood when it was last looked at, how fast it is, and samples of how it went.</summary>
/// <remarks>
/// Thread-safe. All questions of pages are answered from here: however many look, the database is asked once. Memory is bounded: once there
/// are <see cref="MostSamples"/> samples, every second one goes and they are taken half as often.
/// </remarks>
/// <param name="about">What is made.</param>
/// <param name="clock">The clock, which is about the database's.</param>
internal sealed class FleetFeed(FleetAbout about, TimeProvider clock)
{
    /// <summary>More than the points that a chart shows.</summary>
    public const int MostSamples = 600;

    /// <summary>A node that was heard of since then is there: it asks or renews several times within it, unless leases are much longer than usual.</summary>
    public static readonly TimeSpan Presence = TimeSpan.FromMinutes(2);

    /// <summary>Long enough that single units do not make the rate jump, short enough to show that nodes have gone.</summary>
    private static readonly TimeSpan Window = TimeSpan.FromMinutes(5);

    /// <summary>A point of the chart is the rate over so long: the chart is to show what changes.</summary>
    private static readonly TimeSpan SampleWindow = TimeSpan.FromSeconds(30);

    /// <summary>An end is not foretold from less.</summary>
    private static readonly TimeSpan LeastWindow = TimeSpan.FromSeconds(10);

    private readonly Lock _lock = new();
    private readonly Queue<(long At, long Assets)> _recent = new();
    private readonly List<FleetSample> _samples = [];
    private readonly DateTimeOffset _since = clock.GetUtcNow();
    private readonly long _begin = clock.GetTimestamp();
    private TimeSpan _interval = TimeSpan.FromSeconds(1);
    private FleetView? _view;

    /// <summary>Takes a look.</summary>
    /// <param name="status">Where it stands.</param>
    /// <param name="events">What has happened, what was last first.</param>
    public void Report(FleetStatus status, IReadOnlyList<FleetEvent> events)
    {
        lock (_lock)
        {
            DateTimeOffset now = clock.GetUtcNow();
            long stamp = clock.GetTimestamp(), assets = about.AssetsOf(status.Committed);
            _recent.Enqueue((stamp, assets));
            while (_recent.Count > 2 && clock.GetElapsedTime(_recent.Peek().At, stamp) > Window)
                _recent.Dequeue();
            (long oldest, long before) = _recent.Peek();
            TimeSpan window = clock.GetElapsedTime(oldest, stamp);
            double rate = window > TimeSpan.Zero ? Math.Max(assets - before, 0) / window.TotalSeconds : 0;
            int present = status.Nodes.Count(node => node.Barred is null && now - node.Seen < Presence);
            long left = (long)about.Order.Assets - assets;
            bool isMore = _view?.Status is { } last && status.Committed > last.Committed;
            (long recently, long then) = _recent.First(look => clock.GetElapsedTime(look.At, stamp) <= SampleWindow);
            Sample(
                clock.GetElapsedTime(_begin, stamp).TotalSeconds, assets,
                recently == stamp ? 0 : Math.Max(assets - then, 0) / clock.GetElapsedTime(recently, stamp).TotalSeconds, present);
            _view = new FleetView(
                status, events, now, Fault: null, present, rate, window, LeftAt(rate, left, window), _since, isMore ? now : _view?.CommittedAt, [.. _samples]);
        }
    }

    /// <summary>It could not be looked at.</summary>
    /// <param name="fault">Why.</param>
    public void Report(string fault)
    {
        lock (_lock)
        {
            _view = (_view ?? new FleetView(null, [], _since, null, 0, 0, TimeSpan.Zero, null, _since, null, [])) with { Fault = fault };
        }
    }

    /// <summary>What is known; null before the first report.</summary>
    public FleetView? Read()
    {
        lock (_lock)
            return _view;
    }

    /// <summary>Null where it would be beyond any calendar, or mere chance.</summary>
    private static TimeSpan? LeftAt(double rate, long left, TimeSpan window)
    {
        const double MostDays = 36_500;
        double seconds = left / rate;
        return left == 0 ? TimeSpan.Zero
            : window >= LeastWindow && seconds < TimeSpan.FromDays(MostDays).TotalSeconds ? TimeSpan.FromSeconds(seconds) : null;
    }

    private void Sample(double seconds, long assets, double rate, int present)
    {
        if (_samples.Count > 0 && seconds - _samples[^1].Seconds < _interval.TotalSeconds)
            return;
        if (_samples.Count == MostSamples)
        {
            _interval *= 2;
            List<FleetSample> kept = [.. _samples.Where((_, i) => i % 2 == 1)];
            _samples.Clear();
            _samples.AddRange(kept);
        }

        _samples.Add(new FleetSample(seconds, assets, rate, present));
    }
}
