using System.Globalization;
using Piwa.Pipeline.Shards;

namespace Piwa.Pipeline.Stages;

/// <summary>Ends a run of which too much cannot be made: then it is not the assets. Not thread-safe.</summary>
/// <param name="share">The largest share of dead letters.</param>
internal sealed class DeadShareLimit(double share)
{
    /// <summary>Of fewer assets, a share says nothing.</summary>
    private const int LeastAssets = 100;

    private long _assets;
    private long _dead;

    /// <summary>Counts a shard before it is committed.</summary>
    /// <exception cref="InvalidOperationException">With it there are too many: it is not to be committed.</exception>
    public void Count(int assets, IReadOnlyList<DeadLetterRecord> dead)
    {
        _assets += assets;
        _dead += dead.Count;
        if (_assets < LeastAssets || _dead <= share * _assets || dead.Count == 0)
            return;
        throw new InvalidOperationException(string.Create(
            CultureInfo.InvariantCulture,
            $"{_dead} of {_assets} assets could not be made, more than the share of {share:0.###} that is allowed; the last shard is not kept. "
            + $"Asset {dead[^1].AssetIndex} failed in {dead[^1].Stage}: {dead[^1].Reason} "
            + $"Mend the cause, or allow more with MaximumDeadShare (--max-dead-share)."));
    }
}
