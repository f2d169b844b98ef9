namespace Piwa.Chain.Provenance;

/// <summary>The paths of an oracle.</summary>
internal static class OracleRoutes
{
    /// <summary>GET: whose key it is.</summary>
    public const string Oracle = "/v1/oracle";

    /// <summary>POST: a shard, for a verdict.</summary>
    public const string Shards = "/v1/shards";

    /// <summary>POST: a message, for a signature.</summary>
    public const string Signatures = "/v1/signatures";
}
