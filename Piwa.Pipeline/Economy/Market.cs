using Piwa.Chain.Economy;
using Piwa.Chain.Economy.Licensing;
using Piwa.Chain.Economy.Payments;
using Piwa.Chain.Economy.Payouts;
using Piwa.Chain.Keys;
using Piwa.Chain.Ledger;
using Piwa.Chain.Minting;
using Piwa.Chain.Rpc;
using Piwa.Pipeline.Stores;

namespace Piwa.Pipeline.Economy;

/// <summary>A market: licenses data sets for RENDER, takes stakes, and pays what is earned.</summary>
/// <remarks>
/// <para>
/// Three books say all that there is: the ledger of value (<c>economy.log</c>), the market's own (<c>market.jsonl</c>: orders, payments, licences,
/// what is owed), and the chain (payments that came, licences as NFTs, payouts as leaves). <see cref="SettleAsync"/> brings them together, step by step,
/// each durable and each the same if it is done again: whatever a crash leaves, the next call goes on from there.
/// </para>
/// <list type="number">
/// <item>What has been paid into the treasury, and is final, is entered, each transfer once.</item>
/// <item>Orders that are paid are given: the ledger of value first, which may refuse; then the signed licence.</item>
/// <item>What came too late, too little or for nothing is owed to who paid it; so is what is above a price.</item>
/// <item>Licences are minted to their buyers, in the order of their numbers.</item>
/// <item>What is owed is sent, in the order in which it came to be owed.</item>
/// </list>
/// <para>
/// Thread-safe. Two gates: the outer one is that of settling, of which one runs at a time and which waits for the chain; the inner one is that of the
/// books, held for as long as it takes to read or write them, never while the chain is waited for. One process has a market open. Whoever opens it
/// disposes it; chain and key stay theirs.
/// </para>
/// </remarks>
public sealed partial class Market : IDisposable
{
    /// <summary>The ledger of value in a market's directory.</summary>
    public const string LedgerFile = "economy.log";

    /// <summary>The market's own book in its directory.</summary>
    public const string BookFile = "market.jsonl";

    /// <summary>The statements of epochs in its directory.</summary>
    public const string EpochFolder = "epochs";

    /// <summary>The data set of what artists upload, in its directory.</summary>
    public const string UploadFolder = "uploads";

    private const string JournalFolder = "journal";
    private const string LicenceLane = "piwa-licences";
    internal const string PayoutLaneName = "piwa-payouts";
    private const long FirstTreeLicences = 1 << 14;

    private readonly SemaphoreSlim _settling = new(1, 1);
    private readonly SemaphoreSlim _gate = new(1, 1);
    private readonly IRpcClient _rpc;
    private readonly ISigner _operator;
    private readonly TimeProvider _time;
    private readonly MarketBook _book;
    private readonly EconomyLedger _ledger;
    private readonly MintingLane _licences;
    private readonly PayoutLane _payouts;
    private readonly TransferWatch _watch;
    private readonly MarketCatalogue _catalogue;

    private Market(
        string directory, MarketSettings settings, IRpcClient rpc, ISigner operatorKey, TimeProvider time, MarketBook book, EconomyLedger ledger,
        MintingLane licences, PayoutLane payouts, S3StoreOptions? store)
    {
        (Directory, Settings, _rpc, _operator, _time, _book, _ledger, _licences, _payouts) =
            (directory, settings, rpc, operatorKey, time, book, ledger, licences, payouts);
        Mint = PublicKey.Parse(settings.Mint);
        _tokens = new AccessTokens(directory, time);
        _catalogue = new MarketCatalogue(settings.Datasets, directory, time, store);
        Signature? seen = book.Seen is { } text && Signature.TryParse(text, out Signature signature) ? signature : null;
        _watch = new TransferWatch(rpc, operatorKey.PublicKey, Mint, seen);
    }

    /// <summary>Its directory.</summary>
    public string Directory { get; }

    /// <summary>What it is.</summary>
    public MarketSettings Settings { get; }

    /// <summary>The operator's address: signs licences, is paid, and pays.</summary>
    public PublicKey Address => _operator.PublicKey;

    /// <summary>The mint of RENDER.</summary>
    public PublicKey Mint { get; }

    internal TimeProvider Time => _time;

    internal MarketBook Book => _book;

    internal MarketCatalogue Catalogue => _catalogue;

    /// <summary>Opens a market, or begins its books.</summary>
    /// <param name="directory">Its directory.</param>
    /// <param name="settings">What it is: <see cref="MarketSettings.Read"/>.</param>
    /// <param name="rpc">The chain: a client of a cluster, or an embedded ledger; not disposed.</param>
    /// <param name="operatorKey">The operator's key, which owns the treasury; not disposed.</param>
    /// <param name="parametersOfNew">The rules that a new ledger of value begins with; the defaults if null.</param>
    /// <param name="time">The clock; the system's if null.</param>
    /// <param name="store">How buckets of data sets are spoken with; null for the defaults.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="MarketException">The market cannot be opened: another process has it, or its chain is another one.</exception>
    /// <exception cref="ValueLedgerException">The ledger of value is damaged, or in use.</exception>
    /// <exception cref="Shards.ManifestException">The market's book is damaged.</exception>
    /// <exception cref="ForeignLeafException">Somebody else writes into the market's trees.</exception>
    /// <exception cref="IOException">The directory cannot be read or written.</exception>
    public static async Task<Market> OpenAsync(
        string directory,
        MarketSettings settings,
        IRpcClient rpc,
        ISigner operatorKey,
        EconomyParameters? parametersOfNew = null,
        TimeProvider? time = null,
        S3StoreOptions? store = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(directory);
        ArgumentNullException.ThrowIfNull(settings);
        ArgumentNullException.ThrowIfNull(rpc);
        ArgumentNullException.ThrowIfNull(operatorKey);
        time ??= TimeProvider.System;
        System.IO.Directory.CreateDirectory(directory);

        // Locked: one process has the market open.
        EconomyLedger ledger = EconomyLedger.Open(Path.Combine(directory, LedgerFile), parametersOfNew, time);
        MintingLane? licences = null;
        PayoutLane? payouts = null;
        try
        {
            MarketBook book = new(Path.Combine(directory, BookFile), time);
            licences = await MintingLane.OpenAsync(
                rpc,
                new MintingLaneOptions
                {
                    Name = LicenceLane,
                    Payer = operatorKey,
                    TreeDelegate = operatorKey,
                    ExpectedCount = FirstTreeLicences,
                    JournalDirectory = JournalOf(directory, rpc, LicenceLane),
                    TimeProvider = time,
                },
                cancellationToken).ConfigureAwait(false);
            payouts = await PayoutLane.OpenAsync(
                rpc,
                new PayoutLaneOptions
                {
                    Name = PayoutLaneName,
                    Payer = operatorKey,
                    Treasury = operatorKey,
                    Mint = PublicKey.Parse(settings.Mint),
                    JournalDirectory = JournalOf(directory, rpc, PayoutLaneName),
                    TimeProvider = time,
                },
                cancellationToken).ConfigureAwait(false);
            Market market = new(directory, settings, rpc, operatorKey, time, book, ledger, licences, payouts, store);
            market.Recover();
            return market;
        }
        catch
        {
            payouts?.Dispose();
            licences?.Dispose();
            ledger.Dispose();
            throw;
        }
    }

    /// <summary>Looks at the ledger of value; nothing else uses it meanwhile.</summary>
    /// <param name="look">What to do with it. It is given back at the end.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    public Task<T> ReadLedgerAsync<T>(Func<EconomyLedger, T> look, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(look);
        return RunAloneAsync(() => Task.FromResult(look(_ledger)), cancellationToken);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _payouts.Dispose();
        _licences.Dispose();
        _ledger.Dispose();
        _catalogue.Dispose();
        _gate.Dispose();
        _settling.Dispose();
    }

    /// <summary>A ledger in this process says what has landed; of a cluster, journals do.</summary>
    private static string? JournalOf(string directory, IRpcClient rpc, string lane) =>
        rpc is ILedger ? null : Path.Combine(directory, JournalFolder, lane);

    /// <summary>What the ledger of value has and the market's book does not, since a crash came between.</summary>
    private void Recover()
    {
        foreach (ValueEntry entry in _ledger.Entries)
        {
            if (entry.Cause == ValueCause.Refund)
                EnterRefund(entry);
            else if (entry.Cause == ValueCause.Release)
                EnterRelease(entry);
        }
    }

    /// <summary>Reads or writes the books. The chain is not waited for here.</summary>
    private Task<T> RunAloneAsync<T>(Func<T> body, CancellationToken cancellationToken) => RunAloneAsync(() => Task.FromResult(body()), cancellationToken);

    private async Task<T> RunAloneAsync<T>(Func<Task<T>> body, CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            return await body().ConfigureAwait(false);
        }
        finally
        {
            _gate.Release();
        }
    }

    private Licence FindLicence(string id) =>
        _book.FindLicence(id) ?? throw new MarketException("There is no such licence here.");

    private long Now => _time.GetUtcNow().ToUnixTimeMilliseconds();
}
