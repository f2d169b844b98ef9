namespace Piwa.Chain.Provenance;

/// <summary>Knows what shards consist of and how their assets are made.</summary>
/// <remarks>Safe to use from several threads; calls may wait for each other.</remarks>
public interface IShardExaminer : IDisposable
{
    /// <summary>Checks all that a submission says against itself and its campaign.</summary>
    /// <param name="submission">The submission, from whomever.</param>
    Examination Examine(ShardSubmission submission);

    /// <summary>Makes an asset of an examined shard again, from its recipe.</summary>
    /// <param name="submission">The submission.</param>
    /// <param name="row">The asset's row.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <returns>In what it differs from what was submitted; nothing if it is equal.</returns>
    ValueTask<IReadOnlyList<string>> CompareAsync(ShardSubmission submission, int row, CancellationToken cancellationToken = default);
}
