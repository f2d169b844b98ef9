namespace Piwa.Tests.Chain.Minting;

/// <summary>The kinds of lanes there are.</summary>
public enum LaneForm
{
    MintV1,
    MintV2,
    MintV2Collection,
    Anchor,
    Payout,
}
