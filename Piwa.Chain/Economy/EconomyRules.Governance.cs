using Piwa.Chain.Keys;

namespace Piwa.Chain.Economy;

/// <content>Proposals and votes: they move nothing, and have rules all the same.</content>
internal static partial class EconomyRules
{
    private const int MaximumIdLength = 64;

    private static Posting[] Propose(EconomyState state, EconomyAction action, DateTimeOffset time)
    {
        (Proposal proposal, Signature signature) = GovernanceCodec.ReadProposal(action);
        Require(
            proposal.Id.Length is > 0 and <= MaximumIdLength
                && proposal.Id.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '.' or '_'),
            $"'{proposal.Id}' is no id of a proposal");
        Require(!state.Proposals.ContainsKey(proposal.Id), $"there is a proposal {proposal.Id}");
        EconomyParameter? parameter = EconomyParameters.Find(proposal.Parameter);
        Require(parameter is not null, $"there is no parameter '{proposal.Parameter}'");
        Require(parameter!.Owner == RuleOwner.Ours, $"{parameter.Name} is the network's ({parameter.Source}): it is not voted on here");
        Require(
            proposal.Value >= parameter.Minimum && proposal.Value <= parameter.Maximum,
            $"{parameter.Name} is {parameter.Minimum} to {parameter.Maximum}, not {proposal.Value}");
        ProposalState? rival = state.Proposals.Values.FirstOrDefault(each => each.IsOpen && each.Proposal.Parameter == parameter.Name);
        Require(rival is null, $"proposal {rival?.Proposal.Id} for {parameter.Name} is under way");
        if (proposal.Kind == ProposalKind.Amendment)
        {
            Require(
                state.Proposals.TryGetValue(proposal.Amends, out ProposalState? amended)
                    && amended.Phase == ProposalPhase.Passed && amended.Proposal.Parameter == parameter.Name,
                $"'{proposal.Amends}' is no proposal for {parameter.Name} that has passed");
        }
        else
        {
            Require(proposal.Amends.Length == 0, "only an amendment amends");
        }

        Require(state.StakeOf(proposal.Proposer) > Amount.Zero, $"{proposal.Proposer} has staked nothing");
        RequireLive(state, proposal.LiveAt, time);
        Require(proposal.SignedAt <= time, "it was signed later than now");
        Require(
            SignatureVerifier.Verify(proposal.Proposer, proposal.ToMessage(state.Id), signature),
            "the proposal's signature does not verify");
        return [];
    }

    private static Posting[] Vote(EconomyState state, EconomyAction action, DateTimeOffset time)
    {
        (Vote vote, Signature signature) = GovernanceCodec.ReadVote(action);
        Require(state.Proposals.TryGetValue(vote.Proposal, out ProposalState? proposal), $"there is no proposal '{vote.Proposal}'");
        Require(proposal!.Phase == vote.Phase, $"{vote.Proposal} is in phase {proposal.Phase}, not {vote.Phase}");
        Require(
            time >= proposal.LiveAt && time < proposal.EndsAt,
            $"the vote is live from {proposal.LiveAt:O} until {proposal.EndsAt:O}; it is {time:O}");
        Require(vote.SignedAt >= proposal.LiveAt && vote.SignedAt <= time, "it was signed before the vote went live, or later than now");
        Require(proposal.StakeOf(vote.Voter) > Amount.Zero, $"{vote.Voter} had staked nothing when the stakes were taken");
        Require(
            proposal.VoteOf(vote.Voter) is not { } before || before.SignedAt < vote.SignedAt, $"{vote.Voter} has a later vote");
        Require(SignatureVerifier.Verify(vote.Voter, vote.ToMessage(state.Id), signature), "the vote's signature does not verify");
        return [];
    }

    private static Posting[] Count(EconomyState state, EconomyAction action, DateTimeOffset time)
    {
        (string id, ProposalPhase phase, DateTimeOffset nextLiveAt) = GovernanceCodec.ReadCount(action);
        Require(state.Proposals.TryGetValue(id, out ProposalState? proposal), $"there is no proposal '{id}'");
        Require(proposal!.Phase == phase, $"{id} is in phase {proposal.Phase}, not {phase}");
        Require(time >= proposal.EndsAt, $"the vote is live until {proposal.EndsAt:O}; it is {time:O}");
        if (phase == ProposalPhase.Initial && proposal.IsWon(state.Parameters))
            RequireLive(state, nextLiveAt, time);
        return [];
    }

    /// <summary>Stakes are taken when the entry is made, which is at most so long before the vote goes live.</summary>
    private static void RequireLive(EconomyState state, DateTimeOffset liveAt, DateTimeOffset time) => Require(
        liveAt >= time && liveAt - time <= state.Parameters.SnapshotAge,
        $"a vote goes live within {state.Parameters.SnapshotAge} of its entry, at {time:O}; not at {liveAt:O}");
}
