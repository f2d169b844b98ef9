using System.Globalization;
using System.Security.Cryptography;
using Piwa.Chain.Keys;
using Piwa.Chain.Ledger;
using Piwa.Chain.Provenance;
using Piwa.Chain.Rpc;
using Piwa.Pipeline.Shards;

namespace Piwa.Host.Diagnosis;

/// <summary>Whether the data set's ledger opens, and whether the oracle and the node answer and are the right ones.</summary>
internal static class ChainCheck
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <summary>Genesis hashes of Solana's clusters, as its documents have them (docs.solana.com, "Clusters").</summary>
    public static IReadOnlyDictionary<string, string> Clusters { get; } = new Dictionary<string, string>
    {
        ["mainnet"] = "5eykt4UsFv8P8NJdTREpY1vzqKqZKvdpKuc147dw2N9d",
        ["devnet"] = "EtWTRABZaYq6iMfeYKouRu166VU2xqa1wcaWoxPkrZBG",
        ["testnet"] = "4uhcVJyU9pJkvQyS88uRDiswHXSCkY3zQawwpjk2NsNY",
    };

    /// <summary>The ledger within a data set, if it is there. Another process may be writing.</summary>
    public static IEnumerable<Finding> Ledger(string directory)
    {
        if (!Dataset.Exists(directory))
            yield break;
        yield return OpenLedger(directory);
    }

    /// <summary>An oracle in another process.</summary>
    /// <param name="address">Where it is; null where none is asked for.</param>
    /// <param name="directory">Directory of the data set: it may know its oracle.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async Task<Finding?> OracleAsync(Uri? address, string directory, CancellationToken cancellationToken)
    {
        string? expected = OracleOf(directory);
        if (address is null)
        {
            return expected is null
                ? null
                : Finding.Warning("oracle", $"the data set's is {expected}, and no address is given", "Give it with --oracle, here and to generate.");
        }

        using Keypair anyone = Keypair.FromSeed(RandomNumberGenerator.GetBytes(Keypair.SeedSize));
        OracleClientOptions options = new()
        {
            Address = address,
            Wallet = anyone,
            ExpectedKey = expected is null ? null : PublicKey.Parse(expected),
            MaximumAttempts = 1,
            Timeout = Patience,
        };
        try
        {
            using OracleClient client = await OracleClient.OpenAsync(options, cancellationToken).ConfigureAwait(false);
            return Finding.Ok("oracle", $"{client.Address} answers at {address}");
        }
        catch (OracleException fault)
        {
            return Finding.Fault("oracle", fault.Message, "Look at --oracle, and whether 'piwa oracle serve' runs there.");
        }
    }

    /// <summary>A Solana node.</summary>
    /// <param name="address">Where it is.</param>
    /// <param name="cluster">Name of the cluster that it must be of; null for any.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async Task<Finding> NodeAsync(Uri address, string? cluster, CancellationToken cancellationToken)
    {
        using SolanaRpcClient client = new(new RpcClientOptions
        {
            Endpoints = { new RpcEndpoint(address) },
            MaximumAttempts = 1,
            RequestTimeout = Patience,
        });
        string host = address.GetLeftPart(UriPartial.Authority);
        try
        {
            await client.GetHealthAsync(cancellationToken).ConfigureAwait(false);
            string genesis = (await client.GetGenesisHashAsync(cancellationToken).ConfigureAwait(false)).ToString();
            string found = Clusters.FirstOrDefault(known => known.Value == genesis).Key ?? $"a cluster of its own ({genesis})";
            return cluster is null || found == cluster
                ? Finding.Ok("node", $"{host} is healthy, of {found}")
                : Finding.Fault("node", $"{host} is of {found}, not of {cluster}", "Look at --rpc: what is minted on another cluster is lost.");
        }
        catch (RpcException fault)
        {
            return Finding.Fault("node", fault.Message, "Look at --rpc, and whether the node is well.");
        }
    }

    private static Finding OpenLedger(string directory)
    {
        try
        {
            using Dataset dataset = Dataset.Open(directory);
            if (!EmbeddedLedger.Exists(dataset.LedgerPath))
                return Finding.Ok("ledger", "not there yet");
            using EmbeddedLedger ledger = EmbeddedLedger.OpenReadOnly(dataset.LedgerPath, new EmbeddedLedgerOptions());
            return Finding.Ok("ledger", string.Create(CultureInfo.InvariantCulture, $"opens; {dataset.Shards.Count} shards are in the manifest"));
        }
        catch (Exception fault) when (fault is LedgerCorruptedException or ManifestException or IOException or UnauthorizedAccessException)
        {
            return Finding.Fault("ledger", fault.Message, $"See what is damaged: piwa verify {directory}");
        }
    }

    private static string? OracleOf(string directory)
    {
        try
        {
            if (!Dataset.Exists(directory))
                return null;
            using Dataset dataset = Dataset.Open(directory);
            return dataset.Campaign.Oracle;
        }
        catch (Exception fault) when (fault is ManifestException or IOException or UnauthorizedAccessException)
        {
            return null; // The ledger's check says so.
        }
    }
}
