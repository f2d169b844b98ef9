using System.Globalization;
using Piwa.Chain.Economy;
using Piwa.Chain.Keys;
using Piwa.Pipeline.Labelling;

namespace Piwa.Pipeline.Economy;

/// <content>Stakes, epochs and votes. That a wallet wants what is asked in its name is for the caller to know.</content>
public sealed partial class Market
{
    /// <summary>Moves stake from one node to another.</summary>
    /// <param name="key">The move's own key: asked for again it is the same.</param>
    /// <param name="staker">Whose.</param>
    /// <param name="from">Where it is.</param>
    /// <param name="to">Where it goes.</param>
    /// <param name="amount">How much.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <exception cref="EconomyException">A rule refuses it.</exception>
    public Task<ValueEntry> RestakeAsync(
        string key, PublicKey staker, PublicKey from, PublicKey to, Amount amount, CancellationToken cancellationToken = default) =>
        ReadLedgerAsync(ledger => ledger.Restake(KeyOf(staker, key), staker, from, to, amount), cancellationToken);

    /// <summary>Takes stake back. After the delay it is owed, and sent.</summary>
    /// <param name="key">Its own key: asked for again it is the same.</param>
    /// <param name="staker">Whose.</param>
    /// <param name="node">Where it is.</param>
    /// <param name="amount">How much.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <exception cref="EconomyException">A rule refuses it.</exception>
    public Task<ValueEntry> UnstakeAsync(string key, PublicKey staker, PublicKey node, Amount amount, CancellationToken cancellationToken = default) =>
        ReadLedgerAsync(ledger => ledger.Unstake(KeyOf(staker, key), staker, node, amount), cancellationToken);

    /// <summary>Closes the open epoch: emits its month, divides its revenue, and owes what is earned.</summary>
    /// <param name="epoch">The epoch.</param>
    /// <param name="facts">What was made and given in it.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <returns>The entry that closes it: be it that it was closed before.</returns>
    /// <exception cref="EconomyException">It is not over, another is open, or it was closed with other facts.</exception>
    public async Task<ValueEntry> SettleEpochAsync(long epoch, EpochFacts facts, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(facts);
        await SettleAsync(cancellationToken).ConfigureAwait(false);
        ValueEntry closed = await ReadLedgerAsync(
            ledger =>
            {
                // The month first: what it brings counts in this epoch. Nothing is emitted of an epoch that cannot be closed yet.
                while (ledger.Epoch == epoch && ledger.EpochEnds <= _time.GetUtcNow() && ledger.Months <= epoch)
                    ledger.Emit(ledger.Months);
                return ledger.CloseEpoch(epoch, facts);
            },
            cancellationToken).ConfigureAwait(false);
        await OweEarningsAsync(cancellationToken).ConfigureAwait(false);
        return closed;
    }

    /// <summary>Closes the open epoch by what data sets and validators say: <see cref="EpochCloser"/>. Nothing else is answered meanwhile.</summary>
    /// <param name="cancellationToken">Gives up, before anything is entered.</param>
    /// <returns>The entry that closes it; null if it is not over yet.</returns>
    /// <exception cref="MarketException">Nobody's word on shards counts: the settings name no validator.</exception>
    /// <exception cref="Shards.ManifestException">A statement, a data set or a file of verdicts is damaged.</exception>
    /// <exception cref="IOException">Something cannot be read or written.</exception>
    public async Task<ValueEntry?> CloseEpochAsync(CancellationToken cancellationToken = default)
    {
        if (!await ReadLedgerAsync(ledger => ledger.EpochEnds <= _time.GetUtcNow(), cancellationToken).ConfigureAwait(false))
            return null;
        if (Settings.Validators.Count == 0)
            throw new MarketException($"The epoch is over and cannot be closed: \"validators\" in {MarketSettings.FileName} must name whose word on shards counts.");
        await SettleAsync(cancellationToken).ConfigureAwait(false);
        ValueEntry closed = await RunAloneAsync(
            async () =>
            {
                while (_ledger.Months <= _ledger.Epoch)
                    _ledger.Emit(_ledger.Months);
                string uploads = Path.Combine(Directory, UploadFolder);
                EpochCountOptions options = new()
                {
                    Sources = [.. _catalogue.Datasets.Select(dataset => dataset.Address), .. Shards.Dataset.Exists(uploads) ? [uploads] : (string[])[]],
                    VerdictFiles = [.. Settings.Verdicts.Select(path => Path.Combine(Directory, path))],
                    Validators = [.. Settings.Validators.Select(address => PublicKey.Parse(address))],
                    Labels = LabelsBefore(_ledger.EpochEnds),
                };
                return await EpochCloser.CloseAsync(
                    _ledger, EpochStatements.Open(Path.Combine(Directory, EpochFolder)), options, _time, cancellationToken).ConfigureAwait(false);
            },
            cancellationToken).ConfigureAwait(false);
        await OweEarningsAsync(cancellationToken).ConfigureAwait(false);
        return closed;
    }

    /// <summary>Keys of one wallet are none of another's.</summary>
    private static string KeyOf(PublicKey wallet, string key) => string.Create(CultureInfo.InvariantCulture, $"{wallet}:{key}");

    /// <summary>Labels that were given in the open epoch, of all data sets together.</summary>
    private WalletCount[] LabelsBefore(DateTimeOffset end)
    {
        DateTimeOffset begin = end - _ledger.Parameters.EpochLength;
        return
        [
            .. _catalogue.Datasets.Where(dataset => dataset.Store is null && File.Exists(LabelBook.PathIn(dataset.Address)))
                .SelectMany(dataset => LabelBook.OpenReadOnly(dataset.Address).CountByWallet(begin, end))
                .GroupBy(count => count.Wallet)
                .Select(wallet => new WalletCount(wallet.Key, wallet.Sum(count => count.Count))),
        ];
    }

    private void ReleaseStakes()
    {
        DateTimeOffset now = _time.GetUtcNow();
        foreach ((string key, _) in _ledger.Unstakes.Where(waiting => waiting.Value.ReleasedAt <= now).ToArray())
            EnterRelease(_ledger.Release(key));
    }
}
