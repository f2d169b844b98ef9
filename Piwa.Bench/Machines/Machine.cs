using System.Runtime.InteropServices;
using System.Text.RegularExpressions;
using Piwa.Kernels.Devices;

namespace Piwa.Bench.Machines;

/// <summary>What was measured on. Figures of different machines do not compare.</summary>
/// <param name="Processor">The CPU's model, as the system names it.</param>
/// <param name="Cores">Cores that the process may use.</param>
/// <param name="Gpus">GPUs, or none.</param>
/// <param name="MemoryBytes">Memory that the process may use.</param>
/// <param name="System">The operating system.</param>
/// <param name="Runtime">The .NET runtime.</param>
internal sealed partial record Machine(
    string Processor, int Cores, IReadOnlyList<string> Gpus, long MemoryBytes, string System, string Runtime)
{
    /// <summary>The name of its file in <c>baselines/</c>.</summary>
    public string Slug => Separators().Replace($"{Processor} {string.Join(' ', Gpus)} {Cores} cores".ToLowerInvariant(), "-").Trim('-');

    /// <summary>This machine.</summary>
    public static Machine Find() => new(
        FindProcessor(),
        Environment.ProcessorCount,
        [.. DeviceCatalog.List().Where(device => device.IsGpu).Select(device => device.Name)],
        GC.GetGCMemoryInfo().TotalAvailableMemoryBytes,
        RuntimeInformation.OSDescription,
        RuntimeInformation.FrameworkDescription);

    /// <summary>Whether figures of the two compare: one CPU model, as many cores, the same GPUs.</summary>
    public bool IsLike(Machine other) => Processor == other.Processor && Cores == other.Cores && Gpus.SequenceEqual(other.Gpus);

    /// <summary>One line.</summary>
    public override string ToString()
    {
        const double Gibibyte = 1L << 30;
        string gpus = Gpus.Count > 0 ? string.Join(", ", Gpus) : "no GPU";
        return $"{Processor}, {Cores} cores, {MemoryBytes / Gibibyte:F0} GiB, {gpus}; {System}; {Runtime}";
    }

    private static string FindProcessor()
    {
        const string Path = "/proc/cpuinfo", Key = "model name";
        string? line = File.Exists(Path)
            ? File.ReadLines(Path).FirstOrDefault(line => line.StartsWith(Key, StringComparison.Ordinal))
            : null;
        return line?[(line.IndexOf(':', StringComparison.Ordinal) + 1)..].Trim() ?? RuntimeInformation.ProcessArchitecture.ToString();
    }

    [GeneratedRegex("[^a-z0-9]+")]
    private static partial Regex Separators();
}
