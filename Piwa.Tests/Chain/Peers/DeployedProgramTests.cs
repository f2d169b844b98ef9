using Piwa.Chain.Keys;
using Piwa.Chain.Rpc;
using Piwa.Tests.Chain.Ledger;
using Piwa.Tests.Chain.Ledger.Assets;
using Piwa.Tests.Infrastructure;

namespace Piwa.Tests.Chain.Peers;

/// <summary>The embedded ledger against the deployed programs themselves, in LiteSVM: everything that can happen to assets, and much
/// that cannot.</summary>
/// <remarks>
/// The programs' binaries are their makers' and not part of this repository: <c>PIWA_SOLANA_PROGRAMS</c> names a folder with them, by the
/// names below. <c>solana program dump</c> gets them from the network; those that were tested are in the history of
/// metaplex-foundation/cli. So it runs where it is asked for only: docs/verifying.md says how.
/// </remarks>
public sealed class DeployedProgramTests(ITestOutputHelper output)
{
    private const int Steps = 500;

    private static readonly (string File, PublicKey Program)[] Programs =
    [
        ("mpl_bubblegum.so", ProgramIds.Bubblegum),
        ("mpl_core.so", ProgramIds.MplCore),
        ("mpl_account_compression.so", ProgramIds.MplAccountCompression),
        ("mpl_noop.so", ProgramIds.MplNoop),
        ("spl_account_compression.so", ProgramIds.SplAccountCompression),
        ("spl_noop.so", ProgramIds.SplNoop),
    ];

    [Fact(Explicit = true)]
    public void BubblegumAndCoreDoWhatTheDeployedProgramsDo()
    {
        NodeTool.Require(PeerCases.Tool);
        string? folder = Environment.GetEnvironmentVariable("PIWA_SOLANA_PROGRAMS");
        Assert.True(folder is not null, "PIWA_SOLANA_PROGRAMS must name the folder with the binaries of the programs.");
        RandomChain random = RandomChain.Fresh(output);
        using TwinLedger twin = new();
        foreach ((string file, PublicKey program) in Programs)
            twin.AddProgram(program, Path.Combine(folder, file));
        using AssetWorld world = new(random.Seed, twin.Payer);
        foreach (PublicKey person in world.PeopleKeys)
            twin.Airdrop(person, TestLedger.Funds / 1_000);

        List<string> differences = [];
        Dictionary<string, int> outcomes = [];
        for (int i = 0; i < Steps && differences.Count < 12; i++)
        {
            AssetStep step = world.Next();
            AssetStep spoiled = i % 8 == 0 ? world.Noise() : world.Spoil(step);
            if (twin.Simulate(spoiled.Signers, spoiled.Instructions) is { } unlike)
                differences.Add($"step {i}, {spoiled.Name}: {unlike}");
            if (twin.Send(out TransactionError? error, step.Signers, step.Instructions) is { } difference)
                differences.Add($"step {i}, {step.Name}: {difference}");
            if (error is null)
                step.Apply();
            string outcome = error is null ? step.Name : error.CustomCode?.ToString() ?? error.InstructionError.ToString()!;
            outcomes[outcome] = outcomes.GetValueOrDefault(outcome) + 1;
        }

        output.WriteLine(string.Join(", ", outcomes.OrderBy(pair => pair.Key, StringComparer.Ordinal)));
        Assert.True(differences.Count == 0, string.Join("\n\n", differences));
    }
}
