using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Time.Testing;
using Piwa.Chain.Keys;
using Piwa.Chain.Ledger.Serving;
using Piwa.Chain.Provenance;
using Piwa.Chain.Requests;
using Piwa.Pipeline.Encoding;
using Piwa.Pipeline.Shards;
using Piwa.Tests.Chain;

namespace Piwa.Tests.Fuzzing;

/// <content>Questions to the ledger and the oracle, and what they and nodes answer.</content>
internal static partial class FuzzSeeds
{
    private static IEnumerable<string> Questions(FuzzWorld world)
    {
        string account = world.Accounts[0].ToString(), tree = world.Accounts[4].ToString(), holder = world.Accounts[1].ToString(), mint = world.Accounts[2].ToString();
        string asset = ProgramAddress.AssetId(world.Accounts[4], 0).ToString(), signature = world.Signatures[^1].ToString();
        string hash = world.Ledger.GetLatestBlockhash().Blockhash.ToString();
        string[] calls =
        [
            $$"""getAccountInfo ["{{tree}}",{"encoding":"base64+zstd","commitment":"confirmed","dataSlice":{"offset":0,"length":80} }]""",
            $$"""getAccountInfo ["{{holder}}",{"encoding":"jsonParsed"}]""",
            $$"""getBalance ["{{account}}"]""", "getBlockHeight []", "getEpochInfo []", "getGenesisHash []", "getHealth []",
            """getLatestBlockhash [{"commitment":"finalized"}]""", "getMinimumBalanceForRentExemption [100]",
            $$"""getMultipleAccounts [["{{account}}","{{tree}}","{{mint}}"],{"encoding":"base64"}]""", $$"""getRecentPrioritizationFees [["{{tree}}"]]""",
            $$"""getSignatureStatuses [["{{signature}}"],{"searchTransactionHistory":true}]""",
            $$"""getSignaturesForAddress ["{{tree}}",{"limit":5,"before":"{{signature}}"}]""", "getSlot []",
            $$"""getTokenAccountBalance ["{{holder}}"]""", $$"""getTokenAccountsByOwner ["{{account}}",{"mint":"{{mint}}"},{"encoding":"base64"}]""",
            $$"""getTransaction ["{{signature}}",{"encoding":"base64","maxSupportedTransactionVersion":0}]""", $$"""getTransaction ["{{signature}}","json"]""",
            "getTransactionCount []", "getVersion []", $$"""isBlockhashValid ["{{hash}}"]""", $$"""requestAirdrop ["{{account}}",1000]""",
            $$"""getAsset {"id":"{{asset}}"}""", $$"""getAssetProof {"id":"{{asset}}"}""", $$"""getAssetBatch {"ids":["{{asset}}"]}""",
            $$"""getAssetSignatures {"id":"{{asset}}","page":1,"limit":3}""", $$"""searchAssets {"ownerAddress":"{{account}}","page":1,"limit":2,"sortBy":{"sortBy":"id","sortDirection":"asc"} }""",
            $$"""getAssetsByOwner {"ownerAddress":"{{account}}","limit":2,"cursor":"{{asset}}"}""", $$"""getAssetsByCreator {"creatorAddress":"{{account}}","onlyVerified":true}""",
            $$"""getAssetsByGroup {"groupKey":"collection","groupValue":"{{account}}"}""", $$"""getAssetsByAuthority {"authorityAddress":"{{account}}"}""",
        ];
        return calls.Select(call => call.Split(' ', 2)).Select(call => $$"""{"jsonrpc":"2.0","id":1,"method":"{{call[0]}}","params":{{call[1]}}}""");
    }

    private static IEnumerable<(string, byte[])> OfServices()
    {
        using FuzzWorld world = new();
        foreach (string question in Questions(world))
            yield return ("json-rpc", Utf8(question));
        yield return ("json-rpc", Utf8("[" + string.Join(',', Questions(world).Take(4)) + "]"));

        byte[] campaign = CampaignFile.Serialize(Campaign);
        SubmittedAsset asset = new(0, TestKeys.Leaf(1), TestKeys.Leaf(2), TestKeys.Leaf(3), TestKeys.Leaf(4), TestKeys.Leaf(5), null);
        ShardRecord record = new()
        {
            File = Dataset.ShardFile(0),
            Bytes = 100,
            FileHash = default,
            FirstAsset = 0,
            Assets = 2,
            Rows = 1,
            Dead = [1],
            Root = AssetTree.Root([new ContentHash(TestKeys.Leaf(5).ToArray())]),
            Campaign = CampaignFile.HashOf(campaign),
            Generator = Campaign.GeneratorVersion,
            Device = "host",
            Wallet = TestKeys.Key(1).ToString(),
        };
        yield return ("submission", SubmissionCodec.Encode(
            new ShardSubmission(TestKeys.Key(1), campaign, JsonSerializer.SerializeToUtf8Bytes(record, DatasetJson.Default.ShardRecord), [asset, asset])));

        FakeTimeProvider clock = new(new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero));
        using Keypair wallet = TestKeys.Pair("payer");
        string header = new RequestSigner(wallet, TestKeys.Key(1), clock).SignAsync("POST", "/v1/shards", Utf8("{}")).AsTask().GetAwaiter().GetResult();
        yield return ("signed-request", Utf8($"POST\n/v1/shards\n{header}\n{{}}"));
        yield return ("oracle-message", JsonSerializer.SerializeToUtf8Bytes(new WireMessage(new byte[40]), OracleJson.Default.WireMessage));
        yield return ("oracle-answer", [Selector(0, 4), .. JsonSerializer.SerializeToUtf8Bytes(new WireOracle(TestKeys.Key(1).ToString(), 2), OracleJson.Default.WireOracle)]);
        yield return ("oracle-answer",
        [
            Selector(1, 4),
            .. JsonSerializer.SerializeToUtf8Bytes(
                new WireVerdict(false, [new OracleFinding(OracleFindingKind.Format, "no")], 2, 0), OracleJson.Default.WireVerdict),
        ]);
        yield return ("oracle-answer", [Selector(2, 4), .. JsonSerializer.SerializeToUtf8Bytes(new WireSignature("abc"), OracleJson.Default.WireSignature)]);
        yield return ("oracle-answer", [Selector(3, 4), .. JsonSerializer.SerializeToUtf8Bytes(new WireFault("no"), RequestJson.Default.WireFault)]);
    }

    private static IEnumerable<(string, byte[])> OfNodes()
    {
        using FuzzWorld world = new();
        yield return ("encoded-data", Utf8("""["AQID","base64"]"""));
        yield return ("encoded-data", Utf8("\"5R\""));
        yield return ("encoded-data", Utf8("""["5R","base58"]"""));
        yield return ("encoded-data", Utf8($"[\"{Convert.ToBase64String(Piwa.Chain.Rpc.Wire.ZstdData.Compress(new byte[5_000]))}\",\"base64+zstd\"]"));

        // What our own ledger answers, for each question that a client puts.
        Dictionary<string, JsonRpcMethod> methods = new(new LedgerMethods(world.Ledger).ByName);
        JsonRpcDispatcher dispatcher = new(methods, 10);
        string[] asked =
        [
            "getLatestBlockhash", "isBlockhashValid", "getSlot", "getEpochInfo", "getBalance", "getAccountInfo", "getMultipleAccounts",
            "getMinimumBalanceForRentExemption", "", "getRecentPrioritizationFees", "", "", "getSignatureStatuses", "getTransaction",
            "getSignaturesForAddress", "getTokenAccountsByOwner",
        ];
        foreach (string question in Questions(world))
        {
            int number = Array.IndexOf(asked, JsonNode.Parse(question)!["method"]!.GetValue<string>());
            JsonNode answer = JsonNode.Parse(dispatcher.Handle(Utf8(question)))!;
            if (number >= 0 && answer["result"] is { } result)
                yield return ("node-answers", [Selector(number, asked.Length), .. Utf8(result.ToJsonString())]);
        }

        string[] more =
        [
            """!"error":{"code":-32005,"message":"Node is behind by 42 slots","data":{"numSlotsBehind":42}}}""",
            """!"error":{"code":-32002,"message":"Transaction simulation failed","data":{"err":{"InstructionError":[0,{"Custom":6001}]},"logs":["a"],"unitsConsumed":5}}}""",
        ];
        foreach (string error in more)
            yield return ("node-answers", [Selector(10, asked.Length), .. Utf8(error)]);
        yield return ("node-answers", [Selector(8, asked.Length), .. Utf8("""{"context":{"slot":1},"value":5000}""")]);
        yield return ("node-answers",
        [
            Selector(11, asked.Length),
            .. Utf8("""{"context":{"slot":1},"value":{"err":"AccountNotFound","logs":["x"],"accounts":[null],"unitsConsumed":3,"returnData":null}}"""),
        ]);
        yield return ("node-answers", [Selector(10, asked.Length), .. Utf8($"\"{new Signature(new byte[64])}\"")]);
    }
}
