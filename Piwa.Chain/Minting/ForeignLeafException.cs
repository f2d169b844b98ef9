namespace Piwa.Chain.Minting;

/// <summary>A lane's tree holds what the lane did not put there: somebody else has its keys, or the requests are not those of
/// before.</summary>
public sealed class ForeignLeafException : InvalidOperationException
{
    /// <summary>Creates the exception.</summary>
    public ForeignLeafException()
        : this("A lane's tree holds what the lane did not put there.")
    {
    }

    /// <summary>Creates the exception.</summary>
    /// <param name="message">Which tree, what was expected and what was found.</param>
    public ForeignLeafException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the exception.</summary>
    /// <param name="message">Which tree, what was expected and what was found.</param>
    /// <param name="innerException">The cause.</param>
    public ForeignLeafException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
