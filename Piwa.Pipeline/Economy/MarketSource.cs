using System.Net;
using Piwa.Chain.Economy.Licensing;
using Piwa.Chain.Requests;
using Piwa.Pipeline.Shards;
using Piwa.Pipeline.Stores;

namespace Piwa.Pipeline.Economy;

/// <summary>Shards of a licence, from the market that has given it.</summary>
internal sealed class MarketSource : ShardSource
{
    private readonly MarketClient _market;
    private readonly Licence _licence;
    private readonly LicensedRange _range;
    private readonly RangeReader _reader;
    private Dictionary<ulong, WireFile> _files = [];

    private MarketSource(MarketClient market, Licence licence, LicensedRange range, WorkOrder order, TimeProvider time)
    {
        (_market, _licence, _range, Order) = (market, licence, range, order);
        _reader = new RangeReader(market.Location, time);
    }

    public override WorkOrder Order { get; }

    public override IReadOnlySet<ulong> Finished => _files.Keys.ToHashSet();

    /// <summary>Opens what a licence is for, of one data set.</summary>
    /// <exception cref="RequestException">The market refuses: the licence has ended, for instance.</exception>
    /// <exception cref="ManifestException">What the market lists is not what was licensed.</exception>
    public static async Task<MarketSource> OpenAsync(
        MarketClient market, Licence licence, LicensedRange range, TimeProvider time, CancellationToken cancellationToken)
    {
        (byte[] bytes, List<WireFile> files) = await market.ListFilesAsync(licence.Id.ToString(), range.Dataset, cancellationToken).ConfigureAwait(false);
        if (CampaignFile.HashOf(bytes).ToString() != range.Campaign)
            throw new ManifestException($"{market.Name} gives another campaign for '{range.Dataset}' than the licence names.");
        Campaign campaign = CampaignFile.Parse(bytes, $"the campaign of {market.Name}");
        var source = new MarketSource(market, licence, range, new WorkOrder(campaign, range.LastAsset + 1), time);
        try
        {
            source.Take(files);
            return source;
        }
        catch
        {
            source.Dispose();
            throw;
        }
    }

    public override Task<UnitRecord> ReadAsync(ulong firstAsset, CancellationToken cancellationToken)
    {
        WireFile file = _files[firstAsset];
        return Task.FromResult(new UnitRecord(file.Shard, file.DeadLetters));
    }

    public override async Task<Stream> OpenAsync(ShardRecord shard, CancellationToken cancellationToken)
    {
        try
        {
            return await OpenAsync(_files[shard.FirstAsset], cancellationToken).ConfigureAwait(false);
        }
        catch (RequestException fault) when (fault.Status == HttpStatusCode.Forbidden)
        {
            // The address was good for an hour: it is listed again, unless the licence has ended.
            (_, List<WireFile> files) = await _market.ListFilesAsync(_licence.Id.ToString(), _range.Dataset, cancellationToken).ConfigureAwait(false);
            Take(files);
            return await OpenAsync(_files[shard.FirstAsset], cancellationToken).ConfigureAwait(false);
        }
    }

    public override string NameOf(ShardRecord shard) => shard.File;

    public override string AdviceFor(ShardRecord shard, bool isThere) => "Tell the market's operator; what came before stays.";

    public override void Dispose()
    {
        _reader.Dispose();
        base.Dispose();
    }

    public override string ToString() => $"'{_range.Dataset}' of {_market.Name}";

    private async Task<Stream> OpenAsync(WireFile file, CancellationToken cancellationToken) =>
        await _reader.OpenAsync(new Uri(_market.Location, file.Address), file.Shard.Bytes, cancellationToken).ConfigureAwait(false);

    /// <summary>Records come from whoever answers: those are taken that can be records of what was licensed.</summary>
    private void Take(List<WireFile> files)
    {
        Dictionary<ulong, WireFile> taken = [];
        foreach (WireFile file in files)
        {
            ShardRules.CheckForm(file.Shard, $"A record of {this}");
            if (file.Shard.Campaign.ToString() != _range.Campaign || !_range.Meets(file.Shard.FirstAsset, file.Shard.Assets))
                throw new ManifestException($"{this} lists a shard that is not licensed.");
            taken[file.Shard.FirstAsset] = file;
        }

        _files = taken;
    }
}
