using Piwa.Kernels.Devices;
using Piwa.Pipeline.Shards;
using Piwa.Pipeline.Telemetry;

namespace Piwa.Pipeline;

/// <summary>What a run has been through: it has one part, and two more for each time that its device is lost.</summary>
/// <remarks>The parts come one after the other; only <see cref="Planned"/> is of several threads.</remarks>
internal sealed class RunHistory(TimeProvider time)
{
    private long _planned;
    private (int Shards, long Rows, long Dead, long Bytes)? _before;

    /// <summary>When the run began.</summary>
    public long StartedAt { get; } = time.GetTimestamp();

    /// <summary>Measures it between posts.</summary>
    public NodeMeter Meter { get; } = new(time);

    /// <summary>Assets that were there then.</summary>
    public long AlreadyThere { get; private set; }

    /// <summary>Assets that there were to make then, and that came since.</summary>
    public long Planned => Interlocked.Read(ref _planned);

    /// <summary>Device of the first part; null before. A run on whatever there is does not look for something else when that is lost.</summary>
    public string? Device { get; set; }

    /// <summary>How often the device was lost.</summary>
    public int DeviceLosses { get; private set; }

    /// <summary>What the last loss was; null if there was none.</summary>
    public string? LastDeviceLoss { get; private set; }

    /// <summary>Begins a part.</summary>
    /// <param name="dataset">The data set as it is.</param>
    /// <param name="missing">What is still to make.</param>
    /// <returns>A tally of what the parts before have committed.</returns>
    public RunTally Begin(Dataset dataset, IReadOnlyList<WorkUnit> missing)
    {
        (int Shards, long Rows, long Dead, long Bytes) now = (
            dataset.Shards.Count,
            dataset.Shards.Sum(shard => (long)shard.Rows),
            dataset.Shards.Sum(shard => (long)shard.Dead.Count),
            dataset.Shards.Sum(shard => shard.Bytes));
        if (_before is null)
        {
            _before = now;
            AlreadyThere = now.Rows + now.Dead;
            _planned = missing.Sum(unit => (long)unit.Assets);
        }

        (int shards, long rows, long dead, long bytes) = _before.Value;
        return new RunTally(now.Shards - shards, now.Rows - rows, now.Dead - dead, now.Bytes - bytes);
    }

    /// <summary>There are more assets to make.</summary>
    public void Plan(int assets) => Interlocked.Add(ref _planned, assets);

    public void Lose(DeviceLostException loss)
    {
        DeviceLosses++;
        LastDeviceLoss = loss.Message;
    }
}
