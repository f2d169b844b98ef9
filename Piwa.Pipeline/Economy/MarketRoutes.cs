using System.Globalization;

namespace Piwa.Pipeline.Economy;

/// <summary>The paths of a market.</summary>
internal static class MarketRoutes
{
    /// <summary>GET: what it is, and whose key answers.</summary>
    public const string Market = "/v1/market";

    /// <summary>POST, a wallet: orders. Below it, POST, its wallet: where an order stands.</summary>
    public const string Orders = "/v1/orders";

    /// <summary>Below it, GET: a licence. Below that, files and tokens.</summary>
    public const string Licences = "/v1/licences";

    /// <summary>Behind a licence. POST, its buyer, or GET, who has a token: its shards.</summary>
    public const string Files = "files";

    /// <summary>Behind a licence. POST, its buyer: a token.</summary>
    public const string Tokens = "tokens";

    /// <summary>Below it, GET, who has the address: a file.</summary>
    public const string Data = "/v1/files/";

    /// <summary>POST, a wallet: moves stake.</summary>
    public const string Restakes = "/v1/restakes";

    /// <summary>POST, a wallet: takes stake back.</summary>
    public const string Unstakes = "/v1/unstakes";

    /// <summary>GET: all proposals. POST, who has signed it: a proposal.</summary>
    public const string Proposals = "/v1/proposals";

    /// <summary>POST, who has signed it: a vote.</summary>
    public const string Votes = "/v1/votes";

    /// <summary>POST, the operator: takes a licence back.</summary>
    public const string Refunds = "/v1/operator/refunds";

    /// <summary>POST, the operator: tries a payout again.</summary>
    public const string Retries = "/v1/operator/retries";

    /// <summary>POST, the operator: what there is to pay with, and what is owed.</summary>
    public const string Treasury = "/v1/operator/treasury";

    private const string Suffix = ".parquet";

    /// <summary>Where a shard of a licence is.</summary>
    public static string FileOf(string licence, string dataset, ulong firstAsset, string signature) =>
        string.Create(CultureInfo.InvariantCulture, $"{Data}{licence}/{dataset}/{firstAsset:D10}{Suffix}?access={signature}");

    /// <summary>What a path of a file names.</summary>
    /// <returns>Null if it is none.</returns>
    public static (string Licence, string Dataset, ulong FirstAsset)? ReadFile(string path) =>
        path.StartsWith(Data, StringComparison.Ordinal) && path[Data.Length..].Split('/') is [var licence, var dataset, var file]
            && file.EndsWith(Suffix, StringComparison.Ordinal)
            && ulong.TryParse(file[..^Suffix.Length], NumberStyles.None, CultureInfo.InvariantCulture, out ulong first)
                ? (licence, dataset, first)
                : null;

    /// <summary>The question behind a licence's shards.</summary>
    public static string FilesOf(string licence, string dataset, int offset) =>
        string.Create(CultureInfo.InvariantCulture, $"{Licences}/{licence}/{Files}?dataset={Uri.EscapeDataString(dataset)}&offset={offset}");
}
