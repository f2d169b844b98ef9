namespace Piwa.Pipeline.Labels;

/// <summary>The sets of sample points: each has a stream of random numbers of its own. Never reuse or renumber.</summary>
internal enum SampleSet
{
    Surface = 0,
    Sharp = 1,
    Volume = 2,
    Near = 3,
    SharpNear = 4,
}
