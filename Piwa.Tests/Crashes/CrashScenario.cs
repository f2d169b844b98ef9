using Piwa.Pipeline.Shards;
using Piwa.Tests.Importing;

namespace Piwa.Tests.Crashes;

/// <summary>Commands of the host that make a data set, one after the other.</summary>
internal sealed class CrashScenario
{
    private static readonly string[] Generate =
    [
        "generate", "--out", "dataset", "--wallet", "wallet.json", "--assets", "12", "--shard-assets", "4", "--batch", "3",

        // So coarse that two of the assets do not fit, and are dead letters.
        "--seed", "6", "--triangles", "100", "--resolution", "64", "--rig", "ortho6", "--device", "host", "--quiet",
    ];

    /// <summary>A data set whose assets are minted, and its shards anchored.</summary>
    public static CrashScenario Make { get; } = new() { Commands = [[.. Generate, "--chain", "both"]] };

    /// <summary>A data set whose shards are anchored, and some assets promoted.</summary>
    public static CrashScenario Promote { get; } = new()
    {
        Commands = [[.. Generate, "--chain", "anchor"], ["promote", "dataset", "--wallet", "wallet.json", "--assets", "1,2,9"]],
        AllDone = "has been promoted before",
    };

    /// <summary>A data set of which a shard and a dead letter are damaged, and repaired.</summary>
    public static CrashScenario Repair { get; } = new()
    {
        Commands = [Generate, ["repair", "dataset", "--device", "host", "--quiet"]],
        Prepare = Damage,
    };

    /// <summary>A data set of three files that somebody uploads.</summary>
    public static CrashScenario Upload { get; } = new()
    {
        Commands =
        [
            [
                "upload", "ring.glb", "ball.glb", "cube.glb", "--out", "dataset", "--wallet", "wallet.json", "--resolution", "64", "--rig", "ortho6",
                "--device", "host", "--quiet",
            ],
        ],
        Prepare = directory =>
        {
            string home = Path.GetDirectoryName(directory)!;
            File.WriteAllBytes(Path.Combine(home, "ring.glb"), TestShape.Torus(0.3).ToGlb());
            File.WriteAllBytes(Path.Combine(home, "ball.glb"), TestShape.Ball(12).ToGlb());
            File.WriteAllBytes(Path.Combine(home, "cube.glb"), TestShape.Cube.ToGlb());
        },
    };

    /// <summary>A data set of which a node makes the units, and which is gathered from its store and put on the ledger.</summary>
    public static CrashScenario Fleet { get; } = new()
    {
        Commands =
        [
            [
                "work", "--store", "store", "--scratch", "scratch", "--wallet", "wallet.json", "--assets", "12", "--shard-assets", "4",
                "--seed", "6", "--triangles", "100", "--resolution", "64", "--rig", "ortho6", "--device", "host", "--quiet",
            ],
            ["gather", "--store", "store", "--out", "dataset", "--quiet"],
            Generate,
        ],
        LastInTurn = 1,
    };

    /// <summary>The command lines.</summary>
    public required string[][] Commands { get; init; }

    /// <summary>What the last command says, as an error, where a process that was killed had done all.</summary>
    public string? AllDone { get; init; }

    /// <summary>What happens to the data set before the last command.</summary>
    public Action<string>? Prepare { get; init; }

    /// <summary>The commands up to this one are killed at each moment in turn; null if only the last is.</summary>
    public int? LastInTurn { get; init; }

    /// <summary>Whether a command is killed at each moment in turn.</summary>
    public bool InTurn(int command) => LastInTurn is { } last ? command <= last : command == Commands.Length - 1;

    private static void Damage(string directory)
    {
        string shard = Path.Combine(directory, Dataset.ShardFile(4));
        byte[] bytes = File.ReadAllBytes(shard);
        bytes[bytes.Length / 2] ^= 1;
        File.WriteAllBytes(shard, bytes);
        string letters = Path.Combine(directory, "dead-letters.jsonl");
        File.WriteAllText(letters, File.ReadAllText(letters).Replace("generate", "Generate", StringComparison.Ordinal));
    }
}
