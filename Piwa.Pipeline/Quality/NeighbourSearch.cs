namespace Piwa.Pipeline.Quality;

/// <summary>Compares assets with all others.</summary>
/// <remarks>
/// The points are in random order, so that the first n are a random part of the set: a query runs through them once and notes its nearest
/// so far at each size of the coverage curve. Threads share the queries; sums are of whole numbers, so their order is of no matter.
/// </remarks>
internal static class NeighbourSearch
{
    /// <summary>Parts of the coverage curve: all, 1/2, 1/4, ... of at least <see cref="SmallestPart"/> assets.</summary>
    private const int MostParts = 8;
    private const int SmallestPart = 16;

    /// <summary>Queries between two reports of progress.</summary>
    private const int ReportInterval = 256;

    /// <summary>Searches the neighbours of the first points among all.</summary>
    /// <param name="points">At least two points in random order.</param>
    /// <param name="queries">How many of the points are queries.</param>
    /// <param name="maxDistance">Largest distance there can be.</param>
    /// <param name="report">Told the number of queries that are done, now and then.</param>
    /// <param name="cancellationToken">Ends the search.</param>
    public static NeighbourStatistics Run<T>(
        T[] points,
        int queries,
        int maxDistance,
        Action<int> report,
        CancellationToken cancellationToken)
        where T : unmanaged, IMetricPoint<T>
    {
        int[] parts = Parts(points.Length);
        var nearest = new int[parts.Length, queries];
        var pairs = new long[maxDistance + 1];
        int done = 0;
        Parallel.For(
            0,
            queries,
            new ParallelOptions { CancellationToken = cancellationToken },
            () => new long[maxDistance + 1],
            (query, _, distances) =>
            {
                Search(points, query, parts, nearest, maxDistance, distances);
                int count = Interlocked.Increment(ref done);
                if (count % ReportInterval == 0)
                    report(count);
                return distances;
            },
            distances =>
            {
                lock (pairs)
                {
                    for (int i = 0; i < pairs.Length; i++)
                        pairs[i] += distances[i];
                }
            });
        return Summarize(points.Length, parts, nearest, pairs);
    }

    private static int[] Parts(int count)
    {
        var parts = new List<int>();
        for (int part = count; parts.Count == 0 || (part >= SmallestPart && parts.Count < MostParts); part = (part + 1) / 2)
            parts.Insert(0, part);
        return [.. parts];
    }

    private static void Search<T>(T[] points, int query, int[] parts, int[,] nearest, int least, long[] distances)
        where T : unmanaged, IMetricPoint<T>
    {
        T point = points[query];
        int next = 0;
        for (int i = 0; i < parts.Length; i++)
        {
            for (; next < parts[i]; next++)
            {
                if (next == query)
                    continue;
                int distance = point.DistanceTo(points[next]);
                distances[distance]++;
                least = Math.Min(least, distance);
            }

            nearest[i, query] = least;
        }
    }

    private static NeighbourStatistics Summarize(int count, int[] parts, int[,] nearest, long[] pairs)
    {
        int queries = nearest.GetLength(1);
        var coverage = new CoveragePoint[parts.Length];
        var sorted = new int[queries];
        for (int i = 0; i < parts.Length; i++)
        {
            Buffer.BlockCopy(nearest, i * queries * sizeof(int), sorted, 0, queries * sizeof(int));
            Array.Sort(sorted);
            double mean = sorted.Sum(distance => (long)distance) / (double)queries;
            coverage[i] = new CoveragePoint(parts[i], mean, sorted[queries / 2], sorted[(int)(0.95 * queries)]);
        }

        // The last part is the whole set.
        var counts = new long[sorted[^1] + 1];
        foreach (int distance in sorted)
            counts[distance]++;
        double allPairs = (double)queries * (count - 1);
        return new NeighbourStatistics(
            queries,
            count,
            [.. DatasetStatistics.Thresholds.Select(t => new NearDuplicates(t, Within(counts, t) / queries, Within(pairs, t) / allPairs))],
            counts,
            coverage);

        static double Within(long[] counts, int threshold) => counts.Take(threshold + 1).Sum();
    }
}
