using System.Globalization;

namespace Piwa.Bench.Fleet;

/// <summary>A fleet to simulate. Times are virtual: the simulation's own.</summary>
internal sealed record FleetSimulationOptions
{
    private const int MostAtOnce = 64;

    /// <summary>Nodes, each of a wallet of its own.</summary>
    public int Nodes { get; init; } = 10_000;

    /// <summary>Units of the order.</summary>
    public long Units { get; init; } = 1_000_000;

    /// <summary>Units, or checks, that a node asks for at once, and has at most.</summary>
    public int Ask { get; init; } = 4;

    /// <summary>Units that are out at once in all; 0 for no limit.</summary>
    public int FleetLeases { get; init; }

    /// <summary>Assets of each unit that another makes again.</summary>
    public int Samples { get; init; } = 4;

    /// <summary>What is staked with nodes, in RENDER: the classes, in turns.</summary>
    public IReadOnlyList<int> Stakes { get; init; } = [0];

    /// <summary>How long a unit takes a node of mean speed.</summary>
    public TimeSpan UnitTime { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>How long a check takes a node of mean speed.</summary>
    public TimeSpan CheckTime { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>How long a lease lasts.</summary>
    public TimeSpan LeaseTime { get; init; } = TimeSpan.FromSeconds(90);

    /// <summary>Share of the nodes that dies at once.</summary>
    public double LostShare { get; init; } = 0.5;

    /// <summary>When they die: when this share of the units was leased.</summary>
    public double LossAfter { get; init; } = 0.4;

    /// <summary>When they come back, after their death.</summary>
    public TimeSpan ReturnAfter { get; init; } = TimeSpan.FromMinutes(3);

    /// <summary>Calls on the coordinator's state at once.</summary>
    public int Parallel { get; init; } = 256;

    /// <summary>Seed of speeds, of the moments at which nodes begin, and of who dies.</summary>
    public int Seed { get; init; } = 1;

    /// <exception cref="ArgumentException">It cannot be simulated; the message names all that is wrong.</exception>
    public void Validate()
    {
        List<string> faults = [];
        if (Nodes < 2)
            faults.Add($"{Nodes} nodes are none that can check each other: 2 at least.");
        if (Units < 1)
            faults.Add($"{Units} units are nothing to make.");
        if (Ask is < 1 or > MostAtOnce)
            faults.Add($"{Ask} units cannot be asked for at once: 1 to {MostAtOnce}.");
        if (Parallel < 1)
            faults.Add($"{Parallel} calls at once are none.");
        if (LostShare is < 0 or > 0.99 || LossAfter is < 0 or > 1)
            faults.Add(string.Create(CultureInfo.InvariantCulture, $"A share of {LostShare} nodes, lost after {LossAfter} of the units, cannot be."));
        if (Stakes.Count == 0 || Stakes.Any(stake => stake < 0))
            faults.Add("Stakes are one number or more, 0 at least.");
        if (faults.Count > 0)
            throw new ArgumentException(string.Join(' ', faults));
    }
}
