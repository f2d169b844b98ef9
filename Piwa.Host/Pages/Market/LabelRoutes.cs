using System.Globalization;
using Microsoft.AspNetCore.Http;
using Piwa.Host.Pages.Json;
using Piwa.Pipeline.Encoding;
using Piwa.Pipeline.Labelling;
using Piwa.Pipeline.Shards;
using Piwa.Pipeline.Stores;

namespace Piwa.Host.Pages.Market;

/// <summary>Labelling the assets of the market's data set.</summary>
/// <param name="directory">The data set's directory.</param>
/// <param name="desk">Gives assets, and takes labels; stays its owner's.</param>
/// <param name="clock">The clock.</param>
internal sealed class LabelRoutes(string directory, LabelDesk desk, TimeProvider clock) : IMarketRoutes
{
    private const int MostAhead = 16;
    private const int MostSuggestions = 8;

    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    private readonly GrowingDataset _dataset = new(directory, clock);
    private readonly AssetReader _reader = new();
    private readonly Lock _lock = new();
    private LabelStatistics? _statistics;
    private long _collectedAt;

    /// <inheritdoc/>
    public IReadOnlyList<MarketRoute> All =>
    [
        MarketRoute.Get("labels", MarketAudience.Anyone, Tell),
        MarketRoute.Get("labels/next", MarketAudience.SignedIn, NextAsync),
        MarketRoute.Get("labels/tags", MarketAudience.SignedIn, Suggest),
        MarketRoute.Get("labels/own/{asset}", MarketAudience.SignedIn, Own),
        MarketRoute.Post("labels", MarketAudience.SignedIn, PutAsync),
        MarketRoute.Post("labels/skip", MarketAudience.SignedIn, Skip),
    ];

    /// <inheritdoc/>
    public void Dispose()
    {
        _reader.Dispose();
        _dataset.Dispose();
    }

    private PageReply Tell(MarketRequest request)
    {
        LabelStatistics all = Statistics();
        return PageReply.Json(json => LabelJson.WriteStatistics(json, all, request.Wallet is { } wallet ? desk.Book.CountOf(wallet) : null));
    }

    /// <summary>All labels are gone through for it: once in a while, however many ask.</summary>
    private LabelStatistics Statistics()
    {
        lock (_lock)
        {
            if (_statistics is null || clock.GetElapsedTime(_collectedAt) >= Interval)
                (_statistics, _collectedAt) = (LabelStatistics.Collect(desk.Book.ByAsset()), clock.GetTimestamp());
            return _statistics;
        }
    }

    private async Task<PageReply> NextAsync(MarketRequest request, CancellationToken cancellationToken)
    {
        if (await _dataset.ReadAsync(cancellationToken).ConfigureAwait(false) is not { } dataset)
            return PageReply.Refuse(StatusCodes.Status404NotFound, "There is no data set to label yet.");
        ulong[] held = Held(request.Query);
        int count = Number(request.Query, "count", MostAhead);
        try
        {
            IReadOnlyList<LabelTask> tasks = desk.Next(dataset, request.SignedIn, count, held);
            List<(LabelTask Task, AssetRow Row)> shown = [];
            foreach (LabelTask task in tasks)
            {
                if (await _reader.FindAsync(dataset, task.Asset, cancellationToken).ConfigureAwait(false) is { } row)
                    shown.Add((task, row));
            }

            return PageReply.Json(json => LabelJson.WriteTasks(json, shown, desk.Book.CountOf(request.SignedIn)));
        }
        catch (LabelRefusedException fault)
        {
            return Refuse(fault);
        }
    }

    private PageReply Suggest(MarketRequest request)
    {
        string beginning = request.Query.TryGetValue("beginning", out var text) ? text.ToString().ToLowerInvariant() : "";
        IReadOnlyList<string> tags = desk.Book.FindTags(beginning, MostSuggestions);
        return PageReply.Json(json =>
        {
            json.WriteStartObject();
            json.WriteStartArray("tags");
            foreach (string tag in tags)
                json.WriteStringValue(tag);
            json.WriteEndArray();
            json.WriteEndObject();
        });
    }

    private PageReply Own(MarketRequest request)
    {
        ulong asset = request.Index("asset");
        string wallet = request.SignedIn.ToString();
        return desk.Book.Of(asset).FirstOrDefault(label => label.Wallet == wallet) is { } own
            ? PageReply.Json(json => LabelJson.Write(json, own, desk.Book.CountOf(request.SignedIn)))
            : PageReply.Refuse(StatusCodes.Status404NotFound, $"You have not labelled asset {asset}.");
    }

    private async Task<PageReply> PutAsync(MarketRequest request, CancellationToken cancellationToken)
    {
        JsonBody body = request.Read("asset", "hash", "tags", "nsfw", "quality");
        var entry = new LabelEntry(
            AssetOf(body),
            ContentHash.TryParse(body.Text("hash", ContentHash.TextLength), CultureInfo.InvariantCulture, out ContentHash hash)
                ? hash
                : throw new ArgumentException($"hash must be {ContentHash.TextLength} hexadecimal digits."),
            body.Texts("tags", LabelRules.MaximumTags, 2 * LabelRules.MaximumTagLength),
            body.Flag("nsfw"),
            body.Number("quality", LabelRules.LowestQuality, LabelRules.HighestQuality));
        if (await _dataset.ReadAsync(cancellationToken).ConfigureAwait(false) is not { } dataset)
            return PageReply.Refuse(StatusCodes.Status404NotFound, "There is no data set to label yet.");
        try
        {
            AssetLabel label = await desk.PutAsync(dataset, request.SignedIn, entry, cancellationToken).ConfigureAwait(false);
            return PageReply.Json(json => LabelJson.Write(json, label, desk.Book.CountOf(request.SignedIn)));
        }
        catch (LabelRefusedException fault)
        {
            return Refuse(fault);
        }
    }

    private PageReply Skip(MarketRequest request)
    {
        desk.Pass(request.SignedIn, AssetOf(request.Read("asset")));
        return PageReply.Json(json =>
        {
            json.WriteStartObject();
            json.WriteEndObject();
        });
    }

    /// <summary>An index is a text: JSON's numbers are not that large.</summary>
    private static ulong AssetOf(JsonBody body)
    {
        const int Digits = 20;
        string text = body.Text("asset", Digits);
        return ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out ulong asset)
            ? asset
            : throw new ArgumentException($"asset is '{text}'; it must be the index of one, as a text.");
    }

    private static ulong[] Held(IQueryCollection query)
    {
        if (!query.TryGetValue("except", out var text) || text.ToString().Length == 0)
            return [];
        string[] indices = text.ToString().Split(',');
        return indices.Length <= MostAhead
            ? [.. indices.Select(index => ulong.TryParse(index, NumberStyles.None, CultureInfo.InvariantCulture, out ulong asset)
                ? asset
                : throw new ArgumentException($"except has '{index}', which is no index of an asset."))]
            : throw new ArgumentException($"except has {indices.Length} indices; it must be {MostAhead} at most.");
    }

    private static int Number(IQueryCollection query, string name, int most) => !query.TryGetValue(name, out var text)
        ? 1
        : int.TryParse(text.ToString(), NumberStyles.None, CultureInfo.InvariantCulture, out int value) && value >= 1 && value <= most
            ? value
            : throw new ArgumentException($"{name} is '{text}'; it must be 1 to {most}.");

    private static PageReply Refuse(LabelRefusedException fault) => PageReply.Refuse(StatusCodes.Status403Forbidden, fault.Message);
}
