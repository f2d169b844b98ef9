using Piwa.Chain.Keys;
using Piwa.Chain.Requests;

namespace Piwa.Pipeline.Telemetry;

/// <summary>A line of <c>telemetry.jsonl</c>: the text of a post, and the wallet's signature of it.</summary>
/// <param name="Text">The text, see <see cref="TelemetryPost"/>.</param>
/// <param name="Signature">The signature of the text as an <see cref="OffchainMessage"/>, in base58.</param>
internal sealed record TelemetryLine(string Text, string Signature)
{
    public static async ValueTask<TelemetryLine> SignAsync(string text, ISigner wallet, CancellationToken cancellationToken)
    {
        Signature signature = await wallet.SignAsync(OffchainMessage.Encode(text), cancellationToken).ConfigureAwait(false);
        return new TelemetryLine(text, signature.ToString());
    }

    /// <summary>Whether a wallet has signed just this.</summary>
    public bool IsSignedBy(PublicKey wallet) =>
        Chain.Keys.Signature.TryParse(Signature, out Signature signature) && SignatureVerifier.Verify(wallet, OffchainMessage.Encode(Text), signature);
}
