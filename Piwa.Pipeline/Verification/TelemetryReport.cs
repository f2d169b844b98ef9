namespace Piwa.Pipeline.Verification;

/// <summary>The posts of a data set, and what is wrong with them.</summary>
/// <param name="Posts">The posts in their order.</param>
/// <param name="Findings">Everything that is wrong, each with where.</param>
public sealed record TelemetryReport(IReadOnlyList<CheckedTelemetryPost> Posts, IReadOnlyList<string> Findings)
{
    /// <summary>Whether nothing is wrong.</summary>
    public bool IsSound => Findings.Count == 0;

    /// <summary>Posts that stand on the ledger.</summary>
    public int OnLedger => Posts.Count(post => post.Transaction is not null);
}
