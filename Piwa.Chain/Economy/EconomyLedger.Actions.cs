using Piwa.Chain.Keys;

namespace Piwa.Chain.Economy;

/// <content>What can be asked for. Each returns the entry, be it that it was made by an earlier call.</content>
public sealed partial class EconomyLedger
{
    /// <summary>Takes a buyer's payment for a licence into escrow. It is revenue of this epoch.</summary>
    /// <param name="reference">The payment's reference, for instance its transaction: 1 to 256 bytes.</param>
    /// <param name="buyer">Who has paid.</param>
    /// <param name="amount">How much.</param>
    /// <exception cref="EconomyException">A rule refuses it.</exception>
    public ValueEntry PayLicence(string reference, PublicKey buyer, Amount amount) =>
        Enter(new EconomyAction(ValueCause.Licence, reference) { Wallet = buyer, Amount = amount });

    /// <summary>Gives back a payment of this epoch, or a part of it.</summary>
    /// <param name="key">The refund's own key.</param>
    /// <param name="reference">The payment's reference.</param>
    /// <param name="amount">How much.</param>
    /// <exception cref="EconomyException">A rule refuses it: above all, the payment's epoch was closed.</exception>
    public ValueEntry Refund(string key, string reference, Amount amount) => Enter(EconomyRules.Refund(key, reference, amount));

    /// <summary>Stakes with a node.</summary>
    /// <param name="key">The stake's own key.</param>
    /// <param name="staker">Who stakes.</param>
    /// <param name="node">With whom.</param>
    /// <param name="amount">How much, with what is paid for upfront work.</param>
    /// <exception cref="EconomyException">A rule refuses it: above all, the node has as much as it may.</exception>
    public ValueEntry Stake(string key, PublicKey staker, PublicKey node, Amount amount) =>
        Enter(new EconomyAction(ValueCause.Stake, key) { Wallet = staker, Node = node, Amount = amount });

    /// <summary>Moves stake from one node to another, at once.</summary>
    /// <param name="key">The move's own key.</param>
    /// <param name="staker">Whose stake.</param>
    /// <param name="from">Where it is.</param>
    /// <param name="to">Where it goes.</param>
    /// <param name="amount">How much.</param>
    /// <exception cref="EconomyException">A rule refuses it.</exception>
    public ValueEntry Restake(string key, PublicKey staker, PublicKey from, PublicKey to, Amount amount) =>
        Enter(new EconomyAction(ValueCause.Restake, key) { Wallet = staker, Node = from, ToNode = to, Amount = amount });

    /// <summary>Takes stake back. From now on it does not count; after a delay it can be released.</summary>
    /// <param name="key">The key of this, and of its release.</param>
    /// <param name="staker">Whose stake.</param>
    /// <param name="node">Where it is.</param>
    /// <param name="amount">How much.</param>
    /// <exception cref="EconomyException">A rule refuses it.</exception>
    public ValueEntry Unstake(string key, PublicKey staker, PublicKey node, Amount amount) =>
        Enter(new EconomyAction(ValueCause.Unstake, key) { Wallet = staker, Node = node, Amount = amount });

    /// <summary>Gives stake that has waited to its owner.</summary>
    /// <param name="key">The key of its <see cref="Unstake"/>.</param>
    /// <exception cref="EconomyException">It still waits, or there is none.</exception>
    public ValueEntry Release(string key) => Enter(new EconomyAction(ValueCause.Release, key));

    /// <summary>Takes from a node that was caught all that is held back of its earnings, for the generation fund.</summary>
    /// <param name="shard">The shard that it was caught at: it is punished once for each.</param>
    /// <param name="node">The node.</param>
    /// <exception cref="EconomyException">Another node was punished for that shard.</exception>
    public ValueEntry Forfeit(string shard, PublicKey node) => Enter(new EconomyAction(ValueCause.Shard, shard) { Node = node });

    /// <summary>Enters that earnings were paid to their owner.</summary>
    /// <param name="key">The payout's own key.</param>
    /// <param name="kind">Which earnings: of a node, staker, uploader or labeller, payable.</param>
    /// <param name="owner">Whose.</param>
    /// <param name="amount">How much.</param>
    /// <exception cref="EconomyException">A rule refuses it.</exception>
    public ValueEntry PayOut(string key, ValueAccountKind kind, PublicKey owner, Amount amount) =>
        Enter(new EconomyAction(ValueCause.Payout, key) { Wallet = owner, Kind = kind, Amount = amount });

    /// <summary>Puts a month's emission into the generation fund: month m in epoch m, or later.</summary>
    /// <param name="month">The month, from 0, one behind the other.</param>
    /// <exception cref="EconomyException">Another month is next, or it has not come.</exception>
    public ValueEntry Emit(long month) => Enter(EconomyRules.Emission(month));

    /// <summary>Closes the epoch: divides its revenue, and what the fund pays for new assets. Votes that have passed take effect.</summary>
    /// <param name="epoch">The epoch that is open.</param>
    /// <param name="facts">What was made and given in it.</param>
    /// <exception cref="EconomyException">It is not over, another is open, or it was closed with other facts.</exception>
    public ValueEntry CloseEpoch(long epoch, EpochFacts facts)
    {
        EconomyAction action = EconomyRules.Epoch(_state, epoch, facts);
        if (_log.Find(action.Cause, action.Key) is { } before)
        {
            // The parameters that followed it then may have been followed by others.
            EpochClosing closed = EpochClosing.Decode(EconomyAction.Of(before).Payload.Span);
            return closed.Facts.Encode().AsSpan().SequenceEqual(facts.Encode())
                ? before
                : throw new EconomyException($"{before} is there with other facts.");
        }

        return Enter(action);
    }

    /// <summary>Proposes another value for a parameter of ours. The stakes that count in its first vote are those of now.</summary>
    /// <param name="proposal">The proposal.</param>
    /// <param name="signature">The proposer's signature of <see cref="Proposal.ToMessage"/>.</param>
    /// <exception cref="EconomyException">A rule refuses it.</exception>
    public ValueEntry Propose(Proposal proposal, Signature signature) => Enter(GovernanceCodec.Of(proposal, signature));

    /// <summary>Takes a vote.</summary>
    /// <param name="vote">The vote.</param>
    /// <param name="signature">The voter's signature of <see cref="Economy.Vote.ToMessage"/>.</param>
    /// <exception cref="EconomyException">A rule refuses it.</exception>
    public ValueEntry Vote(Vote vote, Signature signature) => Enter(GovernanceCodec.Of(vote, signature));

    /// <summary>Counts the votes of a phase that has ended: the proposal is rejected, has passed, or its final vote begins.</summary>
    /// <param name="proposal">The proposal's id.</param>
    /// <param name="phase">The phase that has ended.</param>
    /// <param name="nextLiveAt">When the final vote goes live, behind an initial one; the stakes that count in it are those of now.</param>
    /// <exception cref="EconomyException">A rule refuses it.</exception>
    public ValueEntry Count(string proposal, ProposalPhase phase, DateTimeOffset nextLiveAt) =>
        Enter(GovernanceCodec.Count(proposal, phase, nextLiveAt));
}
