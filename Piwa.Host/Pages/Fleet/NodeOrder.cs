using Piwa.Pipeline.Fleet;

namespace Piwa.Host.Pages.Fleet;

/// <summary>Sorts and searches the nodes of a fleet.</summary>
internal static class NodeOrder
{
    /// <summary>What nodes are sorted by unless it is said.</summary>
    public const string Default = "units";

    private static readonly Dictionary<string, Func<FleetNodeStatus, IComparable>> Keys = new(StringComparer.Ordinal)
    {
        ["wallet"] = node => node.Wallet,
        ["device"] = node => node.Device,
        ["joined"] = node => node.Joined,
        ["seen"] = node => node.Seen,
        ["leases"] = node => node.Leases,
        [Default] = node => node.Units,
        ["assets"] = node => node.Assets,
        ["sampled"] = node => node.Sampled,

        // Of nodes that nobody has checked nothing is known: below all others.
        ["accuracy"] = node => node.Accuracy ?? -1,
        ["checks"] = node => node.Checks,
        ["lapsed"] = node => node.Lapsed,
        ["strikes"] = node => node.Strikes,
        ["stake"] = node => node.Stake,
    };

    /// <summary>The nodes of a state whose wallet, device or bar has some text in it, sorted; those that are alike by wallet.</summary>
    /// <param name="nodes">The nodes.</param>
    /// <param name="present">Since when a node must have been heard of to be there.</param>
    /// <param name="state">Empty for all, <c>present</c>, <c>away</c> or <c>barred</c>.</param>
    /// <param name="text">What is searched for; empty for nothing.</param>
    /// <param name="key">What they are sorted by.</param>
    /// <param name="isDescending">Whether the highest comes first.</param>
    /// <exception cref="ArgumentException">There is no such state or key.</exception>
    public static IReadOnlyList<FleetNodeStatus> Find(
        IEnumerable<FleetNodeStatus> nodes, DateTimeOffset present, string state, string text, string key, bool isDescending)
    {
        if (!Keys.TryGetValue(key, out Func<FleetNodeStatus, IComparable>? by))
            throw new ArgumentException($"sort is '{key}'; it must be one of {string.Join(", ", Keys.Keys)}.");
        IEnumerable<FleetNodeStatus> found = nodes.Where(node => IsOf(node, state, present)).Where(node =>
            node.Wallet.Contains(text, StringComparison.Ordinal) || Has(node.Device, text) || (node.Barred is { } why && Has(why, text)));
        IComparer<IComparable> comparer = Comparer<IComparable>.Create(
            (left, right) => left is string word ? string.CompareOrdinal(word, (string)right) : left.CompareTo(right));
        return [.. (isDescending ? found.OrderByDescending(by, comparer) : found.OrderBy(by, comparer)).ThenBy(node => node.Wallet, StringComparer.Ordinal)];
    }

    /// <summary>What a node is at: <c>present</c>, <c>away</c> or <c>barred</c>.</summary>
    public static string StateOf(FleetNodeStatus node, DateTimeOffset present) => node.Barred is not null ? "barred" : node.Seen > present ? "present" : "away";

    private static bool IsOf(FleetNodeStatus node, string state, DateTimeOffset present) => state switch
    {
        "" => true,
        "present" or "away" or "barred" => StateOf(node, present) == state,
        _ => throw new ArgumentException($"state is '{state}'; it must be present, away or barred."),
    };

    private static bool Has(string line, string text) => line.Contains(text, StringComparison.OrdinalIgnoreCase);
}
