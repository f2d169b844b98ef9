namespace Piwa.Pipeline.Stores;

/// <summary>What a server of S3 honours, as a probe has found.</summary>
/// <param name="Address">The store.</param>
/// <param name="Endpoint">Where it was asked for; null for Amazon's own.</param>
/// <param name="Checks">What was tried, in order.</param>
/// <param name="Verification">How it is made sure that a file is there as it was put.</param>
public sealed record S3ProbeReport(string Address, string? Endpoint, IReadOnlyList<S3ProbeCheck> Checks, string Verification)
{
    /// <summary>Whether work may be put there.</summary>
    public bool IsUsable => Checks.All(check => check.IsHonoured || !check.IsRequired);
}
