namespace Piwa.Pipeline.Quality;

/// <summary>A point of a metric space whose distances are whole numbers.</summary>
internal interface IMetricPoint<TSelf> where TSelf : unmanaged, IMetricPoint<TSelf>
{
    int DistanceTo(TSelf other);
}
