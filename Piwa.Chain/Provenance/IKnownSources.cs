using Piwa.Chain.Hashing;

namespace Piwa.Chain.Provenance;

/// <summary>Contents of known sources: they take precedence over who uploads first.</summary>
/// <remarks>Safe to use from several threads.</remarks>
public interface IKnownSources
{
    /// <summary>The source that content is known to be of; null if it is of none.</summary>
    /// <param name="hash">The content's hash.</param>
    KnownSource? Find(in Hash256 hash);
}
