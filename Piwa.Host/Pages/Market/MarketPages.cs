using Piwa.Pipeline;
using Piwa.Pipeline.Economy;
using Piwa.Pipeline.Labelling;
using Piwa.Pipeline.Shards;
using Piwa.Pipeline.Stores;
using Piwa.Pipeline.Uploads;

namespace Piwa.Host.Pages.Market;

/// <summary>What a market's pages stand on beside its books: the data set that is shown and labelled, and what artists upload.</summary>
internal sealed class MarketPages : IAsyncDisposable
{
    private const string QueueFolder = "uploads.queue";

    private readonly LabelBook? _labels;
    private readonly UploadQueue? _queue;

    private MarketPages(LabelBook? labels, UploadQueue? queue, IReadOnlyList<IMarketRoutes> groups) => (_labels, _queue, Groups) = (labels, queue, groups);

    /// <summary>The routes; they are the server's.</summary>
    public IReadOnlyList<IMarketRoutes> Groups { get; }

    /// <summary>Opens what a market shows.</summary>
    /// <param name="market">The market; stays its owner's.</param>
    /// <param name="service">The same for programs.</param>
    /// <param name="uploads">Makes assets of what is uploaded; null where nothing is taken.</param>
    /// <param name="time">The clock.</param>
    /// <exception cref="ManifestException">Labels, or what waits, is damaged.</exception>
    /// <exception cref="IOException">Something cannot be read or written, or another process has it open.</exception>
    public static MarketPages Open(Piwa.Pipeline.Economy.Market market, MarketService service, PiwaPipeline? uploads, TimeProvider time)
    {
        LabelBook? labels = null;
        UploadQueue? queue = null;
        try
        {
            List<IMarketRoutes> groups = [new TradeRoutes(market, service, time)];
            if (market.Settings.Datasets.OrderBy(dataset => dataset.Key, StringComparer.Ordinal).FirstOrDefault().Value is { } first)
            {
                string address = DatasetMirror.IsAddress(first) ? first : Path.GetFullPath(Path.Combine(market.Directory, first));

                // Labels lie beside the shards: where these are in a bucket, nothing is labelled.
                labels = DatasetMirror.IsAddress(address) || !Dataset.Exists(address) ? null : LabelBook.Open(address);
                groups.Add(new DatasetRoutes(new PageRoutes(address, null, time, labels)));
                if (labels is not null)
                    groups.Add(new LabelRoutes(address, new LabelDesk(labels, new LabelDeskOptions { TimeProvider = time }), time));
            }

            if (uploads is not null)
            {
                queue = UploadQueue.Open(uploads, new UploadQueueOptions { Directory = Path.Combine(market.Directory, QueueFolder), TimeProvider = time });
                groups.Add(new DatasetRoutes(new PageRoutes(queue.DatasetDirectory, null, time), "uploaded/"));
                groups.Add(new UploadRoutes(queue));
                queue.Start();
            }

            return new MarketPages(labels, queue, groups);
        }
        catch
        {
            labels?.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_queue is not null)
            await _queue.DisposeAsync().ConfigureAwait(false);
        _labels?.Dispose();
    }
}
