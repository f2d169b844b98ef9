using System.Globalization;
using System.Net;

using Piwa.Chain.Keys;
using Piwa.Chain.Provenance;
using Piwa.Chain.Requests;
using Piwa.Host.Serving;
using Piwa.Tests.Infrastructure;
using Piwa.Tests.Verification;

namespace Piwa.Tests.Host;

/// <summary>Requests that ask too much of a served oracle: each is refused with a word, and the server goes on.</summary>
public sealed class OversizedRequestTests : IAsyncLifetime
{
    private readonly OracleBench _bench = new();
    private readonly Keypair _stranger = Keypair.Generate();
    private Oracle _oracle = null!;
    private OracleServer _server = null!;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _oracle = _bench.Open();
        OracleService service = new(_oracle, new RequestVerifier(_oracle.Address, TimeProvider.System));
        _server = await new OracleServer(service, new IPEndPoint(IPAddress.Loopback, 0), null).StartedAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _oracle.Dispose();
        _stranger.Dispose();
        _bench.Dispose();
    }

    [Theory]
    [InlineData("POST /v1/shards HTTP/1.1\r\nHost: x\r\nContent-Length: 67108865\r\n\r\n", "413", "at most 67108864 bytes")]
    [InlineData("POST /v1/shards HTTP/1.1\r\nHost: x\r\nContent-Length: 9999999999999999999999\r\n\r\n", "400", "")]
    [InlineData("POST /v1/shards HTTP/1.1\r\nHost: x\r\nX: {40000}\r\n\r\n", "431", "")]
    [InlineData("POST /{10000} HTTP/1.1\r\nHost: x\r\n\r\n", "414", "")]
    [InlineData("POST /v1/shards HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nFFFFFFFFFFFFFFFFF\r\n", "400", "")]
    [InlineData("GET / HTTP/1.1\r\n\r\n", "400", "")]
    public async Task ARequestThatIsTooLargeIsRefused(string request, string status, string word)
    {
        using RawConnection connection = new(_server.Address);
        int open = request.IndexOf('{', StringComparison.Ordinal), close = request.IndexOf('}', StringComparison.Ordinal);
        if (open >= 0)
            request = request[..open] + new string('a', int.Parse(request[(open + 1)..close], CultureInfo.InvariantCulture)) + request[(close + 1)..];
        await connection.SendAsync(request);
        string answer = await connection.ReadAsync();
        Assert.StartsWith($"HTTP/1.1 {status}", answer, StringComparison.Ordinal);
        Assert.Contains(word, answer, StringComparison.Ordinal);
        await AssertAliveAsync();
    }

    [Fact]
    public async Task ATooDeepOrMalformedSubmissionIsRefusedWithAWord()
    {
        string[] bodies =
        [
            new string('[', 100_000), string.Concat(Enumerable.Repeat("{\"a\":", 50_000)), """{"wallet":"x","wallet":"y"}""",
            $$"""{"wallet":"{{_stranger.PublicKey}}","campaign":"","manifest":"","assets":[null]}""",
        ];
        foreach (string body in bodies)
        {
            (HttpStatusCode status, string answer) = await PostAsync(body);
            Assert.Equal(HttpStatusCode.BadRequest, status);
            Assert.Contains("no submission of a shard", answer, StringComparison.Ordinal);
        }

        await AssertAliveAsync();
    }

    [Fact]
    public async Task WhoSendsTooSlowlyIsCutAndMeanwhileOthersAreTold()
    {
        // Twice as many as are taken at a time. On a busy machine the first may be cut, after five seconds, before the last has come: then again.
        string[] answers = [];
        for (int round = 0; round < 10 && !answers.Any(IsTold); round++)
        {
            RawConnection[] slow = [.. Enumerable.Range(0, 8).Select(_ => new RawConnection(_server.Address))];
            foreach (RawConnection connection in slow)
                await connection.SendAsync("POST /v1/shards HTTP/1.1\r\nHost: x\r\nContent-Length: 2000000\r\n\r\n{");
            answers = await Task.WhenAll(slow.Select(connection => connection.ReadAsync()));
            foreach (RawConnection connection in slow)
                connection.Dispose();
        }

        Assert.Contains(answers, IsTold);
        Assert.Contains(answers, IsCut);
        Assert.All(answers, answer => Assert.True(IsTold(answer) || IsCut(answer), answer));
        await AssertAliveAsync();
    }

    [Fact]
    public async Task MoreConnectionsThanAreTakenAreCut()
    {
        List<RawConnection> idle = [];
        try
        {
            for (int i = 0; i < 256; i++)
                idle.Add(new RawConnection(_server.Address));
            // A connection that is open here may still wait to be taken there, or may have been cut for one that has gone since.
            string answer = "?";
            for (int attempt = 0; attempt < 600 && answer.Length > 0; attempt++)
            {
                if (attempt > 0)
                {
                    await Task.Delay(50, Stop);
                    idle.Add(new RawConnection(_server.Address));
                }

                using RawConnection more = new(_server.Address);
                await more.SendAsync("GET /v1/oracle HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
                answer = await more.ReadAsync();
            }

            Assert.Equal("", answer);
        }
        finally
        {
            foreach (RawConnection connection in idle)
                connection.Dispose();
        }
    }

    private static bool IsTold(string answer) => answer.StartsWith("HTTP/1.1 503", StringComparison.Ordinal);

    private static bool IsCut(string answer) => answer.Length == 0 || answer.StartsWith("HTTP/1.1 408", StringComparison.Ordinal);

    private async Task<(HttpStatusCode Status, string Answer)> PostAsync(string body)
    {
        using HttpClient http = new() { BaseAddress = _server.Address };
        byte[] bytes = System.Text.Encoding.UTF8.GetBytes(body);
        using HttpRequestMessage request = new(HttpMethod.Post, "/v1/shards") { Content = new ByteArrayContent(bytes) };
        request.Headers.TryAddWithoutValidation(
            "Authorization", await new RequestSigner(_stranger, _oracle.Address, TimeProvider.System).SignAsync("POST", "/v1/shards", bytes, Stop));
        using HttpResponseMessage response = await http.SendAsync(request, Stop);
        return (response.StatusCode, await response.Content.ReadAsStringAsync(Stop));
    }

    private async Task AssertAliveAsync()
    {
        using HttpClient http = new() { BaseAddress = _server.Address };
        Assert.Contains(_oracle.Address.ToString(), await http.GetStringAsync(new Uri("/v1/oracle", UriKind.Relative), Stop), StringComparison.Ordinal);
    }
}
