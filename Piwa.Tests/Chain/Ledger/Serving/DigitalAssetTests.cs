using System.Net.Http.Headers;
using System.Text.Json;
using Piwa.Chain.Bubblegum;
using Piwa.Chain.Hashing;
using Piwa.Chain.Keys;
using Piwa.Chain.Ledger;
using Piwa.Chain.Ledger.Serving;
using Piwa.Chain.Rpc;
using Piwa.Chain.Transactions;
using Piwa.Chain.Trees;

namespace Piwa.Tests.Chain.Ledger.Serving;

/// <summary>DAS over raw HTTP. That clients understand it, JavaScriptClientTests show.</summary>
public sealed class DigitalAssetTests : IAsyncDisposable
{
    private static readonly TreeSize Size = new(3, 8);

    private readonly TestLedger _test = new(options => options.IndexAssets = true);
    private readonly HttpClient _http = new();
    private LedgerServer _server;

    public DigitalAssetTests() => _server = _test.Serve();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _server.DisposeAsync();
        _test.Dispose();
    }

    [Theory]
    [InlineData("getAsset", """{"id":"KEY"}""", -32000, "Database Error: RecordNotFound Error: Asset Not Found")]
    [InlineData("getAssetProof", """{"id":"KEY"}""", -32000, "Database Error: RecordNotFound Error: Asset Proof for KEY Not Found")]
    [InlineData("getAssetSignatures", """{"id":"KEY"}""", -32000, "Asset Not Found")]
    [InlineData("getAssetSignatures", """{"tree":"KEY","leafIndex":0}""", -32000, "Asset Not Found")]
    [InlineData("getAssetSignatures", """{"tree":"KEY"}""", -32000, "Either id, or tree and leafIndex")]
    [InlineData("getAssetSignatures", """{"id":"KEY","tree":"KEY","leafIndex":0}""", -32000, "Either id, or tree and leafIndex")]
    [InlineData("getAssetSignatures", """{"id":"KEY","cursor":"KEY"}""", -32000, "by page")]
    [InlineData("getAsset", """{"id":"KEYx"}""", -32000, "Pubkey Validation Err: KEYx is invalid")]
    [InlineData("getAsset", """{"id":""}""", -32000, "Pubkey Validation Err:  is invalid")]
    [InlineData("getAsset", """{"id":7}""", -32602, "id")]
    [InlineData("getAsset", "{}", -32602, "missing field `id`")]
    [InlineData("getAsset", """["KEY"]""", -32602, "must be an object")]
    [InlineData("getAsset", "[]", -32602, "by name")]
    [InlineData("getAsset", """{"id":"KEY","ids":[]}""", -32602, "unknown field `ids`")]
    [InlineData("getAsset", """{"id":"KEY","options":7}""", -32602, "`options` must be an object")]
    [InlineData("getAsset", """{"id":"KEY","options":{"showAll":true}}""", -32602, "unknown field `showAll`")]
    [InlineData("getAssets", """{"ids":"KEY"}""", -32602, "`ids` must be a list")]
    [InlineData("getAssets", """{"ids":[7]}""", -32602, "`ids` must be a list")]
    [InlineData("getAssetProofs", """{"ids":["x"]}""", -32000, "Pubkey Validation Err: x is invalid")]
    [InlineData("getAssetsByOwner", """{"ownerAddress":"KEY","limit":0}""", -32000, "Limit should be greater than 0")]
    [InlineData("getAssetsByOwner", """{"ownerAddress":"KEY","limit":1001}""", -32000, "Limit should not be greater than 1000")]
    [InlineData("getAssetsByOwner", """{"ownerAddress":"KEY","limit":-1}""", -32602, "limit")]
    [InlineData("getAssetsByOwner", """{"ownerAddress":"KEY","limit":"1"}""", -32602, "limit")]
    [InlineData("getAssetsByOwner", """{"ownerAddress":"KEY","page":0}""", -32000, "Page should be greater than 0")]
    [InlineData("getAssetsByOwner", """{"ownerAddress":"KEY","page":4294967296}""", -32602, "page is too large")]
    [InlineData("getAssetsByOwner", """{"ownerAddress":"KEY","page":1,"before":"KEY"}""", -32000, "Only one pagination parameter")]
    [InlineData("getAssetsByOwner", """{"ownerAddress":"KEY","page":1,"cursor":"KEY"}""", -32000, "Only one pagination parameter")]
    [InlineData("getAssetsByOwner", """{"ownerAddress":"KEY","after":"KEY","cursor":"KEY"}""", -32000, "Only one pagination parameter")]
    [InlineData("getAssetsByOwner", """{"ownerAddress":"KEY","after":"x"}""", -32000, "Pubkey Validation Err: x")]
    [InlineData("getAssetsByOwner", """{"ownerAddress":"KEY","after":"KEY","sortBy":{"sortBy":"created"}}""", -32000, "Only sorting based on id")]
    [InlineData("getAssetsByOwner", """{"ownerAddress":"KEY","page":1,"sortBy":{"sortBy":"size"}}""", -32602, "unknown variant `size`")]
    [InlineData("getAssetsByOwner", """{"ownerAddress":"KEY","page":1,"sortBy":"id"}""", -32602, "`sortBy` must be an object")]
    [InlineData("getAssetsByGroup", """{"groupKey":"group","groupValue":"KEY"}""", -32000, "Invalid grouping key: group")]
    [InlineData("getAssetsByGroup", """{"groupKey":"collection","groupValue":"x"}""", -32000, "Pubkey Validation Err: x")]
    [InlineData("getGrouping", """{"groupValue":"KEY"}""", -32602, "missing field `groupKey`")]
    [InlineData("searchAssets", """{"grouping":["collection"]}""", -32602, "a key and a value")]
    [InlineData("searchAssets", """{"grouping":["collection",7]}""", -32602, "grouping")]
    [InlineData("searchAssets", """{"name":"Piwa #0"}""", -32000, "not found by name")]
    [InlineData("searchAssets", """{"conditionType":"some"}""", -32602, "unknown variant `some`")]
    [InlineData("getSlot", "{}", -32602, "by position")]
    [InlineData("getNftEditions", """{"mintAddress":"KEY"}""", -32601, "Method not found")]
    public async Task WhatMakesNoSenseIsRefusedInTheWordsOfTheServices(string method, string parameters, int code, string message)
    {
        string key = TestKeys.Key(7).ToString();
        JsonElement answer = await AskAsync(method, parameters.Replace("KEY", key, StringComparison.Ordinal));
        Assert.Equal(code, answer.GetProperty("error").GetProperty("code").GetInt32());
        Assert.Contains(message.Replace("KEY", key, StringComparison.Ordinal), answer.GetProperty("error").GetProperty("message").GetString()!, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(999, true)]
    [InlineData(1000, true)]
    [InlineData(1001, false)]
    public async Task BatchesAreLimited(int count, bool isAnswered)
    {
        string ids = JsonSerializer.Serialize(Enumerable.Repeat(TestKeys.Key(1).ToString(), count));
        JsonElement assets = await AskAsync("getAssetBatch", $$"""{"ids":{{ids}}}""");
        JsonElement proofs = await AskAsync("getAssetProofBatch", $$"""{"ids":{{ids}}}""");
        Assert.Equal(isAnswered, assets.TryGetProperty("result", out JsonElement found));
        Assert.Equal(isAnswered, proofs.TryGetProperty("result", out JsonElement proven));
        if (isAnswered)
        {
            Assert.Equal(count, found.GetArrayLength());
            Assert.Equal($$"""{"{{TestKeys.Key(1)}}":null}""", proven.GetRawText());
        }
        else
        {
            Assert.Equal("Batch Size Error. Batch size should not be greater than 1000.", assets.GetProperty("error").GetProperty("message").GetString());
        }
    }

    [Fact]
    public async Task EveryProofLeadsToTheRootThatItsTreeHasNow()
    {
        PublicKey[] trees = [_test.CreatedTree("one", Size), _test.CreatedTree("two", new TreeSize(5, 8))];
        for (int i = 0; i < 5; i++)
        {
            foreach (PublicKey tree in trees)
            {
                _test.Send(_test.Mint(tree, i));
                for (int leaf = 0; leaf <= i; leaf++)
                    await CheckProofAsync(tree, (uint)leaf);
            }
        }

        string ids = JsonSerializer.Serialize(Enumerable.Range(0, 10).Select(i => ProgramAddress.AssetId(trees[i % 2], (ulong)(i / 2)).ToString()));
        JsonElement proofs = (await AskAsync("getAssetProofs", $$"""{"ids":{{ids}}}""")).GetProperty("result");
        Assert.Equal(10, proofs.EnumerateObject().Count());
        foreach (JsonProperty proof in proofs.EnumerateObject())
            Assert.Equal((await AskAsync("getAssetProof", $$"""{"id":"{{proof.Name}}"}""")).GetProperty("result").GetRawText(), proof.Value.GetRawText());
    }

    [Fact]
    public async Task FailedAndForeignLeavesAreNoAssets()
    {
        PublicKey tree = _test.CreatedTree("tree", Size);

        // A mint that is taken back, and one whose words are copied without it.
        Instruction tooMuch = SystemInstructions.Transfer(_test.Payer.PublicKey, TestKeys.Key(1), ulong.MaxValue);
        _test.Ledger.SendTransaction(_test.Build(_test.Mint(tree, 0), tooMuch).Bytes, new SendOptions { SkipPreflight = true });
        byte[] words = new LeafEvent(
            LeafSchema.ForMint(tree, 0, TestKeys.Key(9), TestKeys.Key(9), TestLedger.Metadata(0)),
            LeafSchema.ForMint(tree, 0, TestKeys.Key(9), TestKeys.Key(9), TestLedger.Metadata(0)).Hash()).Encode();
        _test.Send(new Instruction(ProgramIds.SplNoop, [], words));
        Assert.Equal("[]", await ItemsAsync("searchAssets", "{}"));
        _test.Send(_test.Mint(tree, 5));
        Assert.Single(JsonDocument.Parse(await ItemsAsync("searchAssets", "{}")).RootElement.EnumerateArray());
        Assert.Equal("[]", await ItemsAsync("getAssetsByOwner", $$"""{"ownerAddress":"{{TestKeys.Key(9)}}"}"""));
    }

    [Fact]
    public async Task TheSameIsToldWhenTheLedgerIsOpenedAnew()
    {
        PublicKey[] trees = [_test.CreatedTree("one", Size), _test.CreatedTree("two", Size)];
        for (int i = 0; i < 6; i++)
            _test.Send(_test.Mint(trees[i % 2], i));
        (string, string)[] questions =
        [
            ("searchAssets", """{"page":1}"""),
            ("searchAssets", """{"page":1,"limit":4,"sortBy":{"sortBy":"updated","sortDirection":"asc"},"displayOptions":{"showGrandTotal":true}}"""),
            ("searchAssets", """{"limit":5}"""),
            ("getAssetsByOwner", $$"""{"ownerAddress":"{{TestKeys.Key(3)}}","page":1}"""),
            ("getAssetsByAuthority", $$"""{"authorityAddress":"{{ProgramAddress.TreeAuthority(trees[1])}}","page":2,"limit":2}"""),
            ("getAssetProof", $$"""{"id":"{{ProgramAddress.AssetId(trees[1], 2)}}"}"""),
            ("getSignaturesForAsset", $$"""{"id":"{{ProgramAddress.AssetId(trees[1], 0)}}"}"""),
            ("getAssetSignatures", $$"""{"id":"{{ProgramAddress.AssetId(trees[1], 0)}}","sortDirection":"asc","limit":1,"page":2}"""),
        ];
        string[] before = await AllAsync();
        Assert.Contains("\"grand_total\":6", before[1], StringComparison.Ordinal);
        Assert.Contains("\"CreateTree\"]", before[6], StringComparison.Ordinal);
        Assert.Contains("\"instruction\":\"MintV1\"", before[7], StringComparison.Ordinal);

        await _server.DisposeAsync();
        _server = LedgerServer.Start(_test.Reopen(), new LedgerServerOptions { Port = 0 });
        Assert.Equal(before, await AllAsync());

        using EmbeddedLedger reader = EmbeddedLedger.OpenReadOnly(_test.Directory, new EmbeddedLedgerOptions { IndexAssets = true });
        await _server.DisposeAsync();
        _server = LedgerServer.Start(reader, new LedgerServerOptions { Port = 0 });
        Assert.Equal(before, await AllAsync());

        async Task<string[]> AllAsync()
        {
            List<string> answers = [];
            foreach ((string method, string parameters) in questions)
                answers.Add((await AskAsync(method, parameters)).GetProperty("result").GetRawText());
            return [.. answers];
        }
    }

    [Fact]
    public async Task PagesMeetWithoutGapAndOverlap()
    {
        PublicKey tree = _test.CreatedTree("tree", Size);
        for (int i = 0; i < 7; i++)
            _test.Send(_test.Mint(tree, i));
        string[] minted = [.. Enumerable.Range(0, 7).Select(i => ProgramAddress.AssetId(tree, (ulong)i).ToString())];
        string[] byId = [.. minted.OrderBy(id => Convert.ToHexString(PublicKey.Parse(id).ToArray()), StringComparer.Ordinal)];
        foreach (string order in (string[])["created", "updated", "recent_action", "none", "id"])
        {
            string[] expected = order == "id" ? byId : minted;
            foreach (string direction in (string[])["asc", "desc"])
            {
                List<string> read = [];
                for (int page = 1; page <= 4; page++)
                    read.AddRange(await IdsAsync($$"""{"limit":3,"page":{{page}},"sortBy":{"sortBy":"{{order}}","sortDirection":"{{direction}}"} }"""));
                Assert.Equal(direction == "asc" ? expected : expected.Reverse(), read);
            }
        }

        Assert.Equal(byId[2..5], await IdsAsync($$"""{"after":"{{byId[1]}}","before":"{{byId[5]}}"}"""));
        Assert.Equal(byId[3..5], await IdsAsync($$"""{"before":"{{byId[5]}}","limit":2}"""));
        Assert.Equal(byId[..2].Reverse(), await IdsAsync($$"""{"after":"{{byId[2]}}","sortBy":{"sortBy":"id","sortDirection":"desc"} }"""));
        Assert.Equal(byId[4..6].Reverse(), await IdsAsync($$"""{"before":"{{byId[3]}}","limit":2,"sortBy":{"sortBy":"id","sortDirection":"desc"} }"""));
        Assert.Equal(byId[^1..], await IdsAsync($$"""{"cursor":"{{byId[^2]}}"}"""));
        Assert.Empty(await IdsAsync($$"""{"cursor":"{{byId[^1]}}"}"""));
        Assert.Empty(await IdsAsync("""{"page":2147483647}"""));
    }

    [Fact]
    public async Task WithoutAnIndexThereIsNoDas()
    {
        using TestLedger plain = new();
        await using LedgerServer server = plain.Serve();
        Assert.Contains("Method not found", await PostAsync(server.Address, "searchAssets", "{}"), StringComparison.Ordinal);
    }

    private async Task CheckProofAsync(PublicKey tree, uint leaf)
    {
        PublicKey id = ProgramAddress.AssetId(tree, leaf);
        JsonElement told = (await AskAsync("getAssetProof", $$"""{"id":"{{id}}"}""")).GetProperty("result");
        Hash256[] siblings = [.. told.GetProperty("proof").EnumerateArray().Select(node => Hash(node.GetString()))];
        MerkleProof proof = new(Hash(told.GetProperty("leaf").GetString()), leaf, siblings);
        ConcurrentMerkleTree state = _test.Tree(tree);
        Assert.True(proof.Verify(state.Root));
        Assert.Equal(state.Root, Hash(told.GetProperty("root").GetString()));
        Assert.Equal(tree.ToString(), told.GetProperty("tree_id").GetString());
        Assert.Equal((1L << state.Size.Depth) + leaf, told.GetProperty("node_index").GetInt64());
        JsonElement asset = (await AskAsync("getAsset", $$"""{"id":"{{id}}"}""")).GetProperty("result");
        Assert.Equal(told.GetProperty("leaf").GetString(), asset.GetProperty("compression").GetProperty("asset_hash").GetString());
    }

    private static Hash256 Hash(string? text) => new(PublicKey.Parse(text).ToArray());

    private async Task<string[]> IdsAsync(string parameters) =>
        [.. JsonDocument.Parse(await ItemsAsync("searchAssets", parameters)).RootElement.EnumerateArray().Select(item => item.GetProperty("id").GetString()!)];

    private async Task<string> ItemsAsync(string method, string parameters) =>
        (await AskAsync(method, parameters)).GetProperty("result").GetProperty("items").GetRawText();

    private async Task<JsonElement> AskAsync(string method, string parameters) =>
        JsonDocument.Parse(await PostAsync(_server.Address, method, parameters)).RootElement;

    private async Task<string> PostAsync(Uri address, string method, string parameters)
    {
        using ByteArrayContent content = new(System.Text.Encoding.UTF8.GetBytes($$"""{"jsonrpc":"2.0","id":1,"method":"{{method}}","params":{{parameters}}}"""));
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        using HttpResponseMessage response = await _http.PostAsync(address, content, Stop);
        return await response.Content.ReadAsStringAsync(Stop);
    }
}
