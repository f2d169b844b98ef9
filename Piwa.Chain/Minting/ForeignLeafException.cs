using Piwa.Chain.Hashing;

namespace Piwa.Chain.Minting;

/// <summary>A lane's tree holds what the lane did not put there: somebody else has its keys, or the list is not the one of
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

    internal static ForeignLeafException ForRoot(
        LaneTree tree, TreeLaneOptions options, Hash256 expected, Hash256 actual, ulong changes) => new(
        $"Tree {tree.Address} of lane '{options.Name}' has been changed by somebody else: after {tree.LeafCount} leaves "
        + $"its root should be {expected}, and after {changes} changes it is {actual}. "
        + $"Stop whoever else uses the key of {options.Writer!.PublicKey}.");
}
