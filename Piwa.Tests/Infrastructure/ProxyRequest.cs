namespace Piwa.Tests.Infrastructure;

/// <summary>A request that comes through <see cref="FaultyProxy"/>.</summary>
/// <param name="Number">Which, from 1.</param>
/// <param name="Method">Its method.</param>
/// <param name="Target">Path and query.</param>
internal sealed record ProxyRequest(int Number, string Method, string Target)
{
    /// <summary>Whether it is of an object of a name, not of those that a probe makes.</summary>
    public bool IsOf(string name) => Target.Contains(name, StringComparison.Ordinal) && !Target.Contains("probe", StringComparison.Ordinal);
}
