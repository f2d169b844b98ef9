using Piwa.Chain.Ledger.Serving;
using Piwa.Chain.Rpc;

namespace Piwa.Tests.Chain.Rpc;

/// <summary>The client over HTTP, and the ledger served on loopback.</summary>
public sealed class ServedClientTests : RpcClientContract
{
    private readonly LedgerServer _server;
    private readonly SolanaRpcClient _client;

    public ServedClientTests()
    {
        _server = LedgerServer.Start(Test.Ledger, new LedgerServerOptions { Port = 0 });
        _client = new SolanaRpcClient(new RpcClientOptions { Endpoints = [_server.Endpoint], MaximumAttempts = 1 });
    }

    protected override IRpcClient Client => _client;

    public override async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _server.DisposeAsync();
        await base.DisposeAsync();
    }
}
