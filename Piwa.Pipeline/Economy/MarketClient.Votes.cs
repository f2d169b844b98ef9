using System.Text.Json;
using Piwa.Chain.Economy;
using Piwa.Chain.Hashing;
using Piwa.Chain.Keys;

namespace Piwa.Pipeline.Economy;

/// <content>Proposals and votes.</content>
public sealed partial class MarketClient
{
    /// <summary>All proposals.</summary>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="Chain.Requests.RequestException">There is no answer.</exception>
    public async Task<IReadOnlyList<MarketProposal>> ReadProposalsAsync(CancellationToken cancellationToken = default) =>
        (await AskProposalsAsync(cancellationToken).ConfigureAwait(false)).Proposals;

    /// <summary>Proposes another value for a rule that is ours.</summary>
    /// <param name="id">Its name.</param>
    /// <param name="kind">How it is voted on.</param>
    /// <param name="parameter">The parameter.</param>
    /// <param name="value">Its value, in its unit.</param>
    /// <param name="amends">Of an amendment the proposal that it amends; empty otherwise.</param>
    /// <param name="liveAt">When its vote goes live: within a day.</param>
    /// <param name="now">The time.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The number of the entry in the ledger of value.</returns>
    /// <exception cref="Chain.Requests.RequestException">It is refused, or there is no answer.</exception>
    public async Task<long> ProposeAsync(
        string id, ProposalKind kind, string parameter, long value, string amends, DateTimeOffset liveAt, DateTimeOffset now, CancellationToken cancellationToken = default)
    {
        Hash256 ledger = Hash256.Parse((await AskProposalsAsync(cancellationToken).ConfigureAwait(false)).Ledger);
        Proposal proposal = new(id, Wallet.PublicKey, kind, parameter, value, amends, Whole(liveAt), Whole(now));
        Signature signature = await Wallet.SignAsync(proposal.ToMessage(ledger), cancellationToken).ConfigureAwait(false);
        WireProposal wire = new(
            id, kind, parameter, value, proposal.LiveAt.ToUnixTimeMilliseconds(), amends, Wallet.PublicKey.ToString(), proposal.SignedAt.ToUnixTimeMilliseconds(), signature.ToString());
        return await EnterAsync(MarketRoutes.Proposals, JsonSerializer.SerializeToUtf8Bytes(wire, MarketJson.Default.WireProposal), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Votes on a proposal, with all that the wallet had staked when its vote was taken up. A later vote replaces an earlier one.</summary>
    /// <param name="id">The proposal.</param>
    /// <param name="isFor">Whether for it.</param>
    /// <param name="now">The time.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The number of the entry in the ledger of value.</returns>
    /// <exception cref="ArgumentException">There is no such proposal.</exception>
    /// <exception cref="Chain.Requests.RequestException">It is refused, or there is no answer.</exception>
    public async Task<long> VoteAsync(string id, bool isFor, DateTimeOffset now, CancellationToken cancellationToken = default)
    {
        WireProposals all = await AskProposalsAsync(cancellationToken).ConfigureAwait(false);
        MarketProposal proposal = all.Proposals.FirstOrDefault(each => each.Id == id) ?? throw new ArgumentException($"There is no proposal '{id}'.", nameof(id));
        Vote vote = new(id, proposal.Phase, Wallet.PublicKey, isFor, Whole(now));
        Signature signature = await Wallet.SignAsync(vote.ToMessage(Hash256.Parse(all.Ledger)), cancellationToken).ConfigureAwait(false);
        WireVote wire = new(id, vote.Phase, Wallet.PublicKey.ToString(), isFor, vote.SignedAt.ToUnixTimeMilliseconds(), signature.ToString());
        return await EnterAsync(MarketRoutes.Votes, JsonSerializer.SerializeToUtf8Bytes(wire, MarketJson.Default.WireVote), cancellationToken).ConfigureAwait(false);
    }

    private static DateTimeOffset Whole(DateTimeOffset time) => DateTimeOffset.FromUnixTimeMilliseconds(time.ToUnixTimeMilliseconds());

    private async Task<WireProposals> AskProposalsAsync(CancellationToken cancellationToken) =>
        await _requests.AskAsync(MarketRoutes.Proposals, null, MarketJson.Default.WireProposals, cancellationToken).ConfigureAwait(false);

    private async Task<long> EnterAsync(string path, byte[] body, CancellationToken cancellationToken) =>
        (await _requests.AskAsync(path, body, MarketJson.Default.WireDoneMove, cancellationToken).ConfigureAwait(false)).Entry;
}
