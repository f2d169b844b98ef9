using System.Security.Cryptography;
using Piwa.Chain.Economy;
using Piwa.Chain.Economy.Licensing;
using Piwa.Chain.Economy.Payments;
using Piwa.Chain.Keys;

namespace Piwa.Pipeline.Economy;

/// <content>Orders: what is quoted, and to be paid.</content>
public sealed partial class Market
{
    /// <summary>Orders of one wallet that may wait for their payment at once.</summary>
    public const int MostOpenOrdersOfWallet = 16;

    /// <summary>Orders of all that may wait for their payment at once.</summary>
    public const int MostOpenOrders = 10_000;

    /// <summary>What a licence would cost, and what it would be for.</summary>
    /// <param name="selection">What is wanted.</param>
    /// <param name="term">For how long.</param>
    /// <param name="purpose">What for.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="MarketException">There is nothing of it.</exception>
    /// <exception cref="ArgumentException">The term is too short or too long, or the price more than an amount holds.</exception>
    public async Task<(IReadOnlyList<LicensedRange> Ranges, Amount Price)> PriceAsync(
        LicenceSelection selection, TimeSpan term, LicencePurpose purpose, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(selection);
        IReadOnlyList<LicensedRange> ranges = await _catalogue.SelectAsync(selection, cancellationToken).ConfigureAwait(false);
        EconomyParameters parameters = await ReadLedgerAsync(ledger => ledger.Parameters, cancellationToken).ConfigureAwait(false);
        return (ranges, LicencePricing.PriceOf(parameters, ranges.Sum(range => range.Assets), term, purpose));
    }

    /// <summary>Quotes a licence to a wallet: the price holds until the order's end.</summary>
    /// <param name="buyer">The wallet.</param>
    /// <param name="selection">What is wanted.</param>
    /// <param name="term">For how long, from when it is paid.</param>
    /// <param name="purpose">What for.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="MarketException">There is nothing of it, or too many orders wait.</exception>
    /// <exception cref="ArgumentException">The term is too short or too long, or the price more than an amount holds.</exception>
    public async Task<MarketOrder> OrderLicenceAsync(
        PublicKey buyer, LicenceSelection selection, TimeSpan term, LicencePurpose purpose, CancellationToken cancellationToken = default)
    {
        (IReadOnlyList<LicensedRange> ranges, Amount price) = await PriceAsync(selection, term, purpose, cancellationToken).ConfigureAwait(false);
        return await EnterOrderAsync(MarketOrderKind.Licence, buyer, price, order => order with
        {
            Purpose = purpose,
            TermSeconds = (long)term.TotalSeconds,
            Ranges = ranges,
        }, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Takes a wallet's wish to stake with a node, to be paid like a licence.</summary>
    /// <param name="staker">The wallet.</param>
    /// <param name="node">The node's wallet.</param>
    /// <param name="amount">How much.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="MarketException">The amount is none, or too many orders wait.</exception>
    public Task<MarketOrder> OrderStakeAsync(PublicKey staker, PublicKey node, Amount amount, CancellationToken cancellationToken = default) =>
        amount <= Amount.Zero || node == default
            ? throw new MarketException($"{amount} RENDER with {node} is no stake.")
            : EnterOrderAsync(MarketOrderKind.Stake, staker, amount, order => order with { Node = node.ToString() }, cancellationToken);

    /// <summary>Where an order stands.</summary>
    /// <param name="id">Its name.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <returns>Null if there is none.</returns>
    public Task<MarketOrderStatus?> FindOrderAsync(string id, CancellationToken cancellationToken = default) =>
        RunAloneAsync(() => Task.FromResult(_book.FindOrder(id) is { } entry ? StatusOf(entry) : null), cancellationToken);

    /// <summary>All orders of a wallet, the newest first.</summary>
    /// <param name="wallet">The wallet.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    public Task<IReadOnlyList<MarketOrderStatus>> OrdersOfAsync(PublicKey wallet, CancellationToken cancellationToken = default) =>
        RunAloneAsync(
            () => Task.FromResult<IReadOnlyList<MarketOrderStatus>>(
                [.. _book.OrdersOf(wallet.ToString()).OrderByDescending(entry => entry.Order.Made).Select(StatusOf)]),
            cancellationToken);

    /// <summary>What a wallet is asked to pay for an order.</summary>
    /// <param name="order">The order.</param>
    public PaymentRequest RequestOf(MarketOrder order)
    {
        ArgumentNullException.ThrowIfNull(order);
        string what = order.Kind == MarketOrderKind.Licence ? $"Licence of {order.Ranges.Sum(range => range.Assets)} assets" : $"Stake with {order.Node}";
        return new PaymentRequest(Address, Mint, Amount.Parse(order.Price), PublicKey.Parse(order.Id), Settings.Name, what);
    }

    private Task<MarketOrder> EnterOrderAsync(
        MarketOrderKind kind, PublicKey wallet, Amount price, Func<MarketOrder, MarketOrder> complete, CancellationToken cancellationToken) =>
        RunAloneAsync(
            () =>
            {
                if (_book.OpenOrderCount >= MostOpenOrders)
                    throw new MarketException("Too many orders wait for their payment. Try again later.");
                if (_book.OrdersOf(wallet.ToString()).Count(entry => entry.State == MarketOrderState.Open) >= MostOpenOrdersOfWallet)
                    throw new MarketException($"{MostOpenOrdersOfWallet} orders of this wallet wait for their payment. Pay one, or wait until it ends.");
                DateTimeOffset now = _time.GetUtcNow();
                string id = new PublicKey(RandomNumberGenerator.GetBytes(PublicKey.Size)).ToString();
                MarketOrder order = complete(new MarketOrder(
                    id,
                    kind,
                    wallet.ToString(),
                    price.ToString(),
                    now.ToUnixTimeMilliseconds(),
                    (now + _ledger.Parameters.QuoteValidity).ToUnixTimeMilliseconds()));
                _book.Enter(order);
                return Task.FromResult(order);
            },
            cancellationToken);

    private MarketOrderStatus StatusOf(MarketBook.OrderEntry entry) => new(entry.Order, entry.State)
    {
        Paid = entry.Paid,
        Payments = [.. entry.Payments],
        Why = entry.Why,
        Licence = _book.FindLicence(entry.Order.Id),
        WhyRevoked = _book.WhyRevoked(entry.Order.Id),
        IsMinted = _book.FindLicence(entry.Order.Id) is { } licence && licence.Number < _licences.MintedCount,
    };
}
