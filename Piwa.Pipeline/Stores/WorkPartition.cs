using System.Globalization;

namespace Piwa.Pipeline.Stores;

/// <summary>A fixed share of the work units: of <see cref="Count"/> in a row, number <see cref="Index"/>.</summary>
/// <remarks>
/// Shares may be cut anew at any time: what is finished is skipped, whoever made it, and a unit that two make at once is the same twice.
/// </remarks>
public readonly record struct WorkPartition
{
    /// <param name="index">Which share, 0 to <paramref name="count"/> - 1.</param>
    /// <param name="count">How many there are, at least 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">One of them is not.</exception>
    public WorkPartition(long index, long count)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, count);
        (Index, Count) = (index, count);
    }

    /// <summary>All units.</summary>
    public static WorkPartition Whole { get; } = new(0, 1);

    /// <summary>Which share, from 0.</summary>
    public long Index { get; }

    /// <summary>How many shares there are.</summary>
    public long Count { get; }

    /// <summary>Reads <c>3/64</c>: index, from 0, and count.</summary>
    /// <exception cref="ArgumentException">It is none.</exception>
    public static WorkPartition Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        string[] parts = text.Split('/');
        return parts.Length == 2 && TryNumber(parts[0], out long index) && TryNumber(parts[1], out long count) && index < count
            ? new WorkPartition(index, count)
            : throw new ArgumentException(
                $"'{text}' is no partition: give index and count, the index from 0, such as 0/4 for the first of four.", nameof(text));
    }

    /// <summary>
    /// What a scheduler has put into the environment: an array job of Slurm (<c>SLURM_ARRAY_TASK_ID</c>), an indexed job of Kubernetes
    /// (<c>JOB_COMPLETION_INDEX</c> and <c>JOB_COMPLETIONS</c>, which the manifest sets); null where there is none.
    /// </summary>
    /// <param name="read">Reads a variable.</param>
    /// <exception cref="ArgumentException">It says an index and not of how many, or what is no number.</exception>
    public static WorkPartition? FromEnvironment(Func<string, string?> read)
    {
        ArgumentNullException.ThrowIfNull(read);
        if (read("SLURM_ARRAY_TASK_ID") is { Length: > 0 } task)
        {
            long first = Number("SLURM_ARRAY_TASK_MIN", read), step = read("SLURM_ARRAY_TASK_STEP") is null ? 1 : Number("SLURM_ARRAY_TASK_STEP", read);
            long count = ((Number("SLURM_ARRAY_TASK_MAX", read) - first) / step) + 1, index = (Number("SLURM_ARRAY_TASK_ID", task) - first) / step;
            return Create(index, count, "SLURM_ARRAY_TASK_ID");
        }

        return read("JOB_COMPLETION_INDEX") is { Length: > 0 } completion
            ? Create(Number("JOB_COMPLETION_INDEX", completion), Number("JOB_COMPLETIONS", read), "JOB_COMPLETION_INDEX")
            : null;
    }

    /// <summary>Whether a unit is of this share.</summary>
    /// <param name="unit">Number of the unit, from 0.</param>
    public bool Holds(ulong unit) => unit % (ulong)Count == (ulong)Index;

    /// <summary>As <see cref="Parse"/> reads it.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Index}/{Count}");

    private static WorkPartition Create(long index, long count, string name) => index >= 0 && index < count
        ? new WorkPartition(index, count)
        : throw new ArgumentException($"{name} is task {index} of {count}: give --partition yourself.");

    private static long Number(string name, Func<string, string?> read) => Number(
        name, read(name) ?? throw new ArgumentException($"The environment has an index of a job, but no {name}: give --partition yourself."));

    private static long Number(string name, string text) =>
        TryNumber(text, out long number) ? number : throw new ArgumentException($"{name} is '{text}', which is no number: give --partition yourself.");

    private static bool TryNumber(string text, out long number) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);
}
