using Piwa.Chain.Keys;
using Piwa.Chain.Provenance;

namespace Piwa.Pipeline;

/// <summary>Who pays for the lanes of a data set, and who writes their trees.</summary>
/// <param name="Payer">The operator's wallet.</param>
/// <param name="Writer">The oracle: the wallet itself, where the data set has its own.</param>
internal sealed record LaneKeys(ISigner Payer, ISigner Writer)
{
    /// <summary>Keys to send with: nothing is signed with the writer's that the oracle has not seen.</summary>
    public static LaneKeys Of(ISigner wallet, IOracle oracle)
    {
        OracleSigner writer = new(oracle, wallet.PublicKey);
        return new LaneKeys(oracle.Address == wallet.PublicKey ? writer : wallet, writer);
    }

    /// <summary>Addresses to read with; nothing can be sent.</summary>
    /// <param name="wallet">The operator's wallet.</param>
    /// <param name="campaign">Names the oracle.</param>
    public static LaneKeys ForReading(PublicKey wallet, Campaign campaign) =>
        new(new AddressOnly(wallet), new AddressOnly(campaign.Oracle is { } oracle ? PublicKey.Parse(oracle) : wallet));

    /// <summary>The name of a lane: with the writer's key it gives the addresses of the trees.</summary>
    public string NameOf(OracleLaneUse use) => Payer.PublicKey != Writer.PublicKey
        ? OracleLane.NameOf(use, Payer.PublicKey)
        : use switch
        {
            OracleLaneUse.Mint => "piwa",
            OracleLaneUse.Anchor => "piwa-anchors",
            _ => "piwa-promoted",
        };

    /// <summary>An address without its key.</summary>
    private sealed class AddressOnly(PublicKey address) : ISigner
    {
        public PublicKey PublicKey => address;

        public ValueTask<Signature> SignAsync(ReadOnlyMemory<byte> message, CancellationToken cancellationToken = default) =>
            throw new InvalidOperationException("This lane was opened to be read: it has no key to sign with.");
    }
}
