using Microsoft.AspNetCore.Http;

namespace Piwa.Host.Pages.Market;

/// <summary>A question or an action of a market.</summary>
/// <param name="Method"><c>GET</c> for a question, which changes nothing; <c>POST</c> for an action.</param>
/// <param name="Path">Its path below <c>/api/v1/</c>; a part in braces is whatever stands there: <c>uploads/{id}/cancel</c>.</param>
/// <param name="Audience">Who may use it.</param>
/// <param name="AnswerAsync">
/// Answers. An <see cref="ArgumentException"/> is a request that makes no sense, and its message is told.
/// </param>
internal sealed record MarketRoute(
    string Method, string Path, MarketAudience Audience, Func<MarketRequest, CancellationToken, Task<PageReply>> AnswerAsync)
{
    /// <summary>The longest body unless a route says otherwise.</summary>
    public const long DefaultBodyBytes = 16 << 10;

    /// <summary>The longest body; one that is announced longer is refused before it is read.</summary>
    public long MaximumBodyBytes { get; init; } = DefaultBodyBytes;

    /// <summary>Whether the body is not read into memory: the route reads it as it comes, and counts it.</summary>
    public bool TakesStream { get; init; }

    /// <summary>A question.</summary>
    public static MarketRoute Get(string path, MarketAudience audience, Func<MarketRequest, CancellationToken, Task<PageReply>> answer) =>
        new(HttpMethods.Get, path, audience, answer) { MaximumBodyBytes = 0 };

    /// <summary>A question that is answered at once.</summary>
    public static MarketRoute Get(string path, MarketAudience audience, Func<MarketRequest, PageReply> answer) =>
        new(HttpMethods.Get, path, audience, (request, _) => Task.FromResult(answer(request))) { MaximumBodyBytes = 0 };

    /// <summary>An action.</summary>
    public static MarketRoute Post(string path, MarketAudience audience, Func<MarketRequest, CancellationToken, Task<PageReply>> answer) =>
        new(HttpMethods.Post, path, audience, answer);

    /// <summary>An action that is done at once.</summary>
    public static MarketRoute Post(string path, MarketAudience audience, Func<MarketRequest, PageReply> answer) =>
        new(HttpMethods.Post, path, audience, (request, _) => Task.FromResult(answer(request)));
}
