using Piwa.Chain.Hashing;
using Piwa.Chain.Keys;

namespace Piwa.Chain.Economy;

/// <summary>What follows from the entries of a ledger of value beside its balances. Replay gives it again, entry by entry.</summary>
/// <remarks>Not safe for several threads.</remarks>
internal sealed class EconomyState(ValueBalances balances)
{
    private readonly Dictionary<PublicKey, Amount> _byNode = [];
    private readonly Dictionary<PublicKey, Amount> _byStaker = [];
    private readonly Dictionary<string, LicenceState> _licences = [];
    private readonly Dictionary<string, UnstakeState> _unstakes = [];
    private readonly Dictionary<string, ProposalState> _proposals = [];
    private readonly List<Proposal> _passed = [];

    public ValueBalances Balances { get; } = balances;

    public EconomyParameters Parameters { get; private set; } = EconomyParameters.Default;

    /// <summary>The hash of the first entry; zero before it.</summary>
    public Hash256 Id { get; private set; }

    /// <summary>The epoch that is open, from 0.</summary>
    public long Epoch { get; private set; }

    public DateTimeOffset EpochBegan { get; private set; }

    /// <summary>Assets that existed when the epoch began.</summary>
    public long AssetsAtBegin { get; private set; }

    /// <summary>How many months were emitted.</summary>
    public long Months { get; private set; }

    /// <summary>Stakes when the epoch began.</summary>
    public IReadOnlyList<Posting> Delegations { get; private set; } = [];

    /// <summary>Payments of the epoch, by reference.</summary>
    public IReadOnlyDictionary<string, LicenceState> Licences => _licences;

    /// <summary>Stake that waits, by the key of its unstake.</summary>
    public IReadOnlyDictionary<string, UnstakeState> Unstakes => _unstakes;

    public IReadOnlyDictionary<string, ProposalState> Proposals => _proposals;

    /// <summary>What is staked with a node.</summary>
    public Amount StakeWith(PublicKey node) => _byNode.GetValueOrDefault(node);

    /// <summary>What a wallet has staked.</summary>
    public Amount StakeOf(PublicKey staker) => _byStaker.GetValueOrDefault(staker);

    /// <summary>The parameters of the next epoch, by the votes that have passed so far.</summary>
    public EconomyParameters NextParameters() =>
        _passed.Aggregate(Parameters, (parameters, passed) => parameters.With(passed.Parameter, passed.Value));

    /// <summary>Checks an entry against the rules, whose postings were not applied yet, and takes it.</summary>
    /// <exception cref="EconomyException">The rules give another entry, or none.</exception>
    /// <exception cref="WireFormatException">The entry says nothing that there is a rule for.</exception>
    public void Replay(ValueEntry entry)
    {
        EconomyAction action = EconomyAction.Of(entry);
        Posting[] expected = EconomyRules.Derive(this, action, entry.Time);
        if (!expected.SequenceEqual(entry.Postings))
            throw new EconomyException(DifferenceOf(expected, entry.Postings));
        Take(action, entry);
    }

    /// <summary>Takes an entry that the rules have given.</summary>
    public void Take(EconomyAction action, ValueEntry entry)
    {
        foreach ((ValueAccount account, Amount amount) in entry.Postings)
        {
            if (account.Kind != ValueAccountKind.Stake)
                continue;
            _byNode[account.Node] = StakeWith(account.Node) + amount;
            _byStaker[account.Owner] = StakeOf(account.Owner) + amount;
        }

        switch (action.Cause)
        {
            case ValueCause.Opening:
                (Id, Parameters, EpochBegan) = (entry.Hash, EconomyParameters.Decode(action.Payload.Span), entry.Time);
                break;
            case ValueCause.Licence:
                _licences.Add(action.Key, new LicenceState(action.Wallet, action.Amount));
                break;
            case ValueCause.Refund:
                string reference = EconomyRules.TextOf(action);
                _licences[reference] = _licences[reference] with { Left = _licences[reference].Left - action.Amount };
                break;
            case ValueCause.Emission:
                Months++;
                break;
            case ValueCause.Epoch:
                Close(EpochClosing.Decode(action.Payload.Span).Facts, entry.Time);
                break;
            case ValueCause.Unstake:
                _unstakes.Add(
                    action.Key, new UnstakeState(action.Wallet, action.Node, action.Amount, entry.Time + Parameters.UnstakeDelay));
                break;
            case ValueCause.Release:
                _unstakes.Remove(action.Key);
                break;
            case ValueCause.Proposal:
                Propose(GovernanceCodec.ReadProposal(action).Proposal);
                break;
            case ValueCause.Vote:
                Vote vote = GovernanceCodec.ReadVote(action).Vote;
                _proposals[vote.Proposal].Take(vote);
                break;
            case ValueCause.Count:
                Count(action);
                break;
        }
    }

    /// <summary>Begins the next epoch. Its end posts nothing to stakes, so that those that count in it are the same before and after.</summary>
    private void Close(EpochFacts facts, DateTimeOffset time)
    {
        Epoch++;
        EpochBegan = time;
        AssetsAtBegin = facts.AssetCount;
        Delegations = [.. Balances.OfKind(ValueAccountKind.Stake).Select(each => new Posting(each.Key, each.Value))];
        Parameters = NextParameters();
        _passed.Clear();
        _licences.Clear();
    }

    private void Propose(Proposal proposal)
    {
        ProposalState state = new(proposal);
        ProposalPhase first = proposal.Kind == ProposalKind.Change ? ProposalPhase.Initial : ProposalPhase.Final;
        state.Begin(first, proposal.LiveAt, Parameters, _byStaker);
        _proposals.Add(proposal.Id, state);
    }

    private void Count(EconomyAction action)
    {
        (string id, ProposalPhase phase, DateTimeOffset nextLiveAt) = GovernanceCodec.ReadCount(action);
        ProposalState state = _proposals[id];
        if (!state.IsWon(Parameters))
        {
            state.End(ProposalPhase.Rejected);
        }
        else if (phase == ProposalPhase.Initial)
        {
            state.Begin(ProposalPhase.Final, nextLiveAt, Parameters, _byStaker);
        }
        else
        {
            state.End(ProposalPhase.Passed);
            _passed.Add(state.Proposal);
        }
    }

    private static string DifferenceOf(IReadOnlyList<Posting> expected, IReadOnlyList<Posting> found)
    {
        Posting? missing = expected.Except(found).Cast<Posting?>().FirstOrDefault();
        Posting? wrong = found.Except(expected).Cast<Posting?>().FirstOrDefault();
        return $"the rules post {missing?.ToString() ?? "nothing more"}, and the ledger has {wrong?.ToString() ?? "nothing there"}.";
    }
}
