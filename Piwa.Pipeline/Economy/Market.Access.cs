using System.Globalization;
using Piwa.Chain.Economy.Licensing;
using Piwa.Pipeline.Shards;

namespace Piwa.Pipeline.Economy;

/// <content>What a licence gives access to.</content>
public sealed partial class Market
{
    /// <summary>How long the address of a file is good, unless the licence ends before.</summary>
    public static readonly TimeSpan FileTime = TimeSpan.FromHours(1);

    /// <summary>The longest that a token of a licence is good.</summary>
    public static readonly TimeSpan TokenTime = TimeSpan.FromDays(30);

    /// <summary>The most shards that are listed at once.</summary>
    public const int MostListed = 1000;

    /// <summary>How long the address in a bucket is good that a file's address leads to: long enough to begin.</summary>
    private static readonly TimeSpan RedirectTime = TimeSpan.FromMinutes(5);

    private const string TokenPrefix = "piwa1.";

    private readonly AccessTokens _tokens;

    /// <summary>A licence, as it was signed.</summary>
    /// <param name="id">Its name.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <returns>Null if there is none.</returns>
    public Task<Licence?> FindLicenceAsync(string id, CancellationToken cancellationToken = default) =>
        RunAloneAsync(() => Task.FromResult(_book.FindLicence(id)), cancellationToken);

    /// <summary>Makes a token with which whoever has it reads the data of a licence, for a time.</summary>
    /// <param name="id">The licence.</param>
    /// <param name="time">How long, <see cref="TokenTime"/> at most; it ends with the licence at the latest.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <exception cref="MarketException">There is no such licence, it has ended, or it was taken back.</exception>
    public async Task<string> CreateTokenAsync(string id, TimeSpan time, CancellationToken cancellationToken = default)
    {
        if (time <= TimeSpan.Zero || time > TokenTime)
            throw new MarketException($"A token is good for up to {TokenTime.TotalDays} days, not {time}.");
        Licence licence = await CheckLicenceAsync(id, cancellationToken).ConfigureAwait(false);
        DateTimeOffset until = _time.GetUtcNow() + time;
        return $"{TokenPrefix}{id}.{_tokens.Sign(TokenPrefix + id, until < licence.EndsAt ? until : licence.EndsAt)}";
    }

    /// <summary>The licence that a token is of.</summary>
    /// <param name="token">The token.</param>
    /// <exception cref="MarketException">It is none, or has ended.</exception>
    public string CheckToken(string token)
    {
        ArgumentNullException.ThrowIfNull(token);
        if (!token.StartsWith(TokenPrefix, StringComparison.Ordinal) || token[TokenPrefix.Length..].Split('.', 2) is not [var id, var signature])
            throw new MarketException("The token is none of a market.");
        return _tokens.FindFault(TokenPrefix + id, signature) is { } fault ? throw new MarketException($"The token is refused. {fault}") : id;
    }

    /// <summary>Lists shards of a licence, with addresses that are good for a time.</summary>
    /// <param name="id">The licence.</param>
    /// <param name="name">The data set, by the market's name.</param>
    /// <param name="offset">Shards to pass over.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="MarketException">There is no such licence, it has ended or was taken back, or it is not for this data set.</exception>
    internal async Task<WireFiles> ListFilesAsync(string id, string name, int offset, CancellationToken cancellationToken)
    {
        Licence licence = await CheckLicenceAsync(id, cancellationToken).ConfigureAwait(false);
        (_, Dataset dataset, LicensedRange range) = await FindDataAsync(licence, name, cancellationToken).ConfigureAwait(false);
        DateTimeOffset until = _time.GetUtcNow() + FileTime;
        if (licence.EndsAt < until)
            until = licence.EndsAt;
        ShardRecord[] shards = [.. dataset.Shards.Where(shard => range.Meets(shard.FirstAsset, shard.Assets)).Skip(offset).Take(MostListed + 1)];
        return new WireFiles(
            CampaignFile.Serialize(dataset.Campaign),
            until.ToUnixTimeSeconds(),
            shards.Length > MostListed ? offset + MostListed : null,
            [
                .. shards.Take(MostListed).Select(shard => new WireFile(
                    shard, [.. dataset.LettersOf(shard)], MarketRoutes.FileOf(id, name, shard.FirstAsset, _tokens.Sign(FileText(id, name, shard.FirstAsset), until)))),
            ]);
    }

    /// <summary>Opens a file of a licence by its address.</summary>
    /// <param name="id">The licence.</param>
    /// <param name="name">The data set.</param>
    /// <param name="firstAsset">Index of the shard's first asset.</param>
    /// <param name="signature">What makes the address good.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="MarketException">The address is not good, or not any more.</exception>
    internal async Task<LicensedFile> OpenFileAsync(string id, string name, ulong firstAsset, string? signature, CancellationToken cancellationToken)
    {
        if (_tokens.FindFault(FileText(id, name, firstAsset), signature) is { } fault)
            throw new MarketException($"The address is refused. {fault}");
        Licence licence = await CheckLicenceAsync(id, cancellationToken).ConfigureAwait(false);
        (MarketDataset data, Dataset dataset, LicensedRange range) = await FindDataAsync(licence, name, cancellationToken).ConfigureAwait(false);
        ShardRecord shard = dataset.FindShard(firstAsset) is { } found && found.FirstAsset == firstAsset && range.Meets(firstAsset, found.Assets)
            ? found
            : throw new MarketException("The licence is not for this file.");
        return data.Store is { } store
            ? new LicensedFile(shard, null, await store.Objects.GrantReadAsync(shard.File, RedirectTime).ConfigureAwait(false))
            : new LicensedFile(shard, dataset.PathOf(shard), null);
    }

    private static string FileText(string id, string name, ulong firstAsset) =>
        string.Create(CultureInfo.InvariantCulture, $"file\n{id}\n{name}\n{firstAsset}");

    private async Task<Licence> CheckLicenceAsync(string id, CancellationToken cancellationToken)
    {
        (Licence licence, string? revoked) = await RunAloneAsync(
            () => Task.FromResult((FindLicence(id), _book.WhyRevoked(id))), cancellationToken).ConfigureAwait(false);
        if (revoked is not null)
            throw new MarketException($"The licence was taken back: {revoked}");
        return Now < licence.Ends + (long)AccessTokens.Skew.TotalMilliseconds
            ? licence
            : throw new MarketException(string.Create(
                CultureInfo.InvariantCulture, $"The licence ended at {licence.EndsAt:u}. What came whole before stays; for the rest, buy another one."));
    }

    private async Task<(MarketDataset Data, Dataset Dataset, LicensedRange Range)> FindDataAsync(Licence licence, string name, CancellationToken cancellationToken)
    {
        LicensedRange range = licence.Ranges.FirstOrDefault(one => one.Dataset == name)
            ?? throw new MarketException($"The licence is not for '{name}'. It is for: {string.Join(", ", licence.Ranges.Select(one => one.Dataset))}.");
        MarketDataset data = _catalogue.Find(name) ?? throw new MarketException($"The market has no '{name}' any more. Ask its operator.");
        Dataset? dataset = await data.ReadAsync(cancellationToken).ConfigureAwait(false);
        return dataset is not null && dataset.CampaignHash.ToString() == range.Campaign
            ? (data, dataset, range)
            : throw new MarketException($"What lies at '{name}' is not what was licensed. Ask the market's operator.");
    }
}
