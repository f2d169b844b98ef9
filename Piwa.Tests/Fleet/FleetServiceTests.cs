using System.Net;
using System.Text.Json;
using Piwa.Chain.Keys;
using Piwa.Chain.Requests;
using Piwa.Pipeline.Encoding;
using Piwa.Pipeline.Fleet;
using Piwa.Tests.Infrastructure;

namespace Piwa.Tests.Fleet;

/// <summary>Who may do what at a coordinator, and what becomes of requests that are not what they say.</summary>
[Collection(PostgresTests.Name)]
public sealed class FleetServiceTests(PostgresServer server) : IAsyncDisposable
{
    private static readonly FleetLease Lease = new(0, 1);

    private readonly FleetNetwork _network = new(server);
    private FleetCoordinator? _coordinator;
    private FleetService? _service;

    private enum Who
    {
        Nobody,
        Stranger,
        Node,
        OtherNode,
        Barred,
        Operator,
    }

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask DisposeAsync()
    {
        _service?.Dispose();
        if (_coordinator is not null)
            await _coordinator.DisposeAsync();
        await _network.DisposeAsync();
    }

    /// <summary>The table of docs/fleet.md.</summary>
    [Fact]
    public async Task WhoMayDoWhat()
    {
        await OpenAsync(isOpen: false);
        Dictionary<Who, Keypair> keys = Enum.GetValues<Who>().Where(who => who != Who.Nobody)
            .ToDictionary(who => who, who => who == Who.Operator ? _network.Operator : _network.NewKey());
        foreach (Who who in (Who[])[Who.Node, Who.OtherNode, Who.Barred])
            await _coordinator!.AllowAsync(keys[who].PublicKey, new NodeChange(IsBarred: who == Who.Barred), Stop);
        Assert.Equal(HttpStatusCode.OK, await AskAsync(keys[Who.Node], "/v1/work", """{"units":1,"checks":0,"device":"host"}"""));
        string lease = """{"unit":0,"epoch":1}""", hash = new('0', ContentHash.TextLength);
        string upload = $$"""{"lease":{{lease}},"bytes":1000,"blake3":"{{hash}}"}""";

        // What is refused for want of a right is 401 or 403; what is refused for itself (a lease of another, a check that nobody asks for) is 409.
        (string Path, string Body, Dictionary<Who, HttpStatusCode> Answers)[] table =
        [
            ("/v1/renewals", $$"""{"leases":[{{lease}}],"checks":[]}""", Table(HttpStatusCode.OK, HttpStatusCode.OK)),
            ("/v1/uploads", upload, Table(HttpStatusCode.OK, HttpStatusCode.Conflict)),
            ("/v1/checks", $$"""{"check":{"unit":0,"epoch":1,"round":1,"samples":[0]},"digests":""}""", Table(HttpStatusCode.Conflict, HttpStatusCode.Conflict)),
            ("/v1/units", $$"""{"lease":{{lease}},"submission":"","deadLetters":[]}""", Table(HttpStatusCode.BadRequest, HttpStatusCode.BadRequest)),
            ("/v1/releases", $$"""{"leases":[{{lease}}],"checks":[]}""", Table(HttpStatusCode.OK, HttpStatusCode.OK)),
            ("/v1/work", """{"units":0,"checks":0,"device":"host"}""", Table(HttpStatusCode.OK, HttpStatusCode.OK)),
        ];
        foreach ((string path, string body, Dictionary<Who, HttpStatusCode> answers) in table)
        {
            // The holder of the lease comes last, so that nobody before it could take it away.
            foreach (Who who in (Who[])[Who.Nobody, Who.Stranger, Who.Barred, Who.Operator, Who.OtherNode, Who.Node])
                Assert.True(answers[who] == await AskAsync(keys.GetValueOrDefault(who), path, body), $"{who} {path}");
        }

        string change = $$"""{"wallet":"{{keys[Who.Stranger].PublicKey}}","change":{"stake":1} }""";
        foreach (Who who in Enum.GetValues<Who>())
        {
            HttpStatusCode expected = who switch { Who.Operator => HttpStatusCode.OK, Who.Nobody => HttpStatusCode.Unauthorized, _ => HttpStatusCode.Forbidden };
            Assert.True(expected == await AskAsync(keys.GetValueOrDefault(who), "/v1/nodes", change), $"{who} /v1/nodes");
        }

        foreach (string path in (string[])["/v1/fleet", "/v1/status", $"/v1/nodes/{keys[Who.Node].PublicKey}/record", $"/v1/nodes/{keys[Who.Barred].PublicKey}/record"])
            Assert.Equal(HttpStatusCode.OK, (HttpStatusCode)(await _service!.AnswerAsync("GET", path, null, default, Stop)).Status);

        static Dictionary<Who, HttpStatusCode> Table(HttpStatusCode node, HttpStatusCode other) => new()
        {
            [Who.Nobody] = HttpStatusCode.Unauthorized,
            [Who.Stranger] = HttpStatusCode.Forbidden,
            [Who.Barred] = HttpStatusCode.Forbidden,
            [Who.Operator] = HttpStatusCode.Forbidden,
            [Who.OtherNode] = other,
            [Who.Node] = node,
        };
    }

    [Fact]
    public async Task ARequestCountsOnceAndForThisCoordinatorAndNow()
    {
        await OpenAsync(isOpen: true);
        Keypair node = _network.NewKey(), elsewhere = _network.NewKey();
        byte[] body = """{"units":0,"checks":0,"device":"host"}"""u8.ToArray();
        string once = await Signer(node).SignAsync("POST", "/v1/work", body, Stop);
        Assert.Equal(HttpStatusCode.OK, await SendAsync("/v1/work", once, body));
        Assert.Equal(HttpStatusCode.Conflict, await SendAsync("/v1/work", once, body));
        Assert.Equal(HttpStatusCode.Unauthorized, await SendAsync("/v1/renewals", await Signer(node).SignAsync("POST", "/v1/work", body, Stop), body));
        Assert.Equal(HttpStatusCode.Unauthorized, await SendAsync("/v1/work", await Signer(node).SignAsync("POST", "/v1/work", body, Stop), [.. body, 32]));
        string other = await new RequestSigner(node, elsewhere.PublicKey, TimeProvider.System).SignAsync("POST", "/v1/work", body, Stop);
        Assert.Equal(HttpStatusCode.Unauthorized, await SendAsync("/v1/work", other, body));
        foreach (int minutes in (int[])[-3, 3])
        {
            var clock = new Microsoft.Extensions.Time.Testing.FakeTimeProvider(TimeProvider.System.GetUtcNow().AddMinutes(minutes));
            string late = await new RequestSigner(node, _coordinator!.Address, clock).SignAsync("POST", "/v1/work", body, Stop);
            Assert.Equal(HttpStatusCode.Unauthorized, await SendAsync("/v1/work", late, body));
        }
    }

    [Fact]
    public async Task ARequestThatWasRefusedCountsOnceToo()
    {
        await OpenAsync(isOpen: true);
        Keypair node = _network.NewKey();
        foreach ((string path, string text, HttpStatusCode refusal) in ((string, string, HttpStatusCode)[])
        [
            ("/v1/units", """{"lease":{"unit":0,"epoch":1},"submission":"","deadLetters":[]}""", HttpStatusCode.BadRequest),
            ("/v1/renewals", "{}", HttpStatusCode.BadRequest),
            ("/v1/nodes", $$"""{"wallet":"{{node.PublicKey}}","change":{"stake":1} }""", HttpStatusCode.Forbidden),
        ])
        {
            byte[] body = System.Text.Encoding.UTF8.GetBytes(text);
            string once = await Signer(node).SignAsync("POST", path, body, Stop);
            Assert.Equal(refusal, await SendAsync(path, once, body));
            HttpStatusCode[] again = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => SendAsync(path, once, body)));
            Assert.All(again, status => Assert.Equal(HttpStatusCode.Conflict, status));
        }
    }

    [Fact]
    public async Task WhoFindsNothingIsToldWhenToAskAgain()
    {
        _network.Rules.IdleRequestsPerSecond = 1;
        await OpenAsync(isOpen: true, new Microsoft.Extensions.Time.Testing.FakeTimeProvider(TimeProvider.System.GetUtcNow()));
        Keypair[] nodes = [.. Enumerable.Range(0, 4).Select(_ => _network.NewKey())];

        // One a second, in turns; where there are units, a node that has its fill is not sent away for longer.
        for (int i = 0; i < nodes.Length; i++)
            Assert.Equal(5 + i, (await WorkAsync(nodes[i], """{"units":0,"checks":1,"device":""}""")).PauseSeconds, 1e-3);
        Assert.Equal(4, (await WorkAsync(nodes[0], """{"units":64,"checks":0,"device":""}""")).Units.Count);
        Assert.Equal(5, (await WorkAsync(nodes[0], """{"units":1,"checks":0,"device":""}""")).PauseSeconds);

        // What is left goes to another; then there is nothing.
        Assert.Equal(3, (await WorkAsync(nodes[1], """{"units":64,"checks":0,"device":""}""")).Units.Count);
        Assert.Equal(9, (await WorkAsync(nodes[2], """{"units":1,"checks":0,"device":""}""")).PauseSeconds, 1e-3);
    }

    [Fact]
    public async Task WhatIsNoRequestIsRefusedWithAReason()
    {
        await OpenAsync(isOpen: true);
        Keypair node = _network.NewKey();
        foreach (string body in (string[])["", "null", "{}", "[1]", """{"units":1}""", """{"units":1,"checks":0,"device":null}""", """{"units":1,"checks":0,"device":"","more":1}"""])
            Assert.Equal(HttpStatusCode.BadRequest, await AskAsync(node, "/v1/work", body));
        Assert.Equal(HttpStatusCode.BadRequest, await AskAsync(node, "/v1/uploads", """{"lease":{"unit":-1,"epoch":1},"bytes":1,"blake3":"x"}"""));
        Assert.Equal(HttpStatusCode.BadRequest, await AskAsync(_network.Operator, "/v1/nodes", """{"wallet":"no wallet","change":{} }"""));
        Assert.Equal(HttpStatusCode.NotFound, await AskAsync(node, "/v1/nothing", "{}"));
        Assert.Equal(405, (await _service!.AnswerAsync("GET", "/v1/work", null, default, Stop)).Status);
        Assert.Equal(405, (await _service!.AnswerAsync("POST", "/v1/fleet", null, default, Stop)).Status);
        Assert.Equal(405, (await _service!.AnswerAsync("POST", $"/v1/nodes/{node.PublicKey}/record", null, default, Stop)).Status);
        foreach (string path in (string[])[$"/v1/nodes/{_coordinator!.Address}/record", "/v1/nodes/x/record", "/v1/nodes//record", "/v1/nodes/record", $"/v1/nodes/{node.PublicKey}/"])
            Assert.Equal(404, (await _service!.AnswerAsync("GET", path, null, default, Stop)).Status);
        Assert.Equal(HttpStatusCode.OK, await AskAsync(node, "/v1/work", """{"units":1000000,"checks":-5,"device":"a\nb"}"""));
    }

    [Fact]
    public async Task ATicketIsForOneFileAndForAWhile()
    {
        await OpenAsync(isOpen: true);
        Keypair node = _network.NewKey();
        Assert.Equal(HttpStatusCode.OK, await AskAsync(node, "/v1/work", """{"units":1,"checks":0,"device":"host"}"""));
        byte[] file = System.Text.Encoding.UTF8.GetBytes("a shard"), other = System.Text.Encoding.UTF8.GetBytes("another");
        ContentHash hash = Blake3.Hash(file);
        RequestReply reply = await ReplyAsync(node, "/v1/uploads", JsonSerializer.Serialize(new WireUpload(Lease, file.Length, hash), FleetJson.Default.WireUpload));
        string path = JsonSerializer.Deserialize(reply.Json.Span, FleetJson.Default.UploadTicket)!.Address!;
        Assert.True(FleetService.TakesFile(path));
        Assert.Equal(400, (await _service!.TakeAsync(path, file.Length, new MemoryStream(other), Stop)).Status);
        Assert.Equal(400, (await _service!.TakeAsync(path, file.Length, new MemoryStream(file[1..]), Stop)).Status);
        Assert.Equal(400, (await _service!.TakeAsync(path, file.Length, new MemoryStream([.. file, 1]), Stop)).Status);
        Assert.Equal(400, (await _service!.TakeAsync(path, null, new MemoryStream(file), Stop)).Status);
        Assert.Equal(400, (await _service!.TakeAsync(path, file.Length + 1, new MemoryStream(file), Stop)).Status);
        Assert.Equal(403, (await _service!.TakeAsync(path[..^1], file.Length, new MemoryStream(file), Stop)).Status);
        Assert.Equal(403, (await _service!.TakeAsync(path.Replace(hash.ToString(), Blake3.Hash(other).ToString(), StringComparison.Ordinal), 7, new MemoryStream(other), Stop)).Status);
        Assert.Empty(Directory.Exists(Path.Combine(_network.Home, "store/data")) ? Directory.GetFiles(Path.Combine(_network.Home, "store/data")) : []);
        Assert.Equal(200, (await _service!.TakeAsync(path, file.Length, new MemoryStream(file), Stop)).Status);
        Assert.Equal(file, await File.ReadAllBytesAsync(Path.Combine(_network.Home, $"store/data/{hash}.parquet"), Stop));
        Assert.Empty(Directory.GetFiles(Path.Combine(_network.Home, "scratch")));

        // It is there: no ticket is needed.
        reply = await ReplyAsync(node, "/v1/uploads", JsonSerializer.Serialize(new WireUpload(Lease, file.Length, hash), FleetJson.Default.WireUpload));
        Assert.Null(JsonSerializer.Deserialize(reply.Json.Span, FleetJson.Default.UploadTicket)!.Address);

        // More than a shard can have is refused before a byte of it is sent.
        Assert.Equal(HttpStatusCode.BadRequest, await AskAsync(node, "/v1/uploads", JsonSerializer.Serialize(new WireUpload(Lease, 1L << 40, hash), FleetJson.Default.WireUpload)));
    }

    [Fact]
    public async Task WhileTheDatabaseIsAwayItSaysSo()
    {
        await OpenAsync(isOpen: true);
        server.Kill();
        try
        {
            RequestReply reply = await _service!.AnswerAsync("GET", "/v1/status", null, default, Stop);
            Assert.Equal((503, true), (reply.Status, System.Text.Encoding.UTF8.GetString(reply.Json.Span).Contains("database", StringComparison.Ordinal)));
        }
        finally
        {
            await server.StartAsync();
        }

        Assert.Equal(200, (await _service!.AnswerAsync("GET", "/v1/status", null, default, Stop)).Status);
    }

    private async Task OpenAsync(bool isOpen, TimeProvider? clock = null)
    {
        _network.Rules.IsOpen = isOpen;
        _network.Rules.LeaseTime = TimeSpan.FromMinutes(5);
        FleetOptions options = _network.Options();
        options.TimeProvider = clock ?? TimeProvider.System;
        _coordinator = await FleetCoordinator.OpenAsync(options, new(SmallRun.Campaign, FleetNetwork.Assets), Stop);
        _service = new FleetService(_coordinator);
    }

    private async Task<WireWork> WorkAsync(Keypair node, string ask) =>
        JsonSerializer.Deserialize((await ReplyAsync(node, "/v1/work", ask)).Json.Span, FleetJson.Default.WireWork)!;

    private RequestSigner Signer(Keypair key) => new(key, _coordinator!.Address, TimeProvider.System);

    private async Task<HttpStatusCode> AskAsync(Keypair? key, string path, string body) => (HttpStatusCode)(await ReplyAsync(key, path, body)).Status;

    private async Task<RequestReply> ReplyAsync(Keypair? key, string path, string body)
    {
        byte[] bytes = System.Text.Encoding.UTF8.GetBytes(body);
        string? authorization = key is null ? null : await Signer(key).SignAsync("POST", path, bytes, Stop);
        return await _service!.AnswerAsync("POST", path, authorization, bytes, Stop);
    }

    private async Task<HttpStatusCode> SendAsync(string path, string authorization, byte[] body) =>
        (HttpStatusCode)(await _service!.AnswerAsync("POST", path, authorization, body, Stop)).Status;
}
