using System.Net;
using System.Text.Json;

namespace Piwa.Tests.Host.Pages.Market;

/// <summary>What a market has answered.</summary>
internal sealed record MarketAnswer(HttpStatusCode Status, byte[] Body, IReadOnlyList<string> Cookies, TimeSpan? RetryAfter)
{
    public string Text => System.Text.Encoding.UTF8.GetString(Body);

    public JsonElement Json => JsonDocument.Parse(Body).RootElement;
}
