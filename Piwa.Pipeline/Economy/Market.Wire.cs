using Piwa.Chain.Economy;
using Piwa.Chain.Economy.Licensing;
using Piwa.Chain.Keys;

namespace Piwa.Pipeline.Economy;

/// <content>What is said to programs.</content>
public sealed partial class Market
{
    /// <summary>How long behind its count, in milliseconds, a final vote goes live: not before the entry, whose time may be rounded up.</summary>
    private const long VoteDelay = 1000;

    internal async Task<WireMarket> DescribeAsync(CancellationToken cancellationToken)
    {
        List<WireMarketDataset> datasets = [];
        foreach (MarketDataset one in _catalogue.Datasets)
        {
            if (await one.ReadAsync(cancellationToken).ConfigureAwait(false) is { Campaign.IsOfUploads: false } dataset
                && one.RangeOf(dataset, 0, ulong.MaxValue) is { } range)
            {
                datasets.Add(new WireMarketDataset(
                    one.Name, dataset.Campaign.Preset, range.Campaign, range.Assets, range.Shards, range.Bytes, range.LastAsset));
            }
        }

        EconomyParameters parameters = await ReadLedgerAsync(ledger => ledger.Parameters, cancellationToken).ConfigureAwait(false);
        return new WireMarket(Address.ToString(), Settings.Name, Settings.Mint, datasets, new WirePrices(
            parameters.LicencePrice.ToString(),
            parameters.LeastLicence.ToString(),
            parameters.LicenceShare(LicencePurpose.Evaluation),
            parameters.LicenceShare(LicencePurpose.Research)));
    }

    internal async Task<WireTreasury> DescribeTreasuryAsync(CancellationToken cancellationToken)
    {
        TreasuryStatus status = await ReadTreasuryAsync(cancellationToken).ConfigureAwait(false);
        return await RunAloneAsync(
            () => Task.FromResult(new WireTreasury(
                status.Balance.ToString(),
                status.Lamports,
                status.Waiting.ToString(),
                status.Parked.ToString(),
                status.Sent.ToString(),
                _ledger.Epoch,
                _ledger.EpochEnds.ToUnixTimeMilliseconds(),
                _book.Licences.Count,
                [.. _book.Parked.Select(parked => _book.FindOwed(parked.Key)!)])),
            cancellationToken).ConfigureAwait(false);
    }

    internal WireOrder Describe(MarketOrderStatus status) => new(
        status.Order,
        status.State,
        status.Paid.ToString(),
        Address.ToString(),
        RequestOf(status.Order).ToUri(),
        status.WhyRevoked ?? status.Why,
        status.Licence is not null,
        status.IsMinted);

    internal Task<MarketOrder> OrderAsync(PublicKey wallet, WireOrderAsk ask, CancellationToken cancellationToken) => ask.Kind switch
    {
        MarketOrderKind.Stake => OrderStakeAsync(wallet, PublicKey.Parse(ask.Node ?? ""), Amount.Parse(ask.Amount ?? ""), cancellationToken),
        _ => OrderLicenceAsync(
            wallet,
            new LicenceSelection(ask.Dataset, ask.Preset, ask.FirstAsset, ask.Assets),
            TimeSpan.FromSeconds(Math.Clamp(ask.TermSeconds, 0, (long)LicencePricing.LongestTerm.TotalSeconds + 1)),
            ask.Purpose,
            cancellationToken),
    };

    internal Task<WireProposals> DescribeProposalsAsync(CancellationToken cancellationToken) => ReadLedgerAsync(
        ledger => new WireProposals(
            ledger.Id.ToString(),
            [
                .. ledger.Proposals.OrderBy(each => each.LiveAt).Select(each => new MarketProposal(
                    each.Proposal.Id, each.Proposal.Kind, each.Proposal.Parameter, each.Proposal.Value, each.Proposal.Proposer.ToString(), each.Phase,
                    each.LiveAt.ToUnixTimeMilliseconds(), each.EndsAt.ToUnixTimeMilliseconds(), each.For.ToString(), each.Against.ToString())),
            ]),
        cancellationToken);

    internal Task<ValueEntry> ProposeAsync(WireProposal proposal, CancellationToken cancellationToken) => ReadLedgerAsync(
        ledger => ledger.Propose(
            new Proposal(
                proposal.Id,
                PublicKey.Parse(proposal.Proposer),
                proposal.Kind,
                proposal.Parameter,
                proposal.Value,
                proposal.Amends,
                DateTimeOffset.FromUnixTimeMilliseconds(proposal.LiveAt),
                DateTimeOffset.FromUnixTimeMilliseconds(proposal.SignedAt)),
            Signature.Parse(proposal.Signature)),
        cancellationToken);

    internal Task<ValueEntry> VoteAsync(WireVote vote, CancellationToken cancellationToken) => ReadLedgerAsync(
        ledger => ledger.Vote(
            new Vote(vote.Proposal, vote.Phase, PublicKey.Parse(vote.Voter), vote.IsFor, DateTimeOffset.FromUnixTimeMilliseconds(vote.SignedAt)),
            Signature.Parse(vote.Signature)),
        cancellationToken);

    /// <summary>Counts votes that have ended. A final vote behind an initial one goes live at once.</summary>
    private void CountVotes()
    {
        DateTimeOffset now = _time.GetUtcNow();
        foreach (ProposalStatus status in _ledger.Proposals
            .Where(each => each.Phase is ProposalPhase.Initial or ProposalPhase.Final && each.EndsAt <= now).ToArray())
        {
            _ledger.Count(status.Proposal.Id, status.Phase, DateTimeOffset.FromUnixTimeMilliseconds(now.ToUnixTimeMilliseconds() + VoteDelay));
        }
    }
}
