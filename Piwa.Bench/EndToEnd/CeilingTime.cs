namespace Piwa.Bench.EndToEnd;

/// <summary>A step of ours against the fastest known way to do its work, or what it cannot beat; measured in turns, in the same run.</summary>
/// <param name="Stage">The stage that the step belongs to.</param>
/// <param name="Step">What of ours was timed.</param>
/// <param name="Milliseconds">Our time by asset.</param>
/// <param name="Ceiling">The other.</param>
/// <param name="CeilingMilliseconds">Its time by asset.</param>
internal sealed record CeilingTime(string Stage, string Step, double Milliseconds, string Ceiling, double CeilingMilliseconds)
{
    /// <summary>Our rate as a multiple of its rate: 1 is at the ceiling.</summary>
    public double Ratio => CeilingMilliseconds / Milliseconds;
}
