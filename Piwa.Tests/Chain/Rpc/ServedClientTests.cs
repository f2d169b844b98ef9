using Piwa.Chain.Ledger.Serving;
using Piwa.Chain.Rpc;

namespace Piwa.Tests.Chain.Rpc;

/// <summary>The client over HTTP, and the ledger served on loopback.</summary>
public class ServedClientTests : RpcClientContract
{
    private readonly LedgerServer _server;
    private readonly SolanaRpcClient _client;

    public ServedClientTests()
        : this(compressesAccounts: false)
    {
    }

    protected ServedClientTests(bool compressesAccounts)
    {
        _server = Test.Serve();
        _client = new SolanaRpcClient(
            new RpcClientOptions { Endpoints = [_server.Endpoint], MaximumAttempts = 1, CompressesAccounts = compressesAccounts });
    }

    protected override IRpcClient Client => _client;

    public override async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        _client.Dispose();
        await _server.DisposeAsync();
        await base.DisposeAsync();
    }
}
