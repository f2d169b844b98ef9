namespace Piwa.Chain.Anchoring;

/// <summary>The register of promotions cannot be used: without it nobody knows what has been promoted, so nothing is.</summary>
public sealed class PromotionRegisterException : IOException
{
    /// <summary>Creates the exception.</summary>
    public PromotionRegisterException()
        : this("The register of promotions cannot be used.")
    {
    }

    /// <summary>Creates the exception.</summary>
    /// <param name="message">What is wrong, and what to do.</param>
    public PromotionRegisterException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the exception.</summary>
    /// <param name="message">What is wrong, and what to do.</param>
    /// <param name="innerException">The cause.</param>
    public PromotionRegisterException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
