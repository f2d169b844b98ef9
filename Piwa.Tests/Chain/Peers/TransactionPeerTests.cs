using System.Text.Json.Nodes;
using Piwa.Chain.Hashing;
using Piwa.Chain.Keys;
using Piwa.Chain.Transactions;
using Piwa.Tests.Infrastructure;

namespace Piwa.Tests.Chain.Peers;

/// <summary>Signed transactions, with fresh random inputs, against @solana/web3.js.</summary>
public sealed class TransactionPeerTests(ITestOutputHelper output)
{
    private const int Rounds = 300;

    [Fact]
    public void TransactionsAreThoseOfTheNpmClient()
    {
        NodeTool.Require(PeerCases.Tool);
        RandomChain random = RandomChain.Fresh(output);
        PeerCases cases = new();
        while (cases.Count < Rounds)
            Add(cases, random);
        output.WriteLine($"{cases.Count} transactions agree: {string.Join(", ", cases.Check(random.Seed))}.");
    }

    private static void Add(PeerCases cases, RandomChain random)
    {
        byte[][] seeds = [.. Enumerable.Range(0, 1 + random.Below(4)).Select(_ => random.Bytes(Keypair.SeedSize))];
        Keypair[] signers = [.. seeds.Select(seed => Keypair.FromSeed(seed))];
        PublicKey[] keys = [.. Enumerable.Range(0, 2 + random.Below(10)).Select(_ => random.Key())];
        PublicKey[] signerKeys = [.. signers.Select(signer => signer.PublicKey)];
        Instruction[] instructions = [.. Enumerable.Range(0, random.Below(5)).Select(_ => random.Instruction(keys, signerKeys))];
        Hash256 blockhash = random.Hash();
        AddressLookupTable[]? tables = random.Coin()
            ? null
            :
            [
                .. Enumerable.Range(0, random.Below(4)).Select(_ => new AddressLookupTable(
                    random.Key(),
                    [
                        .. Enumerable.Range(0, 1 + random.Below(12)).Select(_ =>
                            random.Coin() ? keys[random.Below(keys.Length)] : random.Key()),
                    ])),
            ];

        Message message = tables is null
            ? Message.CompileLegacy(signerKeys[0], instructions, blockhash)
            : Message.CompileV0(signerKeys[0], instructions, blockhash, tables);
        int[] needed = [.. Enumerable.Range(0, signers.Length).Where(i =>
            message.AccountKeys.Take(message.Header.RequiredSignatureCount).Contains(signerKeys[i]))];
        TransactionSizer sizer = new(signerKeys[0], tables);
        foreach (Instruction instruction in instructions)
            sizer.Add(instruction);

        // web3.js compiles no legacy transaction without instructions.
        if (sizer.Bytes <= Transaction.MaximumBytes && (tables is not null || instructions.Length != 0))
        {
            // The signers in another order than the accounts.
            Transaction ours = Transaction.Sign(message, [.. needed.Reverse().Select(i => signers[i])]);
            Assert.Equal(ours.Bytes.Length, sizer.Bytes);
            cases.Add(
                $"{(tables is null ? "legacy" : "v0")} with {needed.Length} signatures",
                new JsonObject
                {
                    ["transaction"] = new JsonObject
                    {
                        ["payer"] = signerKeys[0].ToString(),
                        ["seeds"] = new JsonArray([.. needed.Select(i => (JsonNode)Convert.ToHexStringLower(seeds[i]))]),
                        ["blockhash"] = new PublicKey(blockhash.ToArray()).ToString(),
                        ["instructions"] = new JsonArray([.. instructions.Select(PeerCases.Describe)]),
                        ["tables"] = tables is null ? null : new JsonArray([.. tables.Select(Describe)]),
                    },
                },
                Convert.ToHexStringLower(ours.Bytes.Span));
        }

        foreach (Keypair signer in signers)
            signer.Dispose();
    }

    private static JsonNode Describe(AddressLookupTable table) => new JsonObject
    {
        ["key"] = table.Key.ToString(),
        ["addresses"] = new JsonArray([.. table.Addresses.Select(address => (JsonNode)address.ToString())]),
    };
}
