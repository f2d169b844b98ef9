using Piwa.Chain.Keys;
using Piwa.Chain.Ledger;
using Piwa.Chain.Ledger.Serving;
using Piwa.Chain.Rpc;
using Piwa.Pipeline.Economy;

namespace Piwa.Host.Serving;

/// <summary>The chain that a market is on: a cluster, or an embedded ledger in its directory.</summary>
internal sealed class MarketChain : IAsyncDisposable
{
    /// <summary>Where a market's own ledger lies in its directory.</summary>
    public const string LedgerFolder = "ledger";

    /// <summary>What the operator of an embedded ledger is given: play money, for fees and rent.</summary>
    private const ulong AirdropLamports = 1_000_000_000_000;

    private readonly SolanaRpcClient? _client;
    private readonly EmbeddedLedger? _ledger;
    private LedgerServer? _server;

    private MarketChain(SolanaRpcClient? client, EmbeddedLedger? ledger) => (_client, _ledger) = (client, ledger);

    /// <summary>The chain.</summary>
    public IRpcClient Rpc => _client ?? (IRpcClient)_ledger!;

    /// <summary>The embedded ledger; null on a cluster.</summary>
    public EmbeddedLedger? Ledger => _ledger;

    /// <summary>Opens the chain that a market's settings name.</summary>
    /// <param name="directory">The market's directory.</param>
    /// <param name="settings">Its settings.</param>
    /// <param name="wallet">The operator's, who is given play money on an embedded ledger.</param>
    /// <exception cref="LedgerInUseException">Another process has the ledger.</exception>
    public static MarketChain Open(string directory, MarketSettings settings, PublicKey wallet) => settings.Rpc.Count > 0
        ? new MarketChain(new SolanaRpcClient(new RpcClientOptions { Endpoints = [.. settings.Rpc.Select(uri => new RpcEndpoint(uri))] }), null)
        : new MarketChain(null, OpenEmbedded(directory, wallet));

    /// <summary>Opens, or begins, the ledger of a market.</summary>
    public static EmbeddedLedger OpenEmbedded(string directory, PublicKey wallet)
    {
        EmbeddedLedger ledger = EmbeddedLedger.Open(Path.Combine(directory, LedgerFolder), new EmbeddedLedgerOptions { IndexAssets = true });
        if (ledger.GetBalance(wallet) < AirdropLamports / 2)
            ledger.RequestAirdrop(wallet, AirdropLamports);
        return ledger;
    }

    /// <summary>Serves the embedded ledger, so that wallets can pay.</summary>
    /// <param name="port">The port on loopback; 0 for any that is free.</param>
    /// <returns>Where; null on a cluster.</returns>
    public Uri? Serve(int port)
    {
        if (_ledger is null)
            return null;
        _server = LedgerServer.Start(_ledger, new LedgerServerOptions { Port = port });
        return _server.Address;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_server is not null)
            await _server.DisposeAsync().ConfigureAwait(false);
        _ledger?.Dispose();
        _client?.Dispose();
    }
}
