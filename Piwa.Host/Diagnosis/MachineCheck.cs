using System.Globalization;
using Piwa.Host.Terminal;

namespace Piwa.Host.Diagnosis;

/// <summary>Whether there is memory and there are file handles enough.</summary>
internal static class MachineCheck
{
    /// <summary>A run takes some 300 MB with default options.</summary>
    private const long LeastBytes = 400_000_000;

    private const long FewBytes = 1_000_000_000;

    /// <summary>The registry of first uploads has some hundred files open, a server a handle for each connection.</summary>
    private const long FewHandles = 1024;

    public static IEnumerable<Finding> Run()
    {
        yield return Memory();
        if (Handles() is { } finding)
            yield return finding;
    }

    private static Finding Memory()
    {
        // The bound of a container is in the first number, what others use in the second.
        GCMemoryInfo info = GC.GetGCMemoryInfo();
        long all = info.TotalAvailableMemoryBytes, free = Math.Min(all, Available() ?? all);
        string text = $"{Units.Bytes(free)} free of {Units.Bytes(all)}";
        return free < LeastBytes
            ? Finding.Fault("memory", text, "A run takes some 300 MB: end something else, or let it have more.")
            : free < FewBytes
                ? Finding.Warning("memory", text, "Make batches smaller (--batch 1) where views are many or large.")
                : Finding.Ok("memory", text);
    }

    private static long? Available() =>
        Field("/proc/meminfo", "MemAvailable:") is [string kilobytes, ..] && long.TryParse(kilobytes, CultureInfo.InvariantCulture, out long value)
            ? value * 1024
            : null;

    private static Finding? Handles()
    {
        if (Field("/proc/self/limits", "Max open files") is not [string limit, ..])
            return null;
        bool isFew = long.TryParse(limit, CultureInfo.InvariantCulture, out long handles) && handles < FewHandles;
        return isFew
            ? Finding.Warning("file handles", $"{limit} at most", "Raise the bound: ulimit -n 4096, or LimitNOFILE= in a unit.")
            : Finding.Ok("file handles", $"{limit} at most");
    }

    private static string[]? Field(string file, string name)
    {
        string? line = File.Exists(file) ? File.ReadLines(file).FirstOrDefault(line => line.StartsWith(name, StringComparison.Ordinal)) : null;
        return line?[name.Length..].Split(' ', StringSplitOptions.RemoveEmptyEntries);
    }
}
