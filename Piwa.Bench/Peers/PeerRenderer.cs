using System.Globalization;
using System.Text.RegularExpressions;
using Piwa.Bench.Machines;

namespace Piwa.Bench.Peers;

/// <summary>A renderer that is not ours, as a program: it renders a pack and prints its rate.</summary>
/// <param name="Name">What tables call it.</param>
/// <param name="Path">The program.</param>
internal sealed partial record PeerRenderer(string Name, string Path)
{
    /// <summary>The peers that a command line names.</summary>
    /// <param name="embree">Path of the Embree peer, or null.</param>
    /// <param name="osmesa">Path of the OSMesa (llvmpipe) peer, or null.</param>
    /// <exception cref="ArgumentException">A program is not there.</exception>
    public static IReadOnlyList<PeerRenderer> Of(string? embree, string? osmesa) =>
    [
        .. from peer in ((string Name, string? Path)[])[("Embree", embree), ("llvmpipe", osmesa)]
           where peer.Path is not null
           select new PeerRenderer(peer.Name, Tool.Find(peer.Path) ?? throw new ArgumentException($"There is no program '{peer.Path}'.")),
    ];

    /// <summary>Renders a pack.</summary>
    /// <param name="pack">Path of the pack.</param>
    /// <param name="threads">Threads it may use.</param>
    /// <exception cref="InvalidOperationException">It failed, or printed no rate.</exception>
    public RenderResult Render(string pack, int threads)
    {
        string count = threads.ToString(CultureInfo.InvariantCulture);
        string output = Tool.Run(Path, [pack, count], ("LP_NUM_THREADS", count));
        Match match = Printed().Match(output);
        return match.Success
            ? new RenderResult(Number(match.Groups["rate"]), Number(match.Groups["coverage"]))
            : throw new InvalidOperationException($"{Name} printed no rate: {output}");

        static double Number(Group group) => double.Parse(group.ValueSpan, CultureInfo.InvariantCulture);
    }

    [GeneratedRegex(@"assets/s (?<rate>[\d.]+).*coverage (?<coverage>[\d.]+)")]
    private static partial Regex Printed();
}
