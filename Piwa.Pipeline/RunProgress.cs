namespace Piwa.Pipeline;

/// <summary>Where a run stands.</summary>
public sealed record RunProgress
{
    /// <summary>Assets that this run is to make.</summary>
    public required long Planned { get; init; }

    /// <summary>Assets that were there when it began.</summary>
    public required long AlreadyThere { get; init; }

    /// <summary>Assets that entered the graph.</summary>
    public required long Admitted { get; init; }

    /// <summary>Assets that are made, hashed and packed, in a shard or on their way into one.</summary>
    public required long Sealed { get; init; }

    /// <summary>Assets in shards that are committed and on the ledger.</summary>
    public required long Completed { get; init; }

    /// <summary>
    /// Assets that left the graph with a failure. Once the run is over: admitted = completed + dead-lettered.
    /// </summary>
    public required long DeadLettered { get; init; }

    /// <summary>Those of the dead letters with which nothing is wrong: the run stopped before they were done, and the next run makes them.</summary>
    public required long Drained { get; init; }

    /// <summary>Shards that this run committed.</summary>
    public required int Shards { get; init; }

    /// <summary>Bytes of those shards.</summary>
    public required long ShardBytes { get; init; }

    /// <summary>Time since the run began.</summary>
    public required TimeSpan Elapsed { get; init; }

    /// <summary>The stages in the order of the graph.</summary>
    public required IReadOnlyList<StageShare> Stages { get; init; }

    /// <summary>Whether the run is stopping.</summary>
    public required bool IsDraining { get; init; }

    /// <summary>Shards of this run that are committed and not on the ledger yet.</summary>
    public int UnmintedShards { get; init; }

    /// <summary>
    /// Assets and roots of shards that are on the ledger, those of earlier runs included: what grows while the run puts there what these left.
    /// </summary>
    public long OnLedger { get; init; }

    /// <summary>How often the device was lost: the host made the shard that it was at, and the device was tried again.</summary>
    public int DeviceLosses { get; init; }

    /// <summary>What the last of these losses was; null if there was none.</summary>
    public string? LastDeviceLoss { get; init; }

    /// <summary>Posts of telemetry that this run has made.</summary>
    public int TelemetryPosts { get; init; }

    /// <summary>Posts of the data set that are not on the ledger yet: it failed, and they are tried again.</summary>
    public int WaitingTelemetryPosts { get; init; }

    /// <summary>What something in the run waits for, as the end of a sentence; null while nothing does.</summary>
    public string? Waiting { get; init; }

    /// <summary>The stage that sets the pace: of the threads that are busiest, where these spend most of their time.</summary>
    /// <param name="since">An earlier report of the same run: what was done before it does not count. Null for the whole run.</param>
    /// <returns>Name of the stage; null if no thread was busy for a tenth of the time.</returns>
    public string? FindBottleneck(RunProgress? since = null)
    {
        const double LeastLoad = 0.1;
        double seconds = (Elapsed - (since?.Elapsed ?? TimeSpan.Zero)).TotalSeconds;
        if (seconds <= 0 || Stages.Count == 0)
            return null;
        var loads = Stages.Select(stage => (
            Stage: stage,
            Load: (stage.Busy - (since?.Stages.FirstOrDefault(one => one.Name == stage.Name)?.Busy ?? TimeSpan.Zero)).TotalSeconds
                / (seconds * stage.Parallelism)));

        // Stages of one lane take turns on its thread: none of them is busy all the time, but the thread may be.
        var (load, stages) = loads.GroupBy(one => one.Stage.Lane ?? one.Stage.Name)
            .Select(lane => (Load: lane.Sum(one => one.Load), Stages: lane.ToList()))
            .MaxBy(lane => lane.Load);
        return load < LeastLoad ? null : stages.MaxBy(one => one.Load).Stage.Name;
    }
}
