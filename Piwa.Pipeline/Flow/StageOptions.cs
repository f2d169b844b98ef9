using System.Threading.Tasks.Dataflow;

namespace Piwa.Pipeline.Flow;

/// <summary>What a stage is called, how much it holds and what it runs on.</summary>
internal record StageOptions
{
    /// <summary>Enough that a CPU stage does not run dry, little enough that memory stays flat.</summary>
    public const int DefaultCapacity = 8;

    public StageOptions(string name) => Name = name;

    /// <summary>One word, the same in telemetry, dead letters and reports.</summary>
    public string Name { get; }

    /// <summary>Items the stage holds: waiting, being worked on, and waiting to leave. At least <see cref="Parallelism"/>.</summary>
    public int Capacity { get; init; } = DefaultCapacity;

    /// <summary>Items worked on at the same time. With more than one, items leave in the order in which they are done.</summary>
    public int Parallelism { get; init; } = 1;

    /// <summary>
    /// Whether the stage works on what reaches it after the user asked to stop: for stages that finish what is already kept for good.
    /// A run that failed drains whatever this says.
    /// </summary>
    public bool FinishesWhenCancelled { get; init; }

    /// <summary>What the stage runs on: null for the thread pool, or a <see cref="LaneScheduler"/>.</summary>
    public TaskScheduler? Scheduler { get; init; }

    /// <summary>The block options that these options mean, after a check.</summary>
    /// <exception cref="ArgumentException">One or more options are out of range; the message names all of them.</exception>
    internal ExecutionDataflowBlockOptions ToBlockOptions()
    {
        var violations = new List<string>();
        if (string.IsNullOrWhiteSpace(Name))
            violations.Add("expected a name");
        if (Parallelism < 1)
            violations.Add($"expected a parallelism of at least 1, got {Parallelism}");
        var smallestCapacity = Math.Max(1, Parallelism);
        if (Capacity < smallestCapacity)
            violations.Add($"expected a capacity of at least {smallestCapacity}, one for each worker, got {Capacity}");
        if (Scheduler is { } scheduler && scheduler.MaximumConcurrencyLevel < Parallelism)
            violations.Add($"expected a parallelism of at most {scheduler.MaximumConcurrencyLevel} like the scheduler, got {Parallelism}");
        if (violations.Count > 0)
            throw new ArgumentException($"Stage '{Name}': {string.Join("; ", violations)}.");

        // No cancellation token, ever: a cancelled block drops its queue without disposing anything. SingleProducerConstrained is
        // ignored with a bound.
        return new ExecutionDataflowBlockOptions
        {
            NameFormat = Name,
            BoundedCapacity = Capacity,
            MaxDegreeOfParallelism = Parallelism,
            // Restoring the order costs a multiple of the time under a bound; with one worker the order is kept anyway.
            EnsureOrdered = Parallelism == 1,
            TaskScheduler = Scheduler ?? TaskScheduler.Default,
            // A block offers its outputs from the same scheduler as it works on. If that has one thread, a worker that goes on while
            // there is input would keep its own outputs back.
            MaxMessagesPerTask = Scheduler is null ? DataflowBlockOptions.Unbounded : 1,
        };
    }
}
