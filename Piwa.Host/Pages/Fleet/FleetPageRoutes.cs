using Microsoft.AspNetCore.Http;
using Piwa.Host.Observability;
using Piwa.Host.Pages.Json;
using Piwa.Pipeline.Fleet;

namespace Piwa.Host.Pages.Fleet;

/// <summary>What the page of a fleet asks below <c>/api/v1/</c>: see docs/page.md.</summary>
/// <remarks>Thread-safe. All is answered from what the feed keeps.</remarks>
/// <param name="about">What of the fleet stays as it is.</param>
/// <param name="feed">Where it stands.</param>
/// <param name="health">How the coordinator is.</param>
/// <param name="clock">The clock.</param>
internal sealed class FleetPageRoutes(FleetAbout about, FleetFeed feed, CoordinatorHealth health, TimeProvider clock) : IPageRoutes
{
    private const int LongestSearch = 100;

    /// <inheritdoc/>
    public Task<PageReply> AnswerAsync(string path, IQueryCollection query, CancellationToken cancellationToken) => Task.FromResult(path switch
    {
        "fleet" => PageReply.Json(json => FleetOverviewJson.Write(json, about, feed.Read(), health, clock.GetUtcNow())),
        "fleet/nodes" => Nodes(query),
        "fleet/events" => Events(query),
        _ => PageReply.Refuse(StatusCodes.Status404NotFound, $"There is no '{path}'."),
    });

    /// <inheritdoc/>
    public void Dispose()
    {
        // It owns nothing.
    }

    private PageReply Nodes(IQueryCollection query)
    {
        (int offset, int count) = PageQuery.Part(query);
        string text = Word("search", "");
        if (text.Length > LongestSearch)
            throw new ArgumentException($"search has {text.Length} characters; it must be {LongestSearch} at most.");
        string order = Word("order", "descending");
        if (order is not ("ascending" or "descending"))
            throw new ArgumentException($"order is '{order}'; it must be ascending or descending.");
        FleetView? view = feed.Read();
        DateTimeOffset now = clock.GetUtcNow(), present = (view?.At ?? now) - FleetFeed.Presence;
        IReadOnlyList<FleetNodeStatus> found = NodeOrder.Find(
            view?.Status?.Nodes ?? [], present, Word("state", ""), text.Trim(), Word("sort", NodeOrder.Default), order == "descending");
        return PageReply.Json(json => FleetNodeListJson.Write(json, view, found, present, now, offset, count));

        string Word(string name, string otherwise) => query.TryGetValue(name, out var value) ? value.ToString() : otherwise;
    }

    private PageReply Events(IQueryCollection query)
    {
        (int offset, int count) = PageQuery.Part(query);
        FleetView? view = feed.Read();
        return PageReply.Json(json => FleetEventListJson.Write(json, view, offset, count));
    }
}
