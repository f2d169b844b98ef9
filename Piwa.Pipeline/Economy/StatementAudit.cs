using Piwa.Chain.Keys;

namespace Piwa.Pipeline.Economy;

/// <summary>Holds statements against what data sets have and validators have signed.</summary>
/// <remarks>Each shard of a statement is found in a source, with its signatures; each shard of a source that would count is in a statement.</remarks>
internal sealed class StatementAudit
{
    private readonly Dictionary<ShardIdentity, (EpochShard Shard, long Epoch)> _said = [];
    private readonly HashSet<ShardIdentity> _gone = [];
    private readonly HashSet<PublicKey> _validators = [];
    private readonly IReadOnlyList<PublicKey> _trusted;
    private long _before = long.MinValue;

    /// <param name="trusted">Whose word the auditor takes; empty for whom the statements name.</param>
    public StatementAudit(IReadOnlyList<PublicKey> trusted) => _trusted = trusted;

    public long Shards => _said.Count;

    /// <summary>Shards that were validated in an earlier epoch than the one that counts them.</summary>
    public long Late { get; private set; }

    /// <summary>Shards that fell away as gone, and are there.</summary>
    public long Returned { get; private set; }

    public IReadOnlyCollection<PublicKey> Validators => _validators;

    /// <summary>Takes a statement that contradicts neither itself nor those before.</summary>
    /// <returns>What is wrong with it; null if nothing is.</returns>
    public string? Take(EpochStatement statement)
    {
        string place = $"epoch {statement.Epoch}";
        foreach (PublicKey validator in statement.Validators)
        {
            if (_trusted.Count > 0 && !_trusted.Contains(validator))
                return $"{place}: the statement goes by the word of {validator}, whom the auditor does not name";
            _validators.Add(validator);
        }

        foreach (EpochShard shard in statement.Shards)
        {
            _said.Add(shard.Identity, (shard, statement.Epoch));
            Late += shard.At < _before ? 1 : 0;
        }

        foreach (CaughtNode caught in statement.Caught)
        {
            if (!statement.Validators.Contains(caught.Validator) || caught.At >= statement.Until)
                return $"{place}: {caught.Validator} has no say on {caught.Identity} at that time";
            if (ShardProof.FindFault(caught) is { } fault)
                return $"{place}: that {caught.Node} was caught at {caught.Identity}: {fault}";
        }

        foreach (FallenShard fallen in statement.Fallen.Where(each => each.Why == FallReason.Gone))
            _gone.Add(fallen.Identity);
        _before = statement.Until;
        return null;
    }

    /// <summary>The first thing in which statements and sources differ; null if there is none.</summary>
    public async Task<string?> FindDifferenceAsync(
        IReadOnlyList<EpochSource> sources, IReadOnlyList<string> verdictFiles, EpochTally tally, CancellationToken cancellationToken)
    {
        long until = tally.Until;
        EpochVerdicts verdicts = new(_validators);
        foreach (string path in verdictFiles.Concat(sources.Select(source => source.VerdictLog).OfType<string>()).Distinct(StringComparer.Ordinal))
            verdicts.Read(path, until);
        Dictionary<ShardIdentity, string?> found = [];
        List<(EpochShard Shard, ShardStanding Standing, string Address)> others = [];
        foreach (EpochSource source in sources)
        {
            await foreach (ShardStanding standing in source.ReadAsync(cancellationToken).ConfigureAwait(false))
            {
                if (_said.TryGetValue(standing.Identity, out (EpochShard Shard, long Epoch) said))
                {
                    // Of several records of the same shard one is that of the statement.
                    if (!found.TryGetValue(standing.Identity, out string? fault) || fault is not null)
                        found[standing.Identity] = ShardProof.FindFault(said.Shard, standing) is { } wrong ? $"'{source.Address}': {wrong}" : null;
                }
                else if (!tally.HasCounted(standing.Identity.Root) && !tally.IsBad(standing.Identity)
                    && ShardProof.Find(standing, verdicts, _validators, until) is { } shard)
                {
                    others.Add((shard, standing, source.Address));
                }
            }
        }

        return FindUnproved(found) ?? FindLeftOut(others, verdicts, tally);
    }

    private string? FindUnproved(Dictionary<ShardIdentity, string?> found)
    {
        foreach ((ShardIdentity identity, (EpochShard _, long epoch)) in _said.OrderBy(each => each.Value.Epoch).ThenBy(each => each.Key))
        {
            if (!found.TryGetValue(identity, out string? fault))
            {
                if (!_gone.Contains(identity))
                    return $"epoch {epoch} counts {identity}, and no data set has it";
            }
            else if (fault is not null)
            {
                return $"epoch {epoch} counts {identity}. {fault}";
            }
            else
            {
                Returned += _gone.Contains(identity) ? 1 : 0;
            }
        }

        return null;
    }

    private static string? FindLeftOut(
        List<(EpochShard Shard, ShardStanding Standing, string Address)> others, EpochVerdicts verdicts, EpochTally tally)
    {
        HashSet<ShardIdentity> bad = [.. verdicts.Caught.Select(each => each.Identity)];
        foreach (CaughtNode caught in verdicts.Caught.OrderBy(each => each.At).Where(each => !tally.WasCaught(each)))
            return $"{caught.Validator} has signed that {caught.Node} was caught at {caught.Identity}, and no statement says so";
        foreach ((EpochShard shard, ShardStanding standing, string address) in others.OrderBy(each => each.Shard.At).ThenBy(each => each.Shard.Identity))
        {
            if (!bad.Contains(shard.Identity) && tally.IsFree(shard) && ShardProof.FindFault(shard, standing) is null)
            {
                return $"'{address}' has {shard.Identity}, of {shard.Node}, which {shard.Validator} found sound before the last epoch's end; "
                    + "no statement counts it: it was left out, or the data set came later than the statement";
            }
        }

        return null;
    }
}
