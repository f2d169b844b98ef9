using System.Globalization;
using Piwa.Chain.Bubblegum;
using Piwa.Chain.Economy;
using Piwa.Chain.Economy.Licensing;
using Piwa.Chain.Economy.Payments;
using Piwa.Chain.Keys;
using Piwa.Chain.Minting;

namespace Piwa.Pipeline.Economy;

/// <content>From payments to licences and stakes.</content>
public sealed partial class Market
{
    /// <summary>So much later than an order's end its payment may have been made by the chain's clock, which is a vote of many.</summary>
    public static readonly TimeSpan PaymentSkew = TimeSpan.FromMinutes(1);

    /// <summary>So long after an order's end it is waited for payments to become final.</summary>
    public static readonly TimeSpan PaymentGrace = TimeSpan.FromMinutes(10);

    /// <summary>What is less is not sent back: it would cost more than it is. It stays in the treasury.</summary>
    public static readonly Amount LeastReturn = Amount.Parse("0.1");

    /// <summary>Transactions of the treasury that are looked at before it is written down that they were.</summary>
    private const int SeenTransactions = 200;

    private int _looked;

    /// <summary>Brings the books together: enters payments, gives what was paid for, mints, and sends what is owed. See <see cref="Market"/>.</summary>
    /// <param name="cancellationToken">Stops between two steps; nothing is lost.</param>
    /// <returns>What it did, and what waits.</returns>
    /// <exception cref="Chain.Rpc.RpcException">The chain does not answer.</exception>
    /// <exception cref="ForeignLeafException">Somebody else writes into the market's trees.</exception>
    /// <exception cref="IOException">A book cannot be written.</exception>
    public async Task<MarketReport> SettleAsync(CancellationToken cancellationToken = default)
    {
        await _settling.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            int payments = await WatchAsync(cancellationToken).ConfigureAwait(false);
            int given = await RunAloneAsync(
                async () =>
                {
                    int orders = await GiveAsync(cancellationToken).ConfigureAwait(false);
                    ReleaseStakes();
                    CountVotes();
                    OweReturns();
                    return orders;
                },
                cancellationToken).ConfigureAwait(false);
            List<string> troubles = [];
            int minted = await MintAsync(troubles, cancellationToken).ConfigureAwait(false);
            int paid = await PayAsync(troubles, cancellationToken).ConfigureAwait(false);
            return await RunAloneAsync(
                () => new MarketReport(payments, given, minted, paid)
                {
                    Waiting = [.. _book.Payouts.Skip((int)_payouts.PaidCount)],
                    Parked = [.. _book.Parked.Select(parked => _book.FindOwed(parked.Key)! with { Trouble = parked.Value })],
                    Troubles = troubles,
                },
                cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _settling.Release();
        }
    }

    private async Task<int> WatchAsync(CancellationToken cancellationToken)
    {
        int entered = 0;
        _looked += await _watch.LookAsync(
            async transfer => entered += await RunAloneAsync(() => Enter(transfer), cancellationToken).ConfigureAwait(false) ? 1 : 0,
            cancellationToken).ConfigureAwait(false);
        if (_watch.Last is { } last && (entered > 0 || _looked >= SeenTransactions))
        {
            await RunAloneAsync(
                () =>
                {
                    _book.See(last.ToString());
                    return true;
                },
                cancellationToken).ConfigureAwait(false);
            _looked = 0;
        }

        return entered;
    }

    /// <summary>Enters a transfer, unless it was entered before.</summary>
    private bool Enter(TokenTransfer transfer)
    {
        MarketPayment payment = PaymentOf(transfer);
        if (transfer.Amount <= Amount.Zero || _book.HasPayment(payment.Key))
            return false;
        _book.Enter(payment);
        return true;
    }

    private MarketPayment PaymentOf(TokenTransfer transfer) => new(
        transfer.Transaction.ToString(),
        transfer.Place,
        transfer.Payer.ToString(),
        transfer.Amount.ToString(),
        (transfer.Time ?? _time.GetUtcNow()).ToUnixTimeMilliseconds(),
        transfer.References.Select(reference => reference.ToString()).FirstOrDefault(reference => _book.FindOrder(reference) is not null));

    /// <summary>Gives what open orders are for, if they are paid, and ends those that were not in time.</summary>
    private async Task<int> GiveAsync(CancellationToken cancellationToken)
    {
        int given = 0;
        foreach (MarketBook.OrderEntry entry in _book.OpenOrders.ToArray())
        {
            cancellationToken.ThrowIfCancellationRequested();
            MarketOrder order = entry.Order;
            Amount price = Amount.Parse(order.Price);
            long latest = order.ValidUntil + (long)PaymentSkew.TotalMilliseconds;
            Amount inTime = entry.Payments.Where(payment => payment.Time <= latest).Aggregate(Amount.Zero, (sum, payment) => sum + Amount.Parse(payment.Amount));
            if (inTime >= price)
            {
                await GiveAsync(order, price, cancellationToken).ConfigureAwait(false);
                given++;
            }
            else if (Now > order.ValidUntil + (long)PaymentGrace.TotalMilliseconds)
            {
                _book.Close(order.Id, inTime.IsZero ? "It was not paid in time." : $"Of {price} RENDER {inTime} came in time; it goes back.");
            }
        }

        return given;
    }

    /// <summary>The ledger of value first: asked again after a crash it answers the same, and it may refuse.</summary>
    private async Task GiveAsync(MarketOrder order, Amount price, CancellationToken cancellationToken)
    {
        PublicKey wallet = PublicKey.Parse(order.Wallet);
        try
        {
            if (order.Kind == MarketOrderKind.Stake)
                _ledger.Stake(order.Id, wallet, PublicKey.Parse(order.Node!), price);
            else
                _ledger.PayLicence(order.Id, wallet, price);
        }
        catch (EconomyException refusal)
        {
            _book.Close(order.Id, $"{refusal.Message} What came goes back.");
            return;
        }

        if (order.Kind == MarketOrderKind.Stake)
        {
            _book.Accept(order.Id, licence: null);
            return;
        }

        Licence licence = new()
        {
            Number = _book.Licences.Count,
            Id = PublicKey.Parse(order.Id),
            Buyer = wallet,
            Market = Address,
            Mint = Mint,
            Paid = price,
            Purpose = order.Purpose,
            Begins = Now,
            Ends = Now + (order.TermSeconds * 1000),
            Ranges = order.Ranges,
        };
        _book.Accept(order.Id, await LicenceFile.SignAsync(licence, _operator, cancellationToken).ConfigureAwait(false));
    }

    private void OweReturns()
    {
        foreach ((string key, MarketPayoutCause cause, string recipient, Amount amount) in _book.Due.ToArray())
            _book.Owe(key, cause, recipient, amount);
    }

    private async Task<int> MintAsync(List<string> troubles, CancellationToken cancellationToken)
    {
        long first = _licences.MintedCount;
        MintRequest[] requests = await RunAloneAsync(
            () => _book.Licences.Skip((int)first).Select(RequestOf).ToArray(), cancellationToken).ConfigureAwait(false);
        if (requests.Length == 0)
            return 0;
        try
        {
            return (await _licences.MintAsync(first, requests, cancellationToken).ConfigureAwait(false)).Minted;
        }
        catch (Exception fault) when (fault is MintFailedException or TimeoutException)
        {
            troubles.Add($"Licences cannot be minted: {fault.Message}");
            return (int)(_licences.MintedCount - first);
        }
    }

    private static MintRequest RequestOf(Licence licence) => new(
        new MetadataArgs
        {
            Name = string.Create(CultureInfo.InvariantCulture, $"Piwa licence {licence.Number}"),
            Symbol = "PIWALIC",
            Uri = LicenceFile.UriOf(licence),
            IsMutable = false,
        },
        licence.Buyer);
}
