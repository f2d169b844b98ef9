namespace Piwa.Host.Diagnosis;

/// <summary>What one check found.</summary>
/// <param name="Name">What was checked, in a word.</param>
/// <param name="Verdict">How it is.</param>
/// <param name="Text">What it is.</param>
/// <param name="Remedy">What to do; null where it is as it should be.</param>
internal sealed record Finding(string Name, Verdict Verdict, string Text, string? Remedy = null)
{
    public static Finding Ok(string name, string text) => new(name, Verdict.Ok, text);

    public static Finding Warning(string name, string text, string remedy) => new(name, Verdict.Warning, text, remedy);

    public static Finding Fault(string name, string text, string remedy) => new(name, Verdict.Fault, text, remedy);
}
