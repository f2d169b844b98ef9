using Piwa.Chain.Economy;
using Piwa.Chain.Keys;

namespace Piwa.Pipeline.Economy;

/// <summary>Says whether payments that a ledger of value has are on the chain: asked by an auditor, of a node that the auditor trusts.</summary>
public interface IPayoutEvidence
{
    /// <summary>What it asks, for messages.</summary>
    string Name { get; }

    /// <summary>Whether a buyer has paid for a licence.</summary>
    /// <param name="reference">The reference of the payment, as the ledger has it.</param>
    /// <param name="buyer">Who has paid.</param>
    /// <param name="amount">How much.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>What is wrong; null if the chain has it.</returns>
    /// <exception cref="IOException">The chain cannot be asked.</exception>
    ValueTask<string?> FindPaymentFaultAsync(string reference, PublicKey buyer, Amount amount, CancellationToken cancellationToken = default);

    /// <summary>Whether earnings were paid to their owner.</summary>
    /// <param name="key">The key of the payout, as the ledger has it.</param>
    /// <param name="owner">Whose earnings.</param>
    /// <param name="amount">How much.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>What is wrong; null if the chain has it.</returns>
    /// <exception cref="IOException">The chain cannot be asked.</exception>
    ValueTask<string?> FindPayoutFaultAsync(string key, PublicKey owner, Amount amount, CancellationToken cancellationToken = default);
}
