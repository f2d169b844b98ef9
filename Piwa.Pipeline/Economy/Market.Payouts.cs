using System.Globalization;
using Piwa.Chain;
using Piwa.Chain.Economy;
using Piwa.Chain.Economy.Licensing;
using Piwa.Chain.Economy.Payouts;
using Piwa.Chain.Keys;
using Piwa.Chain.Minting;
using Piwa.Chain.Rpc;
using Piwa.Chain.Token;

namespace Piwa.Pipeline.Economy;

/// <content>What is owed, and its way to who it is owed to.</content>
public sealed partial class Market
{
    /// <summary>Lamports that the operator has at least, or nothing is sent: fees, and the rent of some accounts.</summary>
    public const ulong LeastLamports = 20_000_000;

    /// <summary>Payouts one behind the other that cannot be sent: then it is not the payouts that are wrong.</summary>
    private const int MostParkedAtOnce = 3;

    private const string RefundKey = "refund:";
    private const string ReleaseKey = "release:";

    private static readonly (ValueAccountKind Kind, MarketPayoutCause Cause)[] Earnings =
    [
        (ValueAccountKind.NodePayable, MarketPayoutCause.Node),
        (ValueAccountKind.StakerPayable, MarketPayoutCause.Staker),
        (ValueAccountKind.UploaderPayable, MarketPayoutCause.Uploader),
        (ValueAccountKind.LabellerPayable, MarketPayoutCause.Labeller),
    ];

    // How many payouts, of the first ones, the ledger of value was told of by this object.
    private int _told;

    /// <summary>Owes everybody what they have earned, if it is enough to be sent (<see cref="EconomyParameters.LeastPayout"/>). <see cref="SettleAsync"/>
    /// sends it.</summary>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <returns>How many payouts came to be owed.</returns>
    public Task<int> OweEarningsAsync(CancellationToken cancellationToken = default) => RunAloneAsync(
        () =>
        {
            TellLedger();
            int owed = 0;
            foreach ((ValueAccountKind kind, MarketPayoutCause cause) in Earnings)
            {
                Dictionary<string, Amount> pending = PendingOf(cause);
                foreach ((ValueAccount account, Amount balance) in _ledger.Balances().Where(each => each.Key.Kind == kind).ToArray())
                {
                    string owner = account.Owner.ToString();
                    Amount rest = balance - pending.GetValueOrDefault(owner);
                    string key = string.Create(CultureInfo.InvariantCulture, $"earned:{cause.ToString().ToLowerInvariant()}:{owner}:{_ledger.Epoch}");
                    if (rest < _ledger.Parameters.LeastPayout || _book.FindOwed(key) is not null)
                        continue;
                    _book.Owe(key, cause, owner, rest);
                    owed++;
                }
            }

            return Task.FromResult(owed);
        },
        cancellationToken);

    /// <summary>Takes a licence back and owes its price, as long as the epoch in which it was paid is open.</summary>
    /// <param name="id">The licence.</param>
    /// <param name="why">Why: the buyer reads it.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <exception cref="MarketException">There is no such licence, or it was taken back.</exception>
    /// <exception cref="EconomyException">Its epoch was closed: the price was divided among those who earned it.</exception>
    public Task RefundAsync(string id, string why, CancellationToken cancellationToken = default) => RunAloneAsync(
        () =>
        {
            Licence licence = FindLicence(id);
            if (_book.WhyRevoked(id) is { } before)
                throw new MarketException($"It was taken back already: {before}");
            _why[id] = why;
            EnterRefund(_ledger.Refund(RefundKey + id, id, licence.Paid));
            return Task.FromResult(true);
        },
        cancellationToken);

    /// <summary>Tries a payout again that could not be sent.</summary>
    /// <param name="key">Its name.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <exception cref="MarketException">It is not parked.</exception>
    public Task RetryAsync(string key, CancellationToken cancellationToken = default) => RunAloneAsync(
        () =>
        {
            if (!_book.Parked.ContainsKey(key))
                throw new MarketException($"No payout '{key}' is parked.");
            _book.Retry(key, "The operator has said so.");
            return Task.FromResult(true);
        },
        cancellationToken);

    /// <summary>All payouts of a wallet, the newest first: how far each has come.</summary>
    /// <param name="wallet">The wallet.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    public Task<IReadOnlyList<(MarketPayout Payout, bool IsPaid)>> PayoutsOfAsync(PublicKey wallet, CancellationToken cancellationToken = default) =>
        RunAloneAsync(
            () =>
            {
                HashSet<string> paid = [.. _book.Payouts.Take((int)_payouts.PaidCount).Select(payout => payout.Key)];
                string owner = wallet.ToString();
                return Task.FromResult<IReadOnlyList<(MarketPayout, bool)>>(
                [
                    .. _book.Owed.Where(payout => payout.Recipient == owner).OrderByDescending(payout => payout.Time)
                        .Select(payout => (payout with { Trouble = _book.Parked.GetValueOrDefault(payout.Key) }, paid.Contains(payout.Key))),
                ]);
            },
            cancellationToken);

    /// <summary>Proves that a payout was sent.</summary>
    /// <param name="key">Its name.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <exception cref="MarketException">It was not sent.</exception>
    public async Task<PayoutProof> ProvePayoutAsync(string key, CancellationToken cancellationToken = default)
    {
        (int index, Payout payout) = await RunAloneAsync(
            () =>
            {
                for (int i = 0; i < _payouts.PaidCount; i++)
                {
                    if (_book.Payouts[i].Key == key)
                        return (i, PayoutOf(_book.Payouts[i]));
                }

                throw new MarketException($"No payout '{key}' was sent.");
            },
            cancellationToken).ConfigureAwait(false);
        return await _payouts.GetProofAsync(index, payout, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>What is in the treasury, and what is owed out of it.</summary>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<TreasuryStatus> ReadTreasuryAsync(CancellationToken cancellationToken = default)
    {
        Amount balance = await ReadBalanceAsync(cancellationToken).ConfigureAwait(false);
        ulong lamports = await _rpc.GetBalanceAsync(Address, Commitment.Confirmed, cancellationToken).ConfigureAwait(false);
        return await RunAloneAsync(
            () => new TreasuryStatus(
                balance,
                lamports,
                Sum(_book.Payouts.Skip((int)_payouts.PaidCount)),
                Sum(_book.Parked.Keys.Select(key => _book.FindOwed(key)!)),
                Sum(_book.Payouts.Take((int)_payouts.PaidCount))),
            cancellationToken).ConfigureAwait(false);
    }

    private static Amount Sum(IEnumerable<MarketPayout> payouts) =>
        payouts.Aggregate(Amount.Zero, (sum, payout) => sum + Amount.Parse(payout.Amount));

    internal static Payout PayoutOf(MarketPayout owed) => new(owed.Key, PublicKey.Parse(owed.Recipient), Amount.Parse(owed.Amount));

    private readonly Dictionary<string, string> _why = [];

    private void EnterRefund(ValueEntry entry)
    {
        string id = entry.Key[RefundKey.Length..];
        MarketBook.OrderEntry order = _book.FindOrder(id) ?? throw new MarketException($"{entry} refunds what this market has not sold.");
        if (_book.WhyRevoked(id) is null)
            _book.Revoke(id, _why.GetValueOrDefault(id) ?? "It was refunded.");
        _book.Owe(entry.Key, MarketPayoutCause.Refund, order.Payments[^1].Payer, FindLicence(id).Paid);
    }

    private void EnterRelease(ValueEntry entry)
    {
        Posting given = entry.Postings.Single(posting => posting.Account.Kind == ValueAccountKind.Outside);
        _book.Owe(ReleaseKey + entry.Key, MarketPayoutCause.Stake, given.Account.Owner.ToString(), given.Amount);
    }

    /// <summary>What is owed of earnings, and not yet taken from them in the ledger of value.</summary>
    private Dictionary<string, Amount> PendingOf(MarketPayoutCause cause)
    {
        HashSet<string> told = [.. _book.Payouts.Take(_told).Select(payout => payout.Key)];
        return _book.Owed.Where(payout => payout.Cause == cause && !told.Contains(payout.Key))
            .GroupBy(payout => payout.Recipient)
            .ToDictionary(group => group.Key, Sum);
    }

    /// <summary>Tells the ledger of value of the earnings that were sent.</summary>
    private void TellLedger()
    {
        for (; _told < _payouts.PaidCount; _told++)
        {
            MarketPayout payout = _book.Payouts[_told];
            if (Array.FindIndex(Earnings, each => each.Cause == payout.Cause) is >= 0 and var earned)
                _ledger.PayOut(payout.Key, Earnings[earned].Kind, PublicKey.Parse(payout.Recipient), Amount.Parse(payout.Amount));
        }
    }

    private async Task<int> PayAsync(List<string> troubles, CancellationToken cancellationToken)
    {
        long before = _payouts.PaidCount;
        int parked = 0;
        try
        {
            while (parked < MostParkedAtOnce
                && await FindPayableAsync(troubles, cancellationToken).ConfigureAwait(false) is { Length: > 0 } payable)
            {
                parked += await PayAsync(payable, cancellationToken).ConfigureAwait(false) ? 0 : 1;
            }
        }
        catch (TimeoutException fault)
        {
            troubles.Add($"Payouts are not heard of: {fault.Message}");
        }

        return (int)(_payouts.PaidCount - before);
    }

    /// <summary>The next payouts that there is enough for.</summary>
    private async Task<Payout[]> FindPayableAsync(List<string> troubles, CancellationToken cancellationToken)
    {
        MarketPayout[] waiting = await RunAloneAsync(
            () =>
            {
                TellLedger();
                return _book.Payouts.Skip((int)_payouts.PaidCount).ToArray();
            },
            cancellationToken).ConfigureAwait(false);
        if (waiting.Length == 0)
            return [];
        ulong lamports = await _rpc.GetBalanceAsync(Address, Commitment.Confirmed, cancellationToken).ConfigureAwait(false);
        if (lamports < LeastLamports)
        {
            troubles.Add($"{waiting.Length} payouts wait: {Address} has {lamports} lamports, and fees and rent want at least {LeastLamports}. Send it some.");
            return [];
        }

        Amount there = await ReadBalanceAsync(cancellationToken).ConfigureAwait(false), sum = Amount.Zero;
        List<Payout> payable = [];
        foreach (Payout payout in waiting.Select(PayoutOf))
        {
            sum += payout.Amount;
            if (sum > there)
                break;
            payable.Add(payout);
        }

        if (payable.Count < waiting.Length)
            troubles.Add($"{waiting.Length - payable.Count} payouts wait: the treasury has {there} RENDER, and {Sum(waiting)} are owed. Send the rest to {Address}.");
        return [.. payable];
    }

    /// <summary>Sends payouts; one that cannot be sent is parked, and those behind it go on.</summary>
    /// <returns>False if one was parked.</returns>
    private async Task<bool> PayAsync(Payout[] payable, CancellationToken cancellationToken)
    {
        long first = _payouts.PaidCount;
        try
        {
            await _payouts.PayAsync(first, payable, cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (MintFailedException) when (payable.Length > 1)
        {
            // Any payout of the transaction may be to blame: alone it is seen which.
            return await PayAsync([payable[_payouts.PaidCount - first]], cancellationToken).ConfigureAwait(false);
        }
        catch (MintFailedException fault)
        {
            return await RunAloneAsync(
                () =>
                {
                    _book.Park(payable[0].Key, fault.Message);
                    return false;
                },
                cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task<Amount> ReadBalanceAsync(CancellationToken cancellationToken)
    {
        AccountInfo? account = await _rpc.GetAccountInfoAsync(
            ProgramAddress.TokenAccount(Address, Mint), dataSlice: null, Commitment.Confirmed, cancellationToken).ConfigureAwait(false);
        try
        {
            return account is null || account.Owner != ProgramIds.Token ? Amount.Zero : new Amount((long)TokenAccount.Parse(account.Data.Span).Amount);
        }
        catch (WireFormatException fault)
        {
            throw new MarketException($"The treasury's account is none that this Piwa can read: {fault.Message}", fault);
        }
    }
}
