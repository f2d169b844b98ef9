using Piwa.Chain.Keys;
using Piwa.Chain.Storage;

namespace Piwa.Chain.Minting;

/// <summary>Where a lane's journals are kept, one for each tree.</summary>
internal interface IJournalStore
{
    /// <summary>Opens the journal of a tree to write to it.</summary>
    /// <param name="tree">The tree.</param>
    /// <param name="headOfNew">The head to create it with if there is none; null if it must be there.</param>
    /// <exception cref="JournalException">It is missing, or in use.</exception>
    ILogStorage Open(PublicKey tree, byte[]? headOfNew);
}
