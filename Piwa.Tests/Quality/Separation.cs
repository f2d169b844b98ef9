namespace Piwa.Tests.Quality;

/// <summary>How well a distance tells the same from different.</summary>
internal static class Separation
{
    /// <summary>Area under the curve: the chance that two of the same are nearer than two different ones; a tie counts half.</summary>
    public static double Auc(IReadOnlyCollection<int> same, IReadOnlyCollection<int> different) =>
        same.Average(near => different.Average(far => near < far ? 1.0 : near == far ? 0.5 : 0));
}
