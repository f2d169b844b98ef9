using Piwa.Chain.Keys;
using Piwa.Chain.Requests;

namespace Piwa.Chain.Provenance;

/// <summary>A verdict on a shard, and the validator's signature of it.</summary>
/// <param name="Text">The text of the verdict, see <see cref="ShardVerdict.Text"/>.</param>
/// <param name="Signature">The signature of the text as an <see cref="OffchainMessage"/>, in base58.</param>
public sealed record SignedShardVerdict(string Text, string Signature)
{
    /// <summary>Signs a verdict.</summary>
    /// <param name="verdict">The verdict.</param>
    /// <param name="validator">The key of the validator that it names.</param>
    /// <param name="cancellationToken">Gives up waiting for a signer that is slow or remote.</param>
    /// <exception cref="ArgumentException">The verdict names another validator, or is none that there can be.</exception>
    public static async ValueTask<SignedShardVerdict> SignAsync(
        ShardVerdict verdict, ISigner validator, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(verdict);
        ArgumentNullException.ThrowIfNull(validator);
        if (verdict.Validator != validator.PublicKey)
            throw new ArgumentException($"The verdict names the validator {verdict.Validator}, not {validator.PublicKey}, who signs.", nameof(verdict));
        string text = verdict.Text;
        if (ShardVerdict.TryParse(text) is null)
            throw new ArgumentException("A verdict has no counts below 0, and no more equal samples than samples.", nameof(verdict));
        Signature signature = await validator.SignAsync(OffchainMessage.Encode(text), cancellationToken).ConfigureAwait(false);
        return new SignedShardVerdict(text, signature.ToString());
    }

    /// <summary>The verdict, if the validator that it names has signed just this. Whether that one's word counts is for the caller to know.</summary>
    /// <exception cref="FormatException">It is no verdict, or its validator has not signed it; the message says which.</exception>
    public ShardVerdict Open()
    {
        if (ShardVerdict.TryParse(Text) is not { } verdict)
            throw new FormatException("This is no verdict on a shard in the form that Piwa writes.");
        return Keys.Signature.TryParse(Signature, out Signature signature)
            && SignatureVerifier.Verify(verdict.Validator, OffchainMessage.Encode(Text), signature)
            ? verdict
            : throw new FormatException($"The validator {verdict.Validator} has not signed this verdict: something was changed, or the signature is of another key.");
    }
}
