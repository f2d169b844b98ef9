using Piwa.Chain.Anchoring;
using Piwa.Chain.Minting;

namespace Piwa.Pipeline;

/// <summary>The lanes that a data set's policy asks for.</summary>
/// <param name="Minting">Mints the assets; null where the policy is to anchor.</param>
/// <param name="Anchoring">Anchors the shards; null where the policy is to mint.</param>
internal sealed record ChainLanes(MintingLane? Minting, AnchoringLane? Anchoring) : IDisposable
{
    public void Dispose()
    {
        Minting?.Dispose();
        Anchoring?.Dispose();
    }
}
