using System.Globalization;
using System.Text.Json;
using Piwa.Chain.Economy;
using Piwa.Chain.Economy.Licensing;
using Piwa.Pipeline.Shards;

namespace Piwa.Pipeline.Economy;

/// <summary>What a market has agreed on, got and owes: lines of a file, each durable before the next, and what follows from them.</summary>
/// <remarks>Whoever reads the lines again comes to the same: nothing here looks at a clock or at the chain. Not thread-safe.</remarks>
internal sealed class MarketBook
{
    private readonly string _path;
    private readonly TimeProvider _time;
    private readonly Dictionary<string, OrderEntry> _orders = [];
    private readonly Dictionary<string, MarketPayment> _payments = [];
    private readonly List<Licence> _licences = [];
    private readonly Dictionary<string, Licence> _licencesById = [];
    private readonly Dictionary<string, string> _revoked = [];
    private readonly List<MarketPayout> _payouts = [];
    private readonly Dictionary<string, MarketPayout> _owed = [];
    private readonly Dictionary<string, string> _parked = [];
    private readonly HashSet<string> _open = [];
    private readonly Dictionary<string, List<OrderEntry>> _byWallet = [];
    private readonly SortedDictionary<string, Debt> _due = new(StringComparer.Ordinal);

    /// <param name="path">Its file; one that is missing is a new book.</param>
    /// <param name="time">The clock.</param>
    /// <param name="isReadOnly">Whether another process may have it: what a crash has cut off is left, then.</param>
    /// <exception cref="ManifestException">It is damaged.</exception>
    public MarketBook(string path, TimeProvider time, bool isReadOnly = false)
    {
        _path = path;
        _time = time;
        using (CheckedLineReader lines = new(path))
        {
            while (lines.TryRead(out ReadOnlySpan<byte> content))
                Take(Dataset.Parse(content, MarketJson.Default.MarketRecord, lines.Place), lines.Place);
            if (!isReadOnly)
                CheckedLines.Repair(path, lines.TornBytes);
        }
    }

    /// <summary>For tests: called before and after each line is written; where it throws, the process has died.</summary>
    public Action? Fault { get; set; }

    /// <summary>A transaction of the treasury that was looked at, as all before it; null if none was.</summary>
    public string? Seen { get; private set; }

    /// <summary>All licences, by number.</summary>
    public IReadOnlyList<Licence> Licences => _licences;

    /// <summary>What is to be sent, in this order: all that is owed but what is parked.</summary>
    public IReadOnlyList<MarketPayout> Payouts => _payouts;

    /// <summary>What is parked, and why.</summary>
    public IReadOnlyDictionary<string, string> Parked => _parked;

    /// <summary>All that was ever owed.</summary>
    public IEnumerable<MarketPayout> Owed => _owed.Values;

    /// <summary>All orders.</summary>
    public IEnumerable<OrderEntry> Orders => _orders.Values;

    /// <summary>Orders that wait for their payment.</summary>
    public IEnumerable<OrderEntry> OpenOrders => _open.Select(id => _orders[id]);

    /// <summary>How many they are.</summary>
    public int OpenOrderCount => _open.Count;

    /// <summary>What follows from payments to be owed, and is not yet: what came for orders that are over, and what is above a price.</summary>
    public IEnumerable<Debt> Due => _due.Values;

    /// <summary>The orders of a wallet.</summary>
    public IReadOnlyList<OrderEntry> OrdersOf(string wallet) => _byWallet.GetValueOrDefault(wallet) ?? [];

    /// <summary>Payments that name no order of this market.</summary>
    public IEnumerable<MarketPayment> Deposits => _payments.Values.Where(payment => payment.Order is null);

    public OrderEntry? FindOrder(string id) => _orders.GetValueOrDefault(id);

    public Licence? FindLicence(string id) => _licencesById.GetValueOrDefault(id);

    public MarketPayout? FindOwed(string key) => _owed.GetValueOrDefault(key);

    /// <summary>Why a licence was taken back; null if it was not.</summary>
    public string? WhyRevoked(string licence) => _revoked.GetValueOrDefault(licence);

    public bool HasPayment(string key) => _payments.ContainsKey(key);

    public void Enter(MarketOrder order) => Write(new MarketRecord(Now) { Order = order });

    public void Enter(MarketPayment payment) => Write(new MarketRecord(Now) { Payment = payment });

    public void Accept(string order, Licence? licence) => Write(new MarketRecord(Now)
    {
        Accepted = new MarketRecord.Acceptance(order, licence is null ? null : System.Text.Encoding.UTF8.GetString(LicenceFile.Write(licence)).TrimEnd('\n')),
    });

    public void Close(string order, string why) => Write(new MarketRecord(Now) { Closed = new MarketRecord.Statement(order, why) });

    /// <summary>Enters what is owed, unless it stands there.</summary>
    public void Owe(string key, MarketPayoutCause cause, string recipient, Amount amount)
    {
        if (!_owed.ContainsKey(key))
            Write(new MarketRecord(Now) { Owed = new MarketPayout(key, cause, recipient, amount.ToString(), Now) });
    }

    public void Park(string key, string why) => Write(new MarketRecord(Now) { Parked = new MarketRecord.Statement(key, why) });

    public void Retry(string key, string why) => Write(new MarketRecord(Now) { Retried = new MarketRecord.Statement(key, why) });

    public void Revoke(string licence, string why) => Write(new MarketRecord(Now) { Revoked = new MarketRecord.Statement(licence, why) });

    public void See(string transaction) => Write(new MarketRecord(Now) { Seen = transaction });

    private long Now => _time.GetUtcNow().ToUnixTimeMilliseconds();

    private void Write(MarketRecord record)
    {
        string line = JsonSerializer.Serialize(record, MarketJson.Default.MarketRecord);
        Fault?.Invoke();
        CheckedLines.Append(_path, line);
        Fault?.Invoke();
        Take(record, _path);
    }

    private void Take(MarketRecord record, string place)
    {
        switch (record)
        {
            case { Order: { } order }:
                OrderEntry made = new(order);
                _orders.Add(order.Id, made);
                _open.Add(order.Id);
                if (!_byWallet.TryGetValue(order.Wallet, out List<OrderEntry>? own))
                    _byWallet.Add(order.Wallet, own = []);
                own.Add(made);
                break;
            case { Payment: { } payment }:
                _payments.Add(payment.Key, payment);
                if (payment.Order is { } named)
                    Take(OrderOf(named, place), payment);
                break;
            case { Accepted: { } accepted }:
                OrderEntry paid = OrderOf(accepted.Order, place);
                (paid.State, paid.SettledAt) = (MarketOrderState.Done, record.Time);
                _open.Remove(accepted.Order);
                Amount surplus = paid.Paid - Amount.Parse(paid.Order.Price);
                AddDue("surplus:" + accepted.Order, MarketPayoutCause.Surplus, paid.Payments[^1].Payer, surplus);
                if (accepted.Licence is { } text)
                {
                    Licence licence = LicenceFile.Read(System.Text.Encoding.UTF8.GetBytes(text + "\n"));
                    _licences.Add(licence);
                    _licencesById.Add(accepted.Order, licence);
                }

                break;
            case { Closed: { } closed }:
                OrderEntry ended = OrderOf(closed.Of, place);
                (ended.State, ended.Why, ended.SettledAt) = (MarketOrderState.Closed, closed.Why, record.Time);
                _open.Remove(closed.Of);
                ended.Payments.ForEach(Return);
                break;
            case { Owed: { } owed }:
                _owed.Add(owed.Key, owed);
                _payouts.Add(owed);
                _due.Remove(owed.Key);
                break;
            case { Parked: { } parked }:
                _parked[parked.Of] = parked.Why;
                _payouts.RemoveAt(_payouts.FindLastIndex(payout => payout.Key == parked.Of));
                break;
            case { Retried: { } retried }:
                _parked.Remove(retried.Of);
                _payouts.Add(_owed[retried.Of]);
                break;
            case { Revoked: { } revoked }:
                _revoked[revoked.Of] = revoked.Why;
                break;
            case { Seen: { } seen }:
                Seen = seen;
                break;
            default:
                throw new ManifestException($"{place}: there is nothing in it that this Piwa knows.");
        }
    }

    private void Take(OrderEntry order, MarketPayment payment)
    {
        order.Payments.Add(payment);
        if (order.State != MarketOrderState.Open)
            Return(payment);
    }

    private void Return(MarketPayment payment) =>
        AddDue("return:" + payment.Key, MarketPayoutCause.Return, payment.Payer, Amount.Parse(payment.Amount));

    private void AddDue(string key, MarketPayoutCause cause, string recipient, Amount amount)
    {
        if (amount >= Market.LeastReturn)
            _due[key] = new Debt(key, cause, recipient, amount);
    }

    private OrderEntry OrderOf(string id, string place) =>
        _orders.GetValueOrDefault(id) ?? throw new ManifestException(string.Create(CultureInfo.InvariantCulture, $"{place}: there is no order {id} before it."));

    /// <summary>What is to be owed.</summary>
    internal readonly record struct Debt(string Key, MarketPayoutCause Cause, string Recipient, Amount Amount);

    /// <summary>An order, and what came of it.</summary>
    internal sealed class OrderEntry(MarketOrder order)
    {
        public MarketOrder Order { get; } = order;

        public MarketOrderState State { get; set; }

        /// <summary>Why it was closed.</summary>
        public string? Why { get; set; }

        /// <summary>When it was paid or closed, in milliseconds since 1970.</summary>
        public long SettledAt { get; set; }

        /// <summary>All payments that name it.</summary>
        public List<MarketPayment> Payments { get; } = [];

        /// <summary>What came for it.</summary>
        public Amount Paid => Payments.Aggregate(Amount.Zero, (sum, payment) => sum + Amount.Parse(payment.Amount));
    }
}
