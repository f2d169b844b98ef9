namespace Piwa.Pipeline.Labelling;

/// <summary>How far apart two values are when agreement is measured.</summary>
public enum AgreementScale
{
    /// <summary>Equal or not.</summary>
    Nominal,

    /// <summary>By how many lie between them: they have an order.</summary>
    Ordinal,
}
