namespace Piwa.Bench.EndToEnd;

/// <summary>What a stage took in a run.</summary>
/// <param name="Name">The stage.</param>
/// <param name="Milliseconds">Time in its body by asset, of all its workers together.</param>
/// <param name="Share">That as a share of all stages' time.</param>
internal sealed record StageTime(string Name, double Milliseconds, double Share);
