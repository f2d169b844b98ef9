namespace Piwa.Pipeline.Verification;

/// <summary>What a repair found and did.</summary>
/// <param name="Damaged">Files that were found damaged and that a repair can make again, in the order of their assets.</param>
/// <param name="Repaired">Those of them that were replaced, in the order in which that happened.</param>
/// <param name="Findings">Everything that is wrong when it ends; of a dry run, everything that is wrong.</param>
public sealed record RepairReport(IReadOnlyList<string> Damaged, IReadOnlyList<string> Repaired, IReadOnlyList<string> Findings)
{
    /// <summary>Whether nothing is wrong any more.</summary>
    public bool IsSound => Findings.Count == 0;
}
