using Piwa.Chain.Economy;
using Piwa.Pipeline.Shards;

namespace Piwa.Pipeline.Economy;

/// <summary>Closes epochs of a ledger of value by what data sets say.</summary>
public static class EpochCloser
{
    /// <summary>Closes the epoch that is open: writes its statement, punishes who was caught, and settles it.</summary>
    /// <remarks>
    /// Stopped at any moment, it is called again: a statement that was written is kept, whatever has come since, and what stands in the ledger
    /// is not entered twice.
    /// </remarks>
    /// <param name="ledger">The ledger of value.</param>
    /// <param name="statements">Its statements.</param>
    /// <param name="options">What the epoch is counted from; not looked at if its statement is there.</param>
    /// <param name="time">The ledger's clock.</param>
    /// <param name="cancellationToken">Gives up, before anything is entered into the ledger.</param>
    /// <returns>The entry of the epoch's end.</returns>
    /// <exception cref="EconomyException">The epoch is not over.</exception>
    /// <exception cref="ArgumentException">The options are invalid, or a source is none, or one is missing that has counted.</exception>
    /// <exception cref="ManifestException">A statement, a source or a file of verdicts is damaged, or statements and ledger are not of each other.</exception>
    /// <exception cref="IOException">Something cannot be read or written.</exception>
    public static async Task<ValueEntry> CloseAsync(
        EconomyLedger ledger, EpochStatements statements, EpochCountOptions options, TimeProvider time, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(ledger);
        ArgumentNullException.ThrowIfNull(statements);
        ArgumentNullException.ThrowIfNull(time);
        long epoch = ledger.Epoch;
        if (statements.Count != epoch && statements.Count != epoch + 1)
        {
            throw new ManifestException(
                $"The ledger of value is in epoch {epoch}, and there are {statements.Count} statements: one of the two is of another ledger, or an old copy.");
        }

        if (statements.Count == epoch)
        {
            // Before the end nothing is written: what would be validated until then would be missing.
            if (time.GetUtcNow() < ledger.EpochEnds)
                throw new EconomyException($"Refused: epoch {epoch} lasts until {ledger.EpochEnds:O}; it is {time.GetUtcNow():O}.");
            EpochCount count = await EpochCounter.CountAsync(statements, ledger.EpochEnds, options, cancellationToken).ConfigureAwait(false);
            statements.Write(count.Statement);
        }

        cancellationToken.ThrowIfCancellationRequested();
        EpochStatement? statement = null;
        EpochFacts? facts = null;
        statements.Tally((each, given) => (statement, facts) = (each, given));
        if (statement!.Until != ledger.EpochEnds.ToUnixTimeMilliseconds())
            throw new ManifestException($"{statements.PathOf(epoch)} ends at another time than the ledger's epoch {epoch}, {ledger.EpochEnds:O}.");
        foreach (CaughtNode caught in statement.Caught)
            ledger.Forfeit(caught.Key, caught.Node);
        return ledger.CloseEpoch(epoch, facts!);
    }
}
