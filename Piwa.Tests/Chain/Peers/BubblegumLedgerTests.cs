using System.Text.Json.Nodes;
using Piwa.Chain.Bubblegum;
using Piwa.Chain.Hashing;
using Piwa.Chain.Keys;
using Piwa.Chain.Transactions;
using Piwa.Chain.Trees;
using Piwa.Tests.Chain.Ledger;
using Piwa.Tests.Infrastructure;
using static Piwa.Tests.Chain.Peers.PeerValues;

namespace Piwa.Tests.Chain.Peers;

/// <summary>The embedded ledger runs what @metaplex-foundation/mpl-bubblegum builds, and its trees hold the leaves that the package
/// hashes.</summary>
public sealed class BubblegumLedgerTests(ITestOutputHelper output)
{
    private const int Mints = 6;

    private static readonly TreeSize Size = new(5, 8);

    [Theory]
    [InlineData(LeafVersion.V1)]
    [InlineData(LeafVersion.V2)]
    public void LedgerRunsWhatTheNpmClientBuilds(LeafVersion version)
    {
        NodeTool.Require(PeerCases.Tool);
        RandomChain random = RandomChain.Fresh(output);
        using TestLedger test = new();
        using Keypair tree = TestKeys.Pair("npm tree");
        PublicKey me = test.Payer.PublicKey;
        PublicKey[] delegates = [.. Enumerable.Range(0, Mints).Select(_ => random.Key())];
        JsonObject[] metadata = [.. Enumerable.Range(0, Mints).Select(_ => Content(random, version))];
        JsonNode[] built = Build(
        [
            Call(version == LeafVersion.V1 ? "createTreeConfig" : "createTreeConfigV2", new JsonObject
            {
                ["merkleTree"] = Key(tree.PublicKey),
                ["payer"] = Signer(me),
                ["treeCreator"] = Signer(me),
                ["maxDepth"] = Size.Depth,
                ["maxBufferSize"] = Size.BufferSize,
            }),
            .. Enumerable.Range(0, Mints).Select(i => Call(version == LeafVersion.V1 ? "mintV1" : "mintV2", new JsonObject
            {
                ["merkleTree"] = Key(tree.PublicKey),
                ["leafOwner"] = Key(me),
                ["leafDelegate"] = Key(delegates[i]),
                ["payer"] = Signer(me),
                ["treeCreatorOrDelegate"] = Signer(me),
                ["metadata"] = metadata[i].DeepClone(),
            })),
            .. Enumerable.Range(0, Mints).Select(i => Hash(version, tree.PublicKey, me, delegates[i], i, metadata[i])),
        ]);

        CompressionProgram program = version == LeafVersion.V1 ? CompressionProgram.Spl : CompressionProgram.Mpl;
        test.Send(
            [tree],
            [
                SystemInstructions.CreateAccount(me, tree.PublicKey, Size.RentLamports, (ulong)Size.AccountBytes, program.Id),
                .. Parse(built[0]),
            ]);
        for (int i = 1; i <= Mints; i++)
            test.Send(Parse(built[i]));

        Hash256[] leaves = [.. built[(Mints + 1)..].Select(hash => new Hash256(Convert.FromHexString(hash.GetValue<string>())))];
        Assert.Equal(MerkleTree.ComputeRoot(Size.Depth, leaves), test.Tree(tree.PublicKey).Root);
        Assert.Equal(version, test.Config(tree.PublicKey).Version);

        // Its owner gives the first asset away and burns the second, with the package's proofs.
        MerkleTree before = MerkleTree.Build(Size.Depth, leaves);
        PublicKey other = random.Key();
        LeafEvent[] events = [.. Enumerable.Range(0, 2).Select(i => EventOf(test, tree.PublicKey, i))];
        JsonObject Change(int i) => new()
        {
            ["merkleTree"] = Key(tree.PublicKey),
            ["root"] = Bytes(before.Root),
            ["nonce"] = i,
            ["index"] = i,
            ["proof"] = new JsonArray([.. before.GetProof(i).Siblings.Select(node => (JsonNode)Key(new PublicKey(node.ToArray())))]),
            ["dataHash"] = Bytes(events[i].Leaf.DataHash),
            ["creatorHash"] = Bytes(events[i].Leaf.CreatorHash),
            ["payer"] = Signer(me),
            ["authority"] = Signer(me),
            ["leafOwner"] = version == LeafVersion.V1 ? Signer(me) : Key(me),
            ["leafDelegate"] = Key(delegates[i]),
            ["newLeafOwner"] = Key(other),
        };
        built = Build(
        [
            Call(version == LeafVersion.V1 ? "transfer" : "transferV2", Change(0)),
            Call(version == LeafVersion.V1 ? "burn" : "burnV2", Change(1)),
            Hash(version, tree.PublicKey, other, other, 0, metadata[0]),
        ]);
        test.Send([.. Parse(built[0]), .. Parse(built[1])]);
        leaves[0] = new Hash256(Convert.FromHexString(built[2].GetValue<string>()));
        leaves[1] = default;
        Assert.Equal(MerkleTree.ComputeRoot(Size.Depth, leaves), test.Tree(tree.PublicKey).Root);
    }

    private static LeafEvent EventOf(TestLedger test, PublicKey tree, int leaf) => LeafEvent.Parse(
        test.Ledger.GetTransaction(test.Ledger.FindLeafTransaction(tree, leaf)!.Value)!.InnerInstructions![0].Data.Span);

    private static JsonObject Content(RandomChain random, LeafVersion version)
    {
        Creator[] creators = [.. random.Creators().Select(creator => creator with { IsVerified = false })];
        return version == LeafVersion.V1
            ? Metadata(new MetadataArgs { Name = random.Text(32), Uri = random.Text(100), Creators = creators })
            : Metadata(new MetadataArgsV2 { Name = random.Text(32), Uri = random.Text(100), Creators = creators });
    }

    private static JsonObject Call(string name, JsonObject input) =>
        new() { ["lib"] = "bubblegum", ["call"] = name, ["args"] = new JsonArray(input) };

    private static JsonObject Hash(LeafVersion version, PublicKey tree, PublicKey owner, PublicKey leafDelegate, int index, JsonObject content) =>
        new()
        {
            ["hash"] = version == LeafVersion.V1 ? "hashLeaf" : "hashLeafV2",
            ["needsContext"] = true,
            ["args"] = new JsonArray(new JsonObject
            {
                ["merkleTree"] = Key(tree),
                ["owner"] = Key(owner),
                ["delegate"] = Key(leafDelegate),
                ["leafIndex"] = Big((ulong)index),
                ["metadata"] = content.DeepClone(),
            }),
        };

    private static JsonNode[] Build(JsonObject[] cases) =>
    [
        .. JsonNode.Parse(NodeTool.RunWithInput(PeerCases.Tool, "Peers/build.mjs", new JsonArray([.. cases]).ToJsonString()))!.AsArray()
            .Select(node => node!),
    ];

    private static Instruction[] Parse(JsonNode instructions) =>
    [
        .. instructions.AsArray().Select(item => new Instruction(
            PublicKey.Parse(item!.Text("program")),
            [
                .. item!["keys"]!.AsArray().Select(key => new AccountMeta(
                    PublicKey.Parse(key![0]!.GetValue<string>()), key[1]!.GetValue<bool>(), key[2]!.GetValue<bool>())),
            ],
            Convert.FromHexString(item!.Text("data")))),
    ];
}
