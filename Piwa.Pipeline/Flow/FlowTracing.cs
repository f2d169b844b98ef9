using System.Diagnostics;

namespace Piwa.Pipeline.Flow;

/// <summary>The work of stages as spans of OpenTelemetry: one for each time that a stage worked on an item, each a trace of its own.</summary>
/// <remarks>Thread-safe. Where nobody listens it costs a comparison.</remarks>
internal static class FlowTracing
{
    /// <summary>The source of the product's spans: there is one.</summary>
    public const string SourceName = FlowInstruments.MeterName;

    /// <summary>The first of the admitted items that the work was on.</summary>
    public const string ItemTag = "piwa.item.first";

    /// <summary>How many there were.</summary>
    public const string CountTag = "piwa.item.count";

    private static readonly ActivitySource Source = new(SourceName);

    /// <summary>Tells of work that has just ended.</summary>
    /// <param name="stage">The stage's name, which is the span's.</param>
    /// <param name="ids">The items.</param>
    /// <param name="elapsed">How long it took.</param>
    /// <param name="clock">The clock.</param>
    /// <param name="fault">What it ended with; null if with a result.</param>
    public static void Record(string stage, in ItemIds ids, TimeSpan elapsed, TimeProvider clock, Exception? fault)
    {
        if (!Source.HasListeners())
            return;

        using Activity? span = Source.StartActivity(stage, ActivityKind.Internal, default(ActivityContext), startTime: clock.GetUtcNow() - elapsed);
        if (span is null)
            return;
        span.SetTag(ItemTag, ids.First).SetTag(CountTag, ids.Count);
        if (fault is not null)
        {
            span.AddException(fault);
            span.SetStatus(ActivityStatusCode.Error, fault.Message);
        }
    }
}
