using Piwa.Chain.Economy;
using Piwa.Chain.Keys;
using Piwa.Pipeline.Shards;

namespace Piwa.Pipeline.Economy;

/// <summary>Derives a market's ledger of value again, from data sets and what validators have signed, without trusting whoever keeps it.</summary>
/// <remarks>
/// In this order, and the first difference ends it: each statement by itself and with those before it; each shard of a statement in a data
/// set, with the signatures of its node and of a validator, and each shard that would count in a statement; each entry of the ledger, with the
/// facts of the statements; the hash that was kept; ends of epochs, and who was punished; payments on the chain, where it is asked. Nothing is
/// written, and no shard is read.
/// </remarks>
public static class MarketAuditor
{
    /// <summary>Audits a market.</summary>
    /// <param name="options">What it is audited against.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="ArgumentException">A source is none.</exception>
    /// <exception cref="ManifestException">A source, or a file of verdicts, is damaged.</exception>
    /// <exception cref="IOException">Something cannot be read: there is no ledger, for instance.</exception>
    public static async Task<MarketAuditReport> RunAsync(MarketAuditOptions options, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentException.ThrowIfNullOrEmpty(options.MarketDirectory);
        if (!File.Exists(options.LedgerPath))
            throw new FileNotFoundException($"There is no ledger of value at '{options.LedgerPath}'. Name the directory of a market.", options.LedgerPath);
        Dictionary<long, EpochFacts> facts = [];
        List<EpochStatement> heads = [];
        StatementAudit audit = new(options.Validators);
        string? difference = null;
        EpochTally tally;
        try
        {
            tally = EpochStatements.Open(options.StatementsPath).Tally((statement, given) =>
            {
                facts.Add(statement.Epoch, given);
                difference ??= audit.Take(statement);
                heads.Add(statement with { Shards = [], Fallen = [] });
            });
        }
        catch (ManifestException fault)
        {
            return new MarketAuditReport { Difference = fault.Message };
        }

        difference ??= await FindShardDifferenceAsync(options, audit, tally, cancellationToken).ConfigureAwait(false);
        var report = new MarketAuditReport
        {
            Shards = audit.Shards,
            Late = audit.Late,
            Returned = audit.Returned,
            Validators = [.. audit.Validators],
            LastStatement = tally.Last,
        };
        return difference is null
            ? await AuditLedgerAsync(options, report, facts, heads, cancellationToken).ConfigureAwait(false)
            : report with { Difference = difference };
    }

    private static async Task<string?> FindShardDifferenceAsync(
        MarketAuditOptions options, StatementAudit audit, EpochTally tally, CancellationToken cancellationToken)
    {
        List<EpochSource> sources = [];
        try
        {
            foreach (string address in options.Sources)
                sources.Add(await EpochSource.OpenAsync(address, cancellationToken).ConfigureAwait(false));
            return await audit.FindDifferenceAsync(sources, options.VerdictFiles, tally, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            sources.ForEach(source => source.Dispose());
        }
    }

    private static async Task<MarketAuditReport> AuditLedgerAsync(
        MarketAuditOptions options, MarketAuditReport report, Dictionary<long, EpochFacts> facts, List<EpochStatement> statements, CancellationToken cancellationToken)
    {
        EconomyReading ledger;
        try
        {
            if (EconomyAudit.FindDifference(options.LedgerPath, facts) is { } found)
                return report with { Difference = $"{found.Entry}, in epoch {found.Epoch}: {found.What}" };
            ledger = EconomyReading.Read(options.LedgerPath);
        }
        catch (ValueLedgerException fault)
        {
            return report with { Difference = fault.Message };
        }

        report = report with { Entries = ledger.Entries.Count, LastHash = ledger.LastHash, Epochs = ledger.Epochs.Count };
        string? difference = options.KnownHash is { } known && ledger.Entries.All(entry => entry.Hash != known)
            ? $"no entry has the hash {known} that was kept: what stood up to it was changed, or taken away"
            : FindEpochDifference(ledger, statements) ?? FindPunishmentDifference(ledger, statements);
        if (difference is null && options.Evidence is { } evidence)
            difference = await FindChainDifferenceAsync(ledger, evidence, cancellationToken).ConfigureAwait(false);
        return report with { Difference = difference, Chain = options.Evidence?.Name, Accounts = difference is null ? AccountTrail.Of(ledger) : [] };
    }

    private static string? FindEpochDifference(EconomyReading ledger, List<EpochStatement> statements)
    {
        // The statement of an epoch is there before its end is entered.
        if (statements.Count > ledger.Epochs.Count + 1)
            return $"there are statements of {statements.Count} epochs, and the ledger has closed {ledger.Epochs.Count}: its end is missing";
        foreach (EpochStatement statement in statements)
        {
            DateTimeOffset ends = statement.Epoch < ledger.Epochs.Count ? ledger.Epochs[(int)statement.Epoch].Ends : ledger.EpochEnds;
            if (statement.Until != ends.ToUnixTimeMilliseconds())
                return $"the statement of epoch {statement.Epoch} ends at {DateTimeOffset.FromUnixTimeMilliseconds(statement.Until):O}, and the epoch at {ends:O}";
        }

        return null;
    }

    /// <summary>Who was caught is punished before the epoch's end is entered, and nobody else is.</summary>
    private static string? FindPunishmentDifference(EconomyReading ledger, List<EpochStatement> statements)
    {
        Dictionary<string, (PublicKey Node, long Epoch)> due = [];
        foreach (EpochStatement statement in statements)
        {
            foreach (CaughtNode caught in statement.Caught)
                due.TryAdd(caught.Key, (caught.Node, statement.Epoch));
        }

        long epoch = 0;
        foreach (ValueEntry entry in ledger.Entries)
        {
            epoch += entry.Cause == ValueCause.Epoch ? 1 : 0;
            if (entry.Cause != ValueCause.Shard)
                continue;
            if (!due.Remove(entry.Key, out (PublicKey Node, long Epoch) caught))
                return $"{entry} punishes a node, and no statement says that it was caught there";
            if (epoch != caught.Epoch)
                return $"{entry} punishes {caught.Node} in epoch {epoch}, and it was caught in epoch {caught.Epoch}";
        }

        foreach ((string key, (PublicKey node, long when)) in due)
        {
            if (when < ledger.Epochs.Count)
                return $"{node} was caught in epoch {when} at {key}, and was not punished";
        }

        return null;
    }

    private static async Task<string?> FindChainDifferenceAsync(EconomyReading ledger, IPayoutEvidence evidence, CancellationToken cancellationToken)
    {
        foreach (ValueEntry entry in ledger.Entries)
        {
            string? fault = null;
            if (entry.Cause is ValueCause.Licence or ValueCause.Payout
                && entry.Postings.FirstOrDefault(posting => posting.Account.Kind == ValueAccountKind.Outside) is var (account, amount))
            {
                fault = entry.Cause == ValueCause.Licence
                    ? await evidence.FindPaymentFaultAsync(entry.Key, account.Owner, -amount, cancellationToken).ConfigureAwait(false)
                    : await evidence.FindPayoutFaultAsync(entry.Key, account.Owner, amount, cancellationToken).ConfigureAwait(false);
            }

            if (fault is not null)
                return $"{entry}: {evidence.Name}: {fault}";
        }

        return null;
    }
}
