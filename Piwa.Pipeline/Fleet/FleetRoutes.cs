using Piwa.Chain.Keys;

namespace Piwa.Pipeline.Fleet;

/// <summary>The paths of a coordinator.</summary>
internal static class FleetRoutes
{
    /// <summary>GET: what is made, and whose key answers.</summary>
    public const string Fleet = "/v1/fleet";

    /// <summary>GET: where it stands.</summary>
    public const string Status = "/v1/status";

    /// <summary>GET: strikes as verdicts that the operator has signed.</summary>
    public const string Verdicts = "/v1/verdicts";

    /// <summary>POST, node: asks for units and checks.</summary>
    public const string Work = "/v1/work";

    /// <summary>POST, node: makes leases last longer.</summary>
    public const string Renewals = "/v1/renewals";

    /// <summary>POST, node: gives leases back.</summary>
    public const string Releases = "/v1/releases";

    /// <summary>POST, node: asks where a shard may be put.</summary>
    public const string Uploads = "/v1/uploads";

    /// <summary>PUT, who has a ticket: a shard.</summary>
    public const string Data = "/v1/data/";

    /// <summary>POST, node: a unit that is made.</summary>
    public const string Units = "/v1/units";

    /// <summary>POST, node: what samples come down to.</summary>
    public const string Checks = "/v1/checks";

    /// <summary>POST, operator: what a node may.</summary>
    public const string Nodes = "/v1/nodes";

    private const string BeforeRecorded = Nodes + "/";
    private const string AfterRecorded = "/record";

    /// <summary>GET: what was found of a node's work, signed by the operator.</summary>
    public static string RecordOf(PublicKey node) => BeforeRecorded + node + AfterRecorded;

    /// <summary>The node whose record stands at a path.</summary>
    /// <returns>False if it is another path.</returns>
    public static bool TryReadRecorded(string path, out PublicKey node)
    {
        node = default;
        return path.StartsWith(BeforeRecorded, StringComparison.Ordinal) && path.EndsWith(AfterRecorded, StringComparison.Ordinal)
            && path.Length > BeforeRecorded.Length + AfterRecorded.Length
            && PublicKey.TryParse(path.AsSpan()[BeforeRecorded.Length..^AfterRecorded.Length], out node);
    }
}
