namespace Piwa.Chain.Economy.Licensing;

/// <summary>What licensed data may be used for. Ours: RNP-011 knows no purposes.</summary>
public enum LicencePurpose
{
    /// <summary>To look whether the data is of use. Nothing that was trained on it is passed on.</summary>
    Evaluation,

    /// <summary>Research whose results are published, and models that nobody pays for.</summary>
    Research,

    /// <summary>Anything, models that are sold included.</summary>
    Commercial,
}
