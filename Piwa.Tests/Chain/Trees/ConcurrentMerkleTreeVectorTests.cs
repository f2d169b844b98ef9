using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Piwa.Chain.Hashing;
using Piwa.Chain.Keys;
using Piwa.Chain.Trees;

namespace Piwa.Tests.Chain.Trees;

/// <summary>Runs of 60 operations by the real programs: the outcome, the root, the sequence and every byte of the account must
/// agree.</summary>
public sealed class ConcurrentMerkleTreeVectorTests
{
    public static TheoryData<int> Runs => [.. Enumerable.Range(0, SolanaVectors.Array("cmtRuns").Count)];

    [Theory]
    [MemberData(nameof(Runs))]
    public void EveryOperationEndsAsTheRealProgramDoes(int run)
    {
        JsonNode vector = SolanaVectors.Array("cmtRuns")[run]!;
        byte[] account = Convert.FromHexString(vector.Text("initialAccount"));
        TreeSize size = new(vector.Number("depth"), vector.Number("buffer"), vector.Number("canopy"));
        PublicKey tree = PublicKey.Parse(vector.Text("tree"));

        ConcurrentMerkleTree opened = ConcurrentMerkleTree.Open(account);
        Assert.Equal(size, opened.Size);
        Assert.Equal(PublicKey.Parse(vector.Text("authority")), opened.Authority);
        Assert.Equal(account, ConcurrentMerkleTree.Initialize(new byte[size.AccountBytes], size, opened.Authority,
            opened.CreationSlot).Bytes.ToArray());

        JsonArray operations = vector["ops"]!.AsArray();
        Assert.Equal(60, operations.Count);
        for (int i = 0; i < operations.Count; i++)
        {
            JsonNode operation = operations[i]!;
            TreeOutcome outcome = Run(opened, operation);
            string expected = operation.Flag("ok") ? TreeOutcome.Success.Describe() : operation.Text("cmtError");
            Assert.True(expected == outcome.Describe(), $"operation {i}, {operation.Text("op")}: expected {expected}, got {outcome}");
            Assert.Equal(operation.Text("rootAfter"), opened.Root.ToString());
            Assert.Equal((ulong)operation.Number("seqAfter"), opened.SequenceNumber);
            Assert.Equal(operation.Text("accountSha256After"), Convert.ToHexStringLower(SHA256.HashData(account)));
            if (!operation.IsNull("changelogEvent"))
                Assert.Equal(operation.Text("changelogEvent"), Convert.ToHexStringLower(TreeEvents.Encode(tree, opened)));
        }

        Assert.Equal(vector.Text("finalAccount"), Convert.ToHexStringLower(account));
    }

    private static TreeOutcome Run(ConcurrentMerkleTree tree, JsonNode operation) => operation.Text("op") switch
    {
        "append" => tree.Append(Hash(operation, "leaf")),
        "replace_leaf" => tree.ReplaceLeaf(
            Hash(operation, "root"), Hash(operation, "previousLeaf"), Hash(operation, "newLeaf"), Index(operation), Proof(operation)),
        "verify_leaf" => tree.VerifyLeaf(Hash(operation, "root"), Hash(operation, "previousLeaf"), Index(operation), Proof(operation)),
        "insert_or_append" => tree.InsertOrAppend(
            Hash(operation, "root"), Hash(operation, "newLeaf"), Index(operation), Proof(operation)),
        string other => throw new InvalidOperationException(other),
    };

    private static Hash256 Hash(JsonNode operation, string name) => Hash256.Parse(operation.Text(name));

    private static uint Index(JsonNode operation) => (uint)operation.Number("index");

    private static Hash256[] Proof(JsonNode operation) =>
        [.. operation["proof"]!.AsArray().Select(node => Hash256.Parse(node!.GetValue<string>()))];
}
