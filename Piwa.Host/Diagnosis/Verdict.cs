namespace Piwa.Host.Diagnosis;

/// <summary>What a check came to.</summary>
internal enum Verdict
{
    /// <summary>As it should be.</summary>
    Ok,

    /// <summary>A run works, and may be slow or lose something one day.</summary>
    Warning,

    /// <summary>A run would fail.</summary>
    Fault,
}
