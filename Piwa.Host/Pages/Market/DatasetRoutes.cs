using Microsoft.AspNetCore.Http;

namespace Piwa.Host.Pages.Market;

/// <summary>What a market shows of its data set to everyone: the questions of the page of a data set that concern assets.</summary>
/// <param name="pages">Answers them; disposed with these routes.</param>
/// <param name="prefix">What their paths begin with: nothing, or a part and a slash.</param>
internal sealed class DatasetRoutes(PageRoutes pages, string prefix = "") : IMarketRoutes
{
    /// <summary>A page's paths, as <see cref="PageRoutes"/> has them.</summary>
    private static readonly string[] Paths =
    [
        "overview", "assets", "shards", "assets/{index}", "assets/{index}/proof", "assets/{index}/mesh.glb", "assets/{index}/views/{view}/{file}", "shards/{first}/proof.json",
    ];

    /// <inheritdoc/>
    public IReadOnlyList<MarketRoute> All { get; } = [.. Paths.Select(path => MarketRoute.Get(prefix + path, MarketAudience.Anyone, (request, token) =>
        pages.AnswerAsync(PathOf(request.Context.Request)[prefix.Length..], request.Query, token)))];

    /// <inheritdoc/>
    public void Dispose() => pages.Dispose();

    private static string PathOf(HttpRequest request) => request.Path.Value![WebServer.Api.Length..];
}
