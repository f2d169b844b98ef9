using Piwa.Chain.Keys;

namespace Piwa.Chain.Economy;

/// <summary>A proposal under way: the stakes that count in its vote, and the votes.</summary>
internal sealed class ProposalState(Proposal proposal)
{
    private readonly Dictionary<PublicKey, Vote> _votes = [];
    private Dictionary<PublicKey, Amount> _stakes = [];

    public Proposal Proposal { get; } = proposal;

    public ProposalPhase Phase { get; private set; }

    public DateTimeOffset LiveAt { get; private set; }

    public DateTimeOffset EndsAt { get; private set; }

    public bool IsOpen => Phase is ProposalPhase.Initial or ProposalPhase.Final;

    public ProposalStatus Status => new(Proposal, Phase, LiveAt, EndsAt, Sum(isFor: true), Sum(isFor: false));

    /// <summary>Begins a vote.</summary>
    /// <param name="phase">Which.</param>
    /// <param name="liveAt">When it goes live.</param>
    /// <param name="parameters">How long it takes.</param>
    /// <param name="stakes">What each wallet has staked now. They are copied.</param>
    public void Begin(ProposalPhase phase, DateTimeOffset liveAt, EconomyParameters parameters, IReadOnlyDictionary<PublicKey, Amount> stakes)
    {
        Phase = phase;
        LiveAt = liveAt;
        EndsAt = liveAt + (phase, Proposal.Kind) switch
        {
            (ProposalPhase.Initial, _) => parameters.InitialVote,
            (_, ProposalKind.Amendment) => parameters.AmendmentVote,
            _ => parameters.FinalVote,
        };
        _stakes = new Dictionary<PublicKey, Amount>(stakes);
        _votes.Clear();
    }

    /// <summary>Ends it. Of the stakes those that have voted are kept.</summary>
    public void End(ProposalPhase phase)
    {
        Phase = phase;
        _stakes = _votes.Keys.ToDictionary(voter => voter, voter => _stakes[voter]);
    }

    public Amount StakeOf(PublicKey voter) => _stakes.GetValueOrDefault(voter);

    public Vote? VoteOf(PublicKey voter) => _votes.GetValueOrDefault(voter);

    public void Take(Vote vote) => _votes[vote.Voter] = vote;

    /// <summary>Whether the vote, which has ended, is won. Exact: products of 64-bit numbers in 128 bits.</summary>
    public bool IsWon(EconomyParameters parameters)
    {
        Int128 infavour = Sum(isFor: true).Units, against = Sum(isFor: false).Units, cast = infavour + against;
        if (Phase == ProposalPhase.Initial)
            return infavour > against;
        long quorum = Proposal.Kind == ProposalKind.Emergency ? parameters.EmergencyQuorum : parameters.Quorum;
        return cast > 0
            && infavour * EconomyParameters.Whole >= cast * parameters.Approval
            && cast * EconomyParameters.Whole >= (Int128)parameters.Supply.Units * quorum;
    }

    private Amount Sum(bool isFor)
    {
        Amount sum = Amount.Zero;
        foreach (Vote vote in _votes.Values)
        {
            if (vote.IsFor == isFor)
                sum += _stakes[vote.Voter];
        }

        return sum;
    }
}
