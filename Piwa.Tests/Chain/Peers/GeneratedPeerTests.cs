using System.Globalization;
using System.Text.Json.Nodes;
using Piwa.Chain.Borsh;
using Piwa.Chain.Bubblegum;
using Piwa.Chain.Keys;
using Piwa.Chain.Transactions;
using Piwa.Tests.Infrastructure;

namespace Piwa.Tests.Chain.Peers;

/// <summary>The other way round: what the npm packages build from random inputs of their own is parsed, and built again.</summary>
public sealed class GeneratedPeerTests(ITestOutputHelper output)
{
    private const int Count = 200;
    private const int DiscriminatorBytes = 8;

    [Fact]
    public void WhatTheNpmClientsBuildIsParsedAndBuiltAgain()
    {
        NodeTool.Require(PeerCases.Tool);
        int seed = RandomChain.Fresh(output).Seed;
        JsonNode generated = JsonNode.Parse(NodeTool.Run(
            PeerCases.Tool,
            "Peers/generate.mjs",
            seed.ToString(CultureInfo.InvariantCulture),
            Count.ToString(CultureInfo.InvariantCulture)))!;
        foreach (JsonNode? item in generated["transactions"]!.AsArray())
            CheckTransaction(item!);
        foreach (JsonNode? item in generated["mints"]!.AsArray())
            CheckMint(item!);
        foreach (JsonNode? item in generated["updates"]!.AsArray())
        {
            byte[] bytes = Convert.FromHexString(item!.GetValue<string>());
            Assert.Equal(bytes, MetadataUpdate.Parse(bytes, out int length).Encode());
            Assert.Equal(bytes.Length, length);
        }

        foreach (JsonNode? item in generated["leaves"]!.AsArray())
            CheckLeaf(Convert.FromHexString(item!.GetValue<string>()));
        output.WriteLine($"{Count} each of transactions, mints, updates and leaves.");
    }

    private static void CheckTransaction(JsonNode item)
    {
        byte[] bytes = Convert.FromHexString(item.Text("bytes"));
        AddressLookupTable[] tables =
        [
            .. item["tables"]!.AsArray().Select(table => new AddressLookupTable(
                PublicKey.Parse(table!.Text("key")),
                [.. table!["addresses"]!.AsArray().Select(address => PublicKey.Parse(address!.GetValue<string>()))])),
        ];
        Transaction parsed = Transaction.Parse(bytes);
        Assert.True(parsed.VerifySignatures());
        Message message = parsed.Message;
        Instruction[] instructions = message.Decompile(tables);
        Message again = message.Version == MessageVersion.Legacy
            ? Message.CompileLegacy(message.FeePayer, instructions, message.RecentBlockhash)
            : Message.CompileV0(message.FeePayer, instructions, message.RecentBlockhash, tables);
        Assert.Equal(Convert.ToHexString(message.Bytes.Span), Convert.ToHexString(again.Bytes.Span));

        TransactionSizer sizer = new(message.FeePayer, message.Version == MessageVersion.Legacy ? null : tables);
        foreach (Instruction instruction in instructions)
            sizer.Add(instruction);
        Assert.Equal(bytes.Length, sizer.Bytes);
    }

    private static void CheckMint(JsonNode item)
    {
        byte[] data = Convert.FromHexString(item.Text("data"));
        JsonArray keys = item["keys"]!.AsArray();
        PublicKey At(int index) => PublicKey.Parse(keys[index]![0]!.GetValue<string>());
        Instruction ours;
        if (item.Number("version") == 1)
        {
            MetadataArgs metadata = MetadataArgs.Parse(data.AsSpan(DiscriminatorBytes), out _);
            ours = BubblegumInstructions.MintV1(MintAccounts.For(At(3), At(4), At(5)), At(1), At(2), metadata);
        }
        else
        {
            MetadataArgsV2 metadata = MetadataArgsV2.Parse(data.AsSpan(DiscriminatorBytes), out _);
            PublicKey? authority = At(3) == ProgramIds.Bubblegum ? null : At(3);
            ours = BubblegumInstructions.MintV2(MintAccounts.For(At(6), At(1), At(2)), At(4), At(5), metadata, authority);
        }

        JsonObject theirs = new() { ["program"] = item["program"]!.DeepClone(), ["keys"] = keys.DeepClone(), ["data"] = item.Text("data") };
        Assert.Equal(theirs.ToJsonString(), PeerCases.Describe(ours).ToJsonString());
    }

    private static void CheckLeaf(byte[] bytes)
    {
        BorshReader reader = new(bytes, "Leaf");
        LeafSchema leaf = LeafSchema.Read(ref reader);
        Assert.Equal(bytes.Length, reader.Position);
        byte[] again = new byte[leaf.EncodedBytes];
        BorshWriter writer = new(again);
        leaf.Write(ref writer);
        Assert.Equal(bytes, again);
    }
}
