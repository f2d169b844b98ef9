using System.Text.Json;
using Piwa.Chain.Keys;
using Piwa.Chain.Ledger.Serving;
using Piwa.Chain.Transactions;
using Piwa.Chain.Trees;
using Piwa.Tests.Chain.Ledger;
using Piwa.Tests.Chain.Peers;
using Piwa.Tests.Infrastructure;

namespace Piwa.Tests.Chain.Rpc;

/// <summary>The clients of JavaScript against the served ledger.</summary>
public sealed class JavaScriptClientTests : IAsyncDisposable
{
    private readonly TestLedger _test = new(options => options.IndexAssets = true);
    private readonly LedgerServer _server;

    public JavaScriptClientTests()
    {
        NodeTool.Require(PeerCases.Tool);
        _server = _test.Serve();
    }

    public async ValueTask DisposeAsync()
    {
        if (_server is not null)
            await _server.DisposeAsync();
        _test.Dispose();
    }

    [Fact]
    public void Web3ConnectsTransfersMintsAndReads()
    {
        using Keypair tree = TestKeys.Pair("tree");
        string createTree = Text(_test.Build([tree], _test.CreateTree(tree, new TreeSize(14, 64))));
        string mint = Text(_test.Build(_test.Mint(tree.PublicKey, 0), _test.Mint(tree.PublicKey, 1)));
        using JsonDocument seen = JsonDocument.Parse(
            NodeTool.Run(PeerCases.Tool, "Rpc/Web3/web3.mjs", _server.Address.OriginalString, createTree, mint, tree.PublicKey.ToString()));
        Dictionary<string, string> expected = new()
        {
            ["airdrop"] = "null",
            ["balance"] = "5000000000",
            ["version"] = "\"piwa-0.1.0.0\"",
            ["genesis"] = $"\"{_test.Ledger.GenesisHash.ToBase58()}\"",
            ["epoch"] = "432000",
            ["rent"] = "2039280",
            ["slot"] = "0",
            ["landed"] = "null",
            ["changed"] = "1000000000",
            ["logged"] = "true",
            ["confirmed"] = "null",
            ["status"] = """["finalized",null]""",
            ["fee"] = "5000",
            ["moved"] = "1000000000",
            ["history"] = "[true]",
            ["messageFee"] = "5000",
            ["prices"] = "true",
            ["simulated"] = "null",
            ["versioned"] = "[null,0]",
            ["sentAndConfirmed"] = "true",
            ["refused"] = "[true,true,true]",
            ["parsed"] = "true",
            ["tree"] = "null",
            ["minted"] = "null",
            ["inner"] = $"""["{ProgramIds.SplNoop}","{ProgramIds.SplAccountCompression}","{ProgramIds.SplNoop}"]""",
            ["leaves"] = $"""["{ProgramIds.SplAccountCompression}","2"]""",
            ["several"] = "[4,null]",
        };
        Assert.Equal(expected, seen.RootElement.EnumerateObject().ToDictionary(part => part.Name, part => part.Value.GetRawText()));
        Assert.Equal(2UL, _test.Config(tree.PublicKey).MintedCount);
    }

    [Fact]
    public void UmiMakesATreeAndMints()
    {
        using JsonDocument seen = JsonDocument.Parse(NodeTool.Run(PeerCases.Tool, "Rpc/Web3/umi.mjs", _server.Address.OriginalString));
        PublicKey tree = PublicKey.Parse(seen.RootElement.GetProperty("tree").GetString());
        Dictionary<string, string> expected = new()
        {
            ["balance"] = "\"10000000000\"",
            ["created"] = "null",
            ["capacity"] = "\"16384\"",
            ["minted"] = "null",
            ["leaf"] = """["0",true,true]""",
            ["tree"] = $"\"{tree}\"",
            ["sequence"] = "\"1\"",
        };
        Assert.Equal(expected, seen.RootElement.EnumerateObject().ToDictionary(part => part.Name, part => part.Value.GetRawText()));
        Assert.Equal(1UL, _test.Config(tree).MintedCount);
    }

    [Fact]
    public void UmiReadsAssetsWithDas()
    {
        using JsonDocument seen = JsonDocument.Parse(NodeTool.Run(PeerCases.Tool, "Rpc/Web3/das.mjs", _server.Address.OriginalString));
        Dictionary<string, string> expected = new()
        {
            ["asset"] = "true",
            ["batch"] = "[2,null,0]",
            ["grouping"] = "[true,0,false,null]",
            ["proof"] = "true",
            ["root"] = "true",
            ["proofs"] = "[true,true,null]",
            ["whole"] = "[true,true,2,2,true,true,true]",
            ["verified"] = "null",
            ["byOwner"] = "[2,1000,1,true,true]",
            ["byCreator"] = "[[2,1,0],0,3]",
            ["byAuthority"] = "[3,0]",
            ["byGroup"] = "[0,[2],0]",
            ["pages"] = "[[0,1],[2],[]]",
            ["cursor"] = "true",
            ["before"] = "true",
            ["search"] = "[[1],[2],1,2,0]",
            ["signatures"] = """[2,["MintV1","CreateTree"],true,true]""",
            ["unknown"] = """["Asset not found: X","No proof found for asset: X","Asset not found: no key"]""",
        };
        Assert.Equal(expected, seen.RootElement.EnumerateObject().ToDictionary(part => part.Name, part => part.Value.GetRawText()));
    }

    [Fact]
    public void UmiMovesChangesAndBurnsAssetsOnProofsFromDas()
    {
        using JsonDocument seen = JsonDocument.Parse(NodeTool.Run(PeerCases.Tool, "Rpc/Web3/move.mjs", _server.Address.OriginalString));
        Dictionary<string, string> expected = new()
        {
            ["transferred"] = "null",
            ["moved"] = """[true,false,false,"Piwa",3,true]""",
            ["leaf"] = "[true,true]",
            ["delegated"] = """[null,[false,true,false,"Piwa I",4,true]]""",
            ["updated"] = """[null,[false,true,false,"Piwa II",5,false]]""",
            ["burnt"] = """[null,[false,true,true,"Piwa II",6,false]]""",
            ["proofOfBurnt"] = "\"No proof found for asset: X\"",
            ["signatures"] = """["Burn","UpdateMetadata","Delegate","MintV1"]""",
            ["lists"] = "[0,1,1,1]",
            ["minted"] = "null",
            ["second"] = """["MplBubblegumV2",0,false,true]""",
            ["transferredV2"] = """[null,[true,false,false,"Piwa 2",2,true],true]""",
        };
        Assert.Equal(expected, seen.RootElement.EnumerateObject().ToDictionary(part => part.Name, part => part.Value.GetRawText()));
    }

    private static string Text(Transaction transaction) => Convert.ToBase64String(transaction.Bytes.Span);
}
