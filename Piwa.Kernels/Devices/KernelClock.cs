using System.Diagnostics;
using ILGPU.Runtime;

namespace Piwa.Kernels.Devices;

/// <summary>For measuring: what each kernel and each way of copying takes. Waits for each, so nothing overlaps while it is in use.</summary>
internal sealed class KernelClock
{
    private readonly Dictionary<string, KernelTime> _times = [];
    private readonly Lock _lock = new();

    /// <summary>All that was timed, in the order of the first use.</summary>
    public IReadOnlyList<KernelTime> Times
    {
        get
        {
            lock (_lock)
                return [.. _times.Values];
        }
    }

    /// <summary>A time to stop at; nothing where no clock runs.</summary>
    public static long Start(KernelClock? clock) => clock is null ? 0 : Stopwatch.GetTimestamp();

    /// <summary>Waits for what is in the stream.</summary>
    /// <param name="stream">The stream.</param>
    /// <param name="name">What was put into it.</param>
    /// <param name="start">When.</param>
    /// <param name="threads">Threads, or groups, of a launch.</param>
    public void Stop(AcceleratorStream stream, string name, long start, int threads = 0)
    {
        stream.Synchronize();
        TimeSpan time = Stopwatch.GetElapsedTime(start);
        lock (_lock)
        {
            KernelTime so = _times.GetValueOrDefault(name, new KernelTime(name, 0, TimeSpan.Zero, 0));
            _times[name] = so with { Count = so.Count + 1, Time = so.Time + time, Threads = Math.Max(so.Threads, threads) };
        }
    }

    /// <summary>Forgets all.</summary>
    public void Clear()
    {
        lock (_lock)
            _times.Clear();
    }
}
