namespace Piwa.Chain.Anchoring;

/// <summary>An anchored asset is to be promoted that has been promoted before: it exists once as a compressed NFT, and no more.</summary>
public sealed class AlreadyPromotedException : InvalidOperationException
{
    /// <summary>Creates the exception.</summary>
    public AlreadyPromotedException()
        : this("An asset has been promoted before.")
    {
    }

    /// <summary>Creates the exception.</summary>
    /// <param name="message">What is wrong, and what to do.</param>
    public AlreadyPromotedException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the exception.</summary>
    /// <param name="message">What is wrong, and what to do.</param>
    /// <param name="innerException">The cause.</param>
    public AlreadyPromotedException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
