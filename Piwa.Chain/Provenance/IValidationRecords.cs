using Piwa.Chain.Keys;

namespace Piwa.Chain.Provenance;

/// <summary>Knows what has been found of the work of wallets.</summary>
/// <remarks>Safe to use from several threads.</remarks>
public interface IValidationRecords
{
    /// <summary>What is known of a wallet.</summary>
    /// <param name="wallet">The wallet.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <returns>Its record; null if nothing is known, or nothing can be known now: that is no fault.</returns>
    ValueTask<ValidationRecord?> FindAsync(PublicKey wallet, CancellationToken cancellationToken = default);
}
