using System.Globalization;
using Microsoft.AspNetCore.Http;
using Piwa.Host.Pages.Json;
using Piwa.Pipeline.Uploads;

namespace Piwa.Host.Pages.Market;

/// <summary>What artists upload: whose an upload is, only they and the operator are told.</summary>
/// <param name="queue">Takes uploads; stays its owner's.</param>
internal sealed class UploadRoutes(UploadQueue queue) : IMarketRoutes
{
    /// <summary>The longest sentence of a query.</summary>
    private const int LongestName = 200;

    private const int MostListed = 100;

    /// <inheritdoc/>
    public IReadOnlyList<MarketRoute> All =>
    [
        MarketRoute.Get("uploads", MarketAudience.SignedIn, List),
        MarketRoute.Get("uploads/all", MarketAudience.Operator, ListAll),
        MarketRoute.Post("uploads", MarketAudience.SignedIn, TakeAsync) with { MaximumBodyBytes = queue.MaximumBytes, TakesStream = true },
        MarketRoute.Get("uploads/{id}", MarketAudience.SignedIn, Show),
        MarketRoute.Get("uploads/{id}/certificate.json", MarketAudience.SignedIn, Certificate),
        MarketRoute.Post("uploads/{id}/cancel", MarketAudience.SignedIn, Cancel),
    ];

    /// <inheritdoc/>
    public void Dispose()
    {
        // The queue is its owner's.
    }

    private PageReply List(MarketRequest request) => List([.. queue.List(request.SignedIn).Take(MostListed)]);

    private PageReply ListAll(MarketRequest request) => List([.. queue.List().Take(MostListed)]);

    private PageReply List(IReadOnlyList<UploadTicket> tickets) => PageReply.Json(json => UploadJson.WriteList(json, tickets, queue));

    private async Task<PageReply> TakeAsync(MarketRequest request, CancellationToken cancellationToken)
    {
        string file = Word("file") ?? throw new ArgumentException("file is missing: the name of the file, in the query.");
        try
        {
            UploadTicket ticket = await queue.ReceiveAsync(
                request.SignedIn, file, Word("name"), request.Context.Request.Body, cancellationToken).ConfigureAwait(false);
            return PageReply.Json(json => UploadJson.Write(json, ticket, queue)) with { Status = StatusCodes.Status202Accepted };
        }
        catch (UploadRefusedException fault)
        {
            return PageReply.Refuse(StatusOf(fault.Reason), fault.Message) with { RetryAfter = fault.RetryAfter };
        }

        string? Word(string name) => request.Query.TryGetValue(name, out var value) && value.ToString() is { Length: > 0 } text
            ? text.Length <= LongestName ? text : throw new ArgumentException($"{name} has {text.Length} characters; it must be {LongestName} at most.")
            : null;
    }

    private PageReply Show(MarketRequest request) =>
        Find(request) is { } ticket ? PageReply.Json(json => UploadJson.Write(json, ticket, queue)) : NotFound();

    private PageReply Certificate(MarketRequest request) => Find(request) is { } ticket && queue.FindCertificate(ticket.Id) is { } file
        ? new PageReply(StatusCodes.Status200OK, "application/json; charset=utf-8", file)
        {
            FileName = string.Create(CultureInfo.InvariantCulture, $"certificate-{ticket.Ending?.Asset}.json"),
        }
        : NotFound();

    private PageReply Cancel(MarketRequest request)
    {
        if (Find(request) is not { } ticket)
            return NotFound();
        return queue.Cancel(ticket.Id)
            ? Show(request)
            : PageReply.Refuse(StatusCodes.Status409Conflict, "Its turn has come already: it cannot be called back.");
    }

    /// <summary>An upload of whoever asks; the operator sees all. One of another is as one that is not there.</summary>
    private UploadTicket? Find(MarketRequest request) =>
        queue.Find(request["id"]) is { } ticket && (request.IsOperator || ticket.Wallet == request.SignedIn) ? ticket : null;

    private static PageReply NotFound() => PageReply.Refuse(StatusCodes.Status404NotFound, "There is no such upload of yours.");

    private static int StatusOf(UploadRefusal reason) => reason switch
    {
        UploadRefusal.Malformed => StatusCodes.Status400BadRequest,
        UploadRefusal.TooLong => StatusCodes.Status413PayloadTooLarge,
        UploadRefusal.Full => StatusCodes.Status503ServiceUnavailable,
        _ => StatusCodes.Status429TooManyRequests,
    };
}
