using Piwa.Chain.Keys;
using Piwa.Chain.Minting;

namespace Piwa.Chain.Provenance;

/// <summary>The names of lanes whose trees an oracle's key writes.</summary>
/// <remarks>
/// A tree's address follows from the key that writes it and the lane's name. Since one oracle's key writes for many wallets, the name tells
/// these apart: a letter and the first 19 characters of the wallet's address, 111 bits of it. So nobody gets the oracle to sign for
/// another wallet's tree.
/// </remarks>
public static class OracleLane
{
    private const int AddressCharacters = TreeLaneOptions.MaximumNameBytes - 1;

    /// <summary>The name of a wallet's lane.</summary>
    /// <param name="use">What the lane is for.</param>
    /// <param name="wallet">The wallet.</param>
    public static string NameOf(OracleLaneUse use, PublicKey wallet) => Letter(use) + wallet.ToString()[..AddressCharacters];

    private static char Letter(OracleLaneUse use) => use switch
    {
        OracleLaneUse.Mint => 'm',
        OracleLaneUse.Anchor => 'a',
        OracleLaneUse.Promote => 'p',
        _ => throw new ArgumentOutOfRangeException(nameof(use), use, "There is no such lane."),
    };
}
