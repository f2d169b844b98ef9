using Piwa.Chain.Ledger.Serving;
using Piwa.Chain.Rpc;

namespace Piwa.Tests.Chain.Rpc;

/// <summary>The client over HTTP that asks for accounts in Zstandard.</summary>
public sealed class CompressedClientTests : RpcClientContract
{
    private readonly LedgerServer _server;
    private readonly SolanaRpcClient _client;

    public CompressedClientTests()
    {
        _server = LedgerServer.Start(Test.Ledger, new LedgerServerOptions { Port = 0 });
        _client = new SolanaRpcClient(
            new RpcClientOptions { Endpoints = [_server.Endpoint], MaximumAttempts = 1, CompressesAccounts = true });
    }

    protected override IRpcClient Client => _client;

    public override async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _server.DisposeAsync();
        await base.DisposeAsync();
    }
}
