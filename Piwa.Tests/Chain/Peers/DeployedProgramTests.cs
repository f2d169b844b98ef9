using Piwa.Chain.Bubblegum;
using Piwa.Chain.Collections;
using Piwa.Chain.Keys;
using Piwa.Chain.Ledger.Execution;
using Piwa.Chain.Rpc;
using Piwa.Chain.Transactions;
using Piwa.Chain.Trees;
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
        string folder = RequirePrograms();
        RandomChain random = RandomChain.Fresh(output);
        using TwinLedger twin = Twin(folder);
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

    // Who owns a program's account shows in what a rule of royalties says to a transfer from it or to it.
    [Theory(Explicit = true)]
    [InlineData(CoreProgramRule.DenyList)]
    [InlineData(CoreProgramRule.AllowList)]
    public void ProgramsBelongToTheLoadersThatARuleOfRoyaltiesSees(CoreProgramRule rule)
    {
        string folder = RequirePrograms();
        PublicKey[] listed = [ProgramIds.System, ProgramLoaders.Native, ProgramLoaders.Final, ProgramLoaders.Upgradeable];
        foreach (PublicKey program in listed)
        {
            using TwinLedger twin = Twin(folder);
            using Keypair tree = TestKeys.Pair("tree");
            using Keypair collection = TestKeys.Pair("collection");
            PublicKey me = twin.Payer.PublicKey;
            TreeSize size = new(3, 8);
            CoreRoyalties royalties = new() { Shares = [new CoreRoyaltyShare(me, 100)], Rule = rule, Programs = [program] };
            MetadataArgsV2 metadata = new() { Name = "Piwa", Collection = collection.PublicKey };
            string? difference = twin.Send(
                    out _,
                    [collection],
                    CoreInstructions.CreateCollection(
                        collection.PublicKey, me, "Piwa", "ar://c", null,
                        CorePlugin.BubblegumV2, new CorePlugin(CorePluginKind.Royalties) { Royalties = royalties }))
                ?? twin.Send(
                    out _,
                    [tree],
                    SystemInstructions.CreateAccount(
                        me, tree.PublicKey, size.RentLamports, (ulong)size.AccountBytes, ProgramIds.MplAccountCompression),
                    BubblegumInstructions.CreateTreeV2(tree.PublicKey, size, me, me))
                ?? twin.Send(out _, [], BubblegumInstructions.MintV2(MintAccounts.For(tree.PublicKey, me, me), me, me, metadata));
            Assert.True(difference is null, difference);
            LeafSchema leaf = LeafSchema.ForMint(tree.PublicKey, 0, me, me, metadata);
            MerkleTree nodes = MerkleTree.Build(size.Depth, [leaf.Hash()]);
            ProvenLeaf asset = new(tree.PublicKey, leaf, nodes.Root, nodes.GetProof(0));
            foreach (PublicKey to in (PublicKey[])[
                TestKeys.Key(5),
                ProgramIds.System,
                ProgramIds.Memo,
                ProgramIds.AssociatedToken,
                ProgramIds.Token,
                ProgramIds.AddressLookupTable,
                .. Programs.Select(each => each.Program)])
            {
                Instruction transfer = BubblegumInstructions.TransferV2(asset, to, me, me, collection.PublicKey);
                Assert.True(twin.Simulate([], transfer) is null, $"{rule} {program}, to {to}: {twin.Simulate([], transfer)}");
            }
        }
    }

    private static string RequirePrograms()
    {
        NodeTool.Require(PeerCases.Tool);
        string? folder = Environment.GetEnvironmentVariable("PIWA_SOLANA_PROGRAMS");
        Assert.True(folder is not null, "PIWA_SOLANA_PROGRAMS must name the folder with the binaries of the programs.");
        return folder;
    }

    private static TwinLedger Twin(string folder)
    {
        TwinLedger twin = new();
        foreach ((string file, PublicKey program) in Programs)
            twin.AddProgram(program, Path.Combine(folder, file));
        return twin;
    }
}
