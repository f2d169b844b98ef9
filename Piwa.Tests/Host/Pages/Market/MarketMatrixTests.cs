using System.Net;
using System.Text.Json;
using Piwa.Chain.Keys;
using Piwa.Host.Pages.Market;
using Piwa.Tests.Importing;
using Piwa.Tests.Infrastructure;

namespace Piwa.Tests.Host.Pages.Market;

/// <summary>Who may do what: every route, asked by nobody, by a stranger, by whose it is, and by the operator.</summary>
public sealed class MarketMatrixTests : IAsyncLifetime
{
    /// <summary>What is asked of each route, and what nobody, a stranger, the owner and the operator are answered, in this order.</summary>
    private static readonly Dictionary<string, (string Path, object? Body, int[] Answers)> Lines = new()
    {
        ["GET session"] = ("session", null, [200, 200, 200, 200]),
        ["POST sign-in/challenge"] = ("sign-in/challenge", new { wallet = "11111111111111111111111111111111" }, [200, 200, 200, 200]),
        ["POST sign-in"] = ("sign-in", new { wallet = "11111111111111111111111111111111", nonce = "x", signature = new string('1', 64) }, [401, 401, 401, 401]),
        ["POST sign-out"] = ("sign-out", new { }, [401, 200, 200, 200]),
        ["GET overview"] = ("overview", null, [200, 200, 200, 200]),
        ["GET assets"] = ("assets", null, [200, 200, 200, 200]),
        ["GET shards"] = ("shards", null, [200, 200, 200, 200]),
        ["GET assets/{index}"] = ("assets/0", null, [200, 200, 200, 200]),
        ["GET assets/{index}/proof"] = ("assets/0/proof", null, [200, 200, 200, 200]),
        ["GET assets/{index}/mesh.glb"] = ("assets/0/mesh.glb", null, [200, 200, 200, 200]),
        ["GET assets/{index}/views/{view}/{file}"] = ("assets/0/views/0/color.png", null, [200, 200, 200, 200]),
        ["GET shards/{first}/proof.json"] = ("shards/0/proof.json", null, [200, 200, 200, 200]),
        ["GET uploaded/overview"] = ("uploaded/overview", null, [200, 200, 200, 200]),
        ["GET uploaded/assets"] = ("uploaded/assets", null, [200, 200, 200, 200]),
        ["GET uploaded/shards"] = ("uploaded/shards", null, [200, 200, 200, 200]),
        ["GET uploaded/assets/{index}"] = ("uploaded/assets/0", null, [200, 200, 200, 200]),
        ["GET uploaded/assets/{index}/proof"] = ("uploaded/assets/0/proof", null, [200, 200, 200, 200]),
        ["GET uploaded/assets/{index}/mesh.glb"] = ("uploaded/assets/0/mesh.glb", null, [200, 200, 200, 200]),
        ["GET uploaded/assets/{index}/views/{view}/{file}"] = ("uploaded/assets/0/views/0/color.png", null, [200, 200, 200, 200]),
        ["GET uploaded/shards/{first}/proof.json"] = ("uploaded/shards/0/proof.json", null, [200, 200, 200, 200]),
        ["GET uploads"] = ("uploads", null, [401, 200, 200, 200]),
        ["GET uploads/all"] = ("uploads/all", null, [401, 403, 403, 200]),
        ["POST uploads"] = ("uploads?file=x.glb", new { }, [401, 202, 202, 202]),
        ["GET uploads/{id}"] = ("uploads/ID", null, [401, 404, 200, 200]),
        ["GET uploads/{id}/certificate.json"] = ("uploads/ID/certificate.json", null, [401, 404, 200, 200]),
        ["POST uploads/{id}/cancel"] = ("uploads/ID/cancel", new { }, [401, 404, 409, 409]),
        ["GET labels"] = ("labels", null, [200, 200, 200, 200]),
        ["GET labels/next"] = ("labels/next", null, [401, 200, 200, 200]),
        ["GET labels/tags"] = ("labels/tags?beginning=c", null, [401, 200, 200, 200]),
        ["GET labels/own/{asset}"] = ("labels/own/0", null, [401, 404, 200, 404]),
        ["POST labels"] = ("labels", new { asset = "1", hash = "HASH", tags = Array.Empty<string>(), nsfw = false, quality = 3 }, [401, 200, 200, 200]),
        ["POST labels/skip"] = ("labels/skip", new { asset = "3" }, [401, 200, 200, 200]),
    };

    private readonly Keypair _owner = Keypair.Generate(), _stranger = Keypair.Generate();
    private MarketHost _host = null!;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _host = await MarketHost.StartAsync();

    public async ValueTask DisposeAsync()
    {
        await _host.DisposeAsync();
        _owner.Dispose();
        _stranger.Dispose();
    }

    [Fact]
    public async Task EachRouteIsForWhomItIsFor()
    {
        (string id, string hash) = await PrepareAsync();
        Assert.Equal(Lines.Keys.Order(StringComparer.Ordinal), _host.Server.Routes.Select(NameOf).Order(StringComparer.Ordinal));
        foreach (MarketRoute route in _host.Server.Routes)
        {
            (string path, object? body, int[] answers) = Lines[NameOf(route)];
            string text = JsonSerializer.Serialize(body).Replace("HASH", hash, StringComparison.Ordinal);
            Keypair?[] askers = [null, _stranger, _owner, _host.Operator];
            for (int i = 0; i < askers.Length; i++)
            {
                using var client = new MarketClient(_host.Server.Address);
                if (askers[i] is { } wallet)
                    await client.SignInAsync(wallet);
                string asked = path.Replace("ID", id, StringComparison.Ordinal);
                using StringContent? content = body is null ? null : new StringContent(text);
                MarketAnswer answer = await client.SendAsync(new HttpMethod(route.Method), asked, content);
                Assert.True(answers[i] == (int)answer.Status, $"{NameOf(route)}, asker {i}: {answers[i]} expected, {(int)answer.Status} answered: {answer.Text[..Math.Min(answer.Text.Length, 300)]}");
                if (askers[i] is null || route.Method == "GET" || route.Audience == MarketAudience.Anyone)
                    continue;

                // The same without the session's token, from another page, and by the other method.
                await RefusesAsync(route, asked, text, wallet: askers[i]!, change: one => one.Token = null);
                await RefusesAsync(route, asked, text, wallet: askers[i]!, change: one => one.Origin = "http://evil.example");
            }

            using var other = new MarketClient(_host.Server.Address);
            if (!Lines.ContainsKey($"PUT {route.Path}"))
                Assert.Equal(HttpStatusCode.MethodNotAllowed, (await other.SendAsync(HttpMethod.Put, path, null)).Status);
        }
    }

    [Fact]
    public async Task AnUploadThatIsTooLongIsRefusedHoweverItComesAndLeavesNothing()
    {
        using var client = new MarketClient(_host.Server.Address);
        await client.SignInAsync(_owner);
        using MarketClient nobody = new(_host.Server.Address);
        foreach (bool isChunked in (bool[])[false, true])
        {
            MarketAnswer answer = await SendLongAsync(client, "uploads?file=big.glb", _host.Queue.MaximumBytes + 1, isChunked);
            Assert.Equal(HttpStatusCode.RequestEntityTooLarge, answer.Status);
            Assert.Contains("too long: at most 1048576 bytes", answer.Text, StringComparison.Ordinal);

            // Who sends much more, or may not send at all, hears why too, rather than that the connection broke.
            Assert.Equal(HttpStatusCode.RequestEntityTooLarge, (await SendLongAsync(client, "uploads?file=big.glb", 32 << 20, isChunked)).Status);
            Assert.Equal(HttpStatusCode.RequestEntityTooLarge, (await SendLongAsync(client, "labels", 4 << 20, isChunked)).Status);
            Assert.Equal(HttpStatusCode.Unauthorized, (await SendLongAsync(nobody, "uploads?file=big.glb", 4 << 20, isChunked)).Status);
        }

        // Who sends drop by drop is cut.
        using (RawConnection slow = new(_host.Server.Address))
        {
            await slow.SendAsync(
                $"POST /api/v1/uploads?file=slow.glb HTTP/1.1\r\nHost: {_host.Server.Address.Authority}\r\nOrigin: {client.Origin}\r\nCookie: {client.Cookie}\r\n"
                + $"{MarketGate.TokenHeader}: {client.Token}\r\nContent-Length: 100000\r\n\r\nglTF");
            string answer = await slow.ReadAsync();
            Assert.True(answer.Length == 0 || answer.StartsWith("HTTP/1.1 408", StringComparison.Ordinal), answer);
        }

        Assert.Empty(_host.Queue.List());
        Assert.Equal(HttpStatusCode.BadRequest, (await SendAsync("uploads")).Status);
        for (int i = 0; i < 4; i++)
            Assert.Equal(HttpStatusCode.Accepted, (await SendAsync("uploads?file=x.glb")).Status);
        MarketAnswer full = await SendAsync("uploads?file=x.glb");
        Assert.Equal((HttpStatusCode.ServiceUnavailable, TimeSpan.FromMinutes(1)), (full.Status, full.RetryAfter));
        Assert.Equal("cancelled", (await client.PostAsync($"uploads/{_host.Queue.List()[0].Id}/cancel")).Json.GetProperty("state").GetString());
        Assert.Equal(HttpStatusCode.Accepted, (await SendAsync("uploads?file=x.glb")).Status);

        static async Task<MarketAnswer> SendLongAsync(MarketClient client, string path, long length, bool isChunked)
        {
            using var content = new ByteArrayContent(new byte[length]);
            return await client.SendAsync(HttpMethod.Post, path, content, isChunked);
        }

        async Task<MarketAnswer> SendAsync(string path)
        {
            using var file = new ByteArrayContent("x"u8.ToArray());
            return await client.SendAsync(HttpMethod.Post, path, file);
        }
    }

    private async Task RefusesAsync(MarketRoute route, string path, string body, Keypair wallet, Action<MarketClient> change)
    {
        using var client = new MarketClient(_host.Server.Address);
        await client.SignInAsync(wallet);
        change(client);
        using var content = new StringContent(body);
        Assert.Equal(HttpStatusCode.Forbidden, (await client.SendAsync(new HttpMethod(route.Method), path, content)).Status);
    }

    /// <summary>An upload of the owner's that is made, and a label.</summary>
    private async Task<(string Id, string Hash)> PrepareAsync()
    {
        using var client = new MarketClient(_host.Server.Address);
        await client.SignInAsync(_owner);
        using var file = new ByteArrayContent(TestShape.Torus(0.3).ToGlb());
        string id = (await client.SendAsync(HttpMethod.Post, "uploads?file=ring.glb&name=A%20ring", file)).Json.GetProperty("id").GetString()!;
        _host.Queue.Start();
        while (_host.Queue.Find(id)!.Ending is null)
            await Task.Delay(20, Stop);
        Assert.True(_host.Queue.Find(id)!.Ending!.IsRendered, _host.Queue.Find(id)!.Ending!.Message);

        JsonElement shown = (await client.GetAsync("labels/next?count=2")).Json.GetProperty("assets");
        string[] hashes = [.. shown.EnumerateArray().Select(asset => asset.GetProperty("hash").GetString()!)];
        MarketAnswer label = await client.PostAsync("labels", new { asset = "0", hash = hashes[0], tags = (string[])["Chair"], nsfw = false, quality = 4 });
        Assert.True(label.Status == HttpStatusCode.OK, label.Text);
        Assert.Equal("chair", label.Json.GetProperty("tags")[0].GetString());
        Assert.Equal(4, (await client.GetAsync("assets/0")).Json.GetProperty("labelled").GetProperty("qualityMean").GetInt32());
        return (id, hashes[1]);
    }

    private static string NameOf(MarketRoute route) => $"{route.Method} {route.Path}";
}
