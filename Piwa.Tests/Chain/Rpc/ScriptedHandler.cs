using System.Net;
using System.Text.Json;

namespace Piwa.Tests.Chain.Rpc;

/// <summary>Nodes that answer by a script, one step a request; the last step stays.</summary>
internal sealed class ScriptedHandler(params ScriptedHandler.Step[] steps) : HttpMessageHandler
{
    private int _next;

    public delegate Task<HttpResponseMessage> Step(HttpRequestMessage request, string id, CancellationToken cancellationToken);

    /// <summary>Hosts that were asked, in order.</summary>
    public List<string> Asked { get; } = [];

    public List<string> Bodies { get; } = [];

    /// <summary>An answer of JSON-RPC.</summary>
    public static Step Result(string json) => (_, id, _) =>
        Task.FromResult(Json($$"""{"result":{{json}},"id":{{id}},"jsonrpc":"2.0"}"""));

    public static Step Error(string json) => (_, id, _) =>
        Task.FromResult(Json($$"""{"jsonrpc":"2.0","error":{{json}},"id":{{id}}}"""));

    public static Step Text(string text) => (_, _, _) => Task.FromResult(Json(text));

    public static Step Status(HttpStatusCode status, string? retryAfter = null) => (_, _, _) =>
    {
        HttpResponseMessage response = new(status) { Content = new StringContent("<html>sorry</html>") };
        if (retryAfter is not null)
            response.Headers.TryAddWithoutValidation("Retry-After", retryAfter);
        return Task.FromResult(response);
    };

    public static Step Throw(Exception error) => (_, _, _) => throw error;

    /// <summary>No answer, ever.</summary>
    public static async Task<HttpResponseMessage> Silence(HttpRequestMessage request, string id, CancellationToken cancellationToken)
    {
        await Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken);
        throw new InvalidOperationException("Never.");
    }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        string body = await request.Content!.ReadAsStringAsync(cancellationToken);
        using JsonDocument question = JsonDocument.Parse(body);
        string id = question.RootElement.GetProperty("id").GetRawText();
        Step step;
        lock (Asked)
        {
            Asked.Add(request.RequestUri!.Host);
            Bodies.Add(body);
            step = steps[Math.Min(_next++, steps.Length - 1)];
        }

        return await step(request, id, cancellationToken);
    }

    private static HttpResponseMessage Json(string text) =>
        new(HttpStatusCode.OK) { Content = new StringContent(text, System.Text.Encoding.UTF8, "application/json") };
}
