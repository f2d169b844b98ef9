using System.Globalization;
using System.Text.RegularExpressions;
using Piwa.Bench.Machines;
using Piwa.Bench.Peers;
using Piwa.Pipeline.Encoding;

namespace Piwa.Bench.EndToEnd;

/// <summary>The steps of sealing, on one thread, against a copy of the same bytes, <c>b3sum</c> and <c>lz4 -1</c>.</summary>
internal sealed partial class CodecCeilings : IDisposable
{
    /// <summary>BLAKE3 alone.</summary>
    public const string HashStep = "BLAKE3";

    /// <summary>All three codecs.</summary>
    public const string PackStep = "filter + LZ4 + BLAKE3";

    private const double BytesOfMegabyte = 1e6;

    private readonly BlobPacker _packer = new();
    private readonly int[] _ends = new int[XxHash32.MostInputs];
    private readonly RawAssets _raw;
    private readonly byte[] _copy;
    private readonly int _assets;

    /// <param name="raw">The bytes.</param>
    /// <param name="assets">Assets that they are of.</param>
    public CodecCeilings(RawAssets raw, int assets)
    {
        _raw = raw;
        _assets = assets;
        _copy = new byte[raw.All.Length];
    }

    /// <summary>Measures all.</summary>
    /// <param name="rounds">Rounds, in turns.</param>
    /// <param name="directory">Where the bytes are put for the tools.</param>
    /// <param name="missing">Receives a sentence for each tool that is not there.</param>
    public IReadOnlyList<CeilingTime> Measure(int rounds, string directory, List<string> missing)
    {
        string file = Path.Combine(directory, "raw.bin");
        File.WriteAllBytes(file, _raw.All);
        string? b3sum = Find("b3sum", missing), lz4 = Find("lz4", missing);
        List<TimeSpan> lz4Times = [];
        TimeSpan[] times = Alternation.Run(
            rounds,
            Copy,
            Hash,
            Pack,
            () => HashByTool(b3sum, file),
            () => lz4Times.Add(PackByTool(lz4, file)));

        List<CeilingTime> ceilings = [New(PackStep, times[2], "memory copy", times[0]), New(HashStep, times[1], "memory copy", times[0])];
        if (b3sum is not null)
            ceilings.Add(New(HashStep, times[1], "b3sum, one thread", times[3]));
        if (lz4 is not null)
            ceilings.Add(New(PackStep, times[2], "lz4 -b1", lz4Times.Order().ElementAt(lz4Times.Count / 2)));
        File.Delete(file);
        return ceilings;
    }

    /// <inheritdoc/>
    public void Dispose() => _packer.Dispose();

    private static string? Find(string name, List<string> missing)
    {
        string? path = Tool.Find(name);
        if (path is null)
            missing.Add($"{name} is not installed (apt-get install {name}): its ceiling was not measured.");
        return path;
    }

    private CeilingTime New(string step, TimeSpan ours, string ceiling, TimeSpan theirs) =>
        new("seal", step, ours.TotalMilliseconds / _assets, ceiling, theirs.TotalMilliseconds / _assets);

    private void Copy() => _raw.All.CopyTo(_copy, 0);

    private void Hash()
    {
        foreach (RawComponent component in _raw.Components)
            Blake3.Hash(component.Bytes);
    }

    private void Pack()
    {
        foreach (RawComponent component in _raw.Components)
        {
            Blake3.Hash(component.Bytes);
            _packer.PackAll(component.Bytes, component.Layouts, _ends);
        }
    }

    /// <summary>The file is in the page cache. The start of the process counts: some milliseconds.</summary>
    private static void HashByTool(string? b3sum, string file)
    {
        if (b3sum is not null)
            Tool.Run(b3sum, ["--num-threads", "1", file]);
    }

    /// <summary>The tool's own benchmark, which works in memory: the time of one pass, out of the rate that it prints.</summary>
    private TimeSpan PackByTool(string? lz4, string file)
    {
        if (lz4 is null)
            return default;

        string output = Tool.Run(lz4, ["-b1", "-i1", file]);
        Match last = Rate().Matches(output).LastOrDefault() ?? throw new InvalidOperationException($"{lz4} -b1 printed no rate: {output}");
        double rate = double.Parse(last.Groups[1].ValueSpan, CultureInfo.InvariantCulture) * BytesOfMegabyte;
        return TimeSpan.FromSeconds(_raw.All.Length / rate);
    }

    // "raw.bin : 98000000 -> 50000000 (1.960), 650.2 MB/s ,3012.4 MB/s": packing, then unpacking.
    [GeneratedRegex(@"\), *([\d.]+) MB/s")]
    private static partial Regex Rate();
}
