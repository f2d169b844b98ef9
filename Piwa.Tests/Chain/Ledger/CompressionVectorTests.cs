using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Piwa.Chain.Keys;
using Piwa.Chain.Rpc;
using Piwa.Chain.Transactions;
using Piwa.Chain.Trees;

namespace Piwa.Tests.Chain.Ledger;

/// <summary>The runs of the real compression programs again, this time as signed transactions against the ledger.</summary>
public sealed class CompressionVectorTests : IDisposable
{
    private readonly TestLedger _test = new();
    private readonly Keypair _authority = Keypair.FromSeed(Convert.FromHexString(SolanaVectors.Root["transactions"]!.Text("payerSeed")));

    public static TheoryData<int> Runs => [.. Enumerable.Range(0, SolanaVectors.Array("cmtRuns").Count)];

    public void Dispose()
    {
        _test.Dispose();
        _authority.Dispose();
    }

    [Theory]
    [MemberData(nameof(Runs))]
    public void EveryTransactionLeavesTheAccountOfTheRealProgram(int run)
    {
        JsonNode vector = SolanaVectors.Array("cmtRuns")[run]!;
        CompressionProgram program = vector.Text("program") == "spl" ? CompressionProgram.Spl : CompressionProgram.Mpl;
        TreeSize size = new(vector.Number("depth"), vector.Number("buffer"), vector.Number("canopy"));
        using Keypair tree = TestKeys.Pair("tree");

        // The header holds the slot of the initialization, so the ledger must be in the slot that the vectors were made in.
        byte[] initial = Convert.FromHexString(vector.Text("initialAccount"));
        ulong slot = BitConverter.ToUInt64(initial, 42);
        _test.Clock.Advance(slot * TimeSpan.FromMilliseconds(400));
        Assert.Equal(slot, _test.Ledger.GetSlot());

        _test.Send(
            [tree, _authority],
            SystemInstructions.CreateAccount(_test.Payer.PublicKey, tree.PublicKey, size.RentLamports, (ulong)size.AccountBytes,
                program.Id),
            CompressionInstructions.InitEmptyMerkleTree(program, tree.PublicKey, _authority.PublicKey, size));
        Assert.Equal(initial, Account(tree));

        foreach (JsonNode operation in vector["ops"]!.AsArray().Select(node => node!))
        {
            Transaction transaction = _test.Build(NeedsAuthority(operation) ? [_authority] : [],
                Instruction(program, tree.PublicKey, operation));
            TransactionOutcome outcome = _test.Ledger.SendTransactions([transaction.Bytes], new SendOptions { SkipPreflight = true })[0];
            if (operation.Flag("ok"))
            {
                Assert.Equal(TransactionDisposition.Succeeded, outcome.Disposition);
            }
            else
            {
                Assert.Equal(TransactionDisposition.Failed, outcome.Disposition);
                Assert.Equal(TransactionError.ForInstruction(0, InstructionErrorKind.Custom, 6001), outcome.Error);
                Assert.Contains(outcome.LogMessages, line => line.EndsWith(operation.Text("cmtError"), StringComparison.Ordinal));
            }

            Assert.Equal(operation.Text("accountSha256After"), Convert.ToHexStringLower(SHA256.HashData(Account(tree))));

            // Another blockhash, so that an operation that is tried again is not taken for a repeated transaction.
            _test.Clock.Advance(TimeSpan.FromMilliseconds(400));
        }

        Assert.Equal(Convert.FromHexString(vector.Text("finalAccount")), Account(tree));
        byte[] final = Account(tree);
        _test.Reopen();
        Assert.Equal(final, Account(tree));
    }

    private byte[] Account(Keypair tree) => _test.Ledger.GetAccountInfo(tree.PublicKey)!.Data.ToArray();

    private static bool NeedsAuthority(JsonNode operation) => operation.Text("op") != "verify_leaf";

    /// <summary>Built from the bytes up: the vectors' proofs leave out what the canopy holds.</summary>
    private Instruction Instruction(CompressionProgram program, PublicKey tree, JsonNode operation)
    {
        (string name, string[] hashes) = operation.Text("op") switch
        {
            "append" => ("append", (string[])["leaf"]),
            "replace_leaf" => ("replace_leaf", ["root", "previousLeaf", "newLeaf"]),
            "insert_or_append" => ("insert_or_append", ["root", "newLeaf"]),
            string verify => (verify, ["root", "previousLeaf"]),
        };
        byte[] discriminator = Convert.FromHexString(SolanaVectors.Root["discriminators"]!.Text(name));
        byte[] index = name == "append" ? [] : BitConverter.GetBytes(operation.Number("index"));
        byte[] data = [.. discriminator, .. hashes.SelectMany(hash => Convert.FromHexString(operation.Text(hash))), .. index];
        AccountMeta[] accounts = NeedsAuthority(operation)
            ? [AccountMeta.Writable(tree), AccountMeta.ReadOnly(_authority.PublicKey, isSigner: true), AccountMeta.ReadOnly(program.Noop)]
            : [AccountMeta.ReadOnly(tree)];
        IEnumerable<AccountMeta> proof = name == "append"
            ? []
            : operation["proof"]!.AsArray()
                .Select(node => AccountMeta.ReadOnly(new PublicKey(Convert.FromHexString(node!.GetValue<string>()))));
        return new Instruction(program.Id, [.. accounts, .. proof], data);
    }
}
