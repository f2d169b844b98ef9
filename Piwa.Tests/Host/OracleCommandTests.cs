using System.Diagnostics;
using System.Net;
using Piwa.Chain.Hashing;
using Piwa.Chain.Keys;
using Piwa.Chain.Provenance;
using Piwa.Chain.Requests;
using Piwa.Pipeline.Shards;
using Piwa.Tests.Infrastructure;

namespace Piwa.Tests.Host;

/// <summary>The oracle as a process of its own.</summary>
public sealed class OracleCommandTests : IDisposable
{
    private static readonly string[] Small = ["--resolution", "64", "--triangles", "600", "--shard-assets", "4"];

    private readonly TemporaryDirectory _home = new();
    private readonly PiwaProcess _piwa;

    public OracleCommandTests() => _piwa = new PiwaProcess(_home.Path);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose() => _home.Dispose();

    [Fact]
    public async Task ANodeMakesADataSetWithAnotherProcessesOracle()
    {
        using Process serving = _piwa.Start("oracle", "serve", "state", "--port", "0", "--device", "host");
        Uri address = await AddressAsync(serving);
        try
        {
            string url = address.OriginalString;
            (await _piwa.RunAsync(["generate", "-n", "8", "-o", "a", "--oracle", url, .. Small])).Exits(0);
            (await _piwa.RunAsync("verify", "a")).Exits(0).Says("Sound", "8 lead");
            (await _piwa.RunAsync("oracle", "standings", "state")).Exits(0).Says("100.00 %");
            (await _piwa.RunAsync(["generate", "-n", "4", "-o", "b", "--oracle", url, "--wallet", "other.json", .. Small]))
                .Exits(1).Says("brought it first", "another seed");
            (await _piwa.RunAsync(["generate", "-n", "8", "-o", "a", .. Small])).Exits(2).Says("its oracle is");
            (await _piwa.RunAsync(["generate", "-n", "8", "-o", "c", "--chain", "anchor", "--seed", "4", "--oracle", url, .. Small])).Exits(0);
            (await _piwa.RunAsync("promote", "c", "--assets", "5", "--oracle", url)).Exits(0);
            (await _piwa.RunAsync("promote", "c", "--assets", "6")).Exits(2).Says("--oracle");
            (await _piwa.RunAsync("verify", "c")).Exits(0).Says("Sound", "1 compressed");
            await CheckRequestsAsync(address);
        }
        finally
        {
            serving.Kill();
        }

        await serving.WaitForExitAsync(Stop);
        (await _piwa.RunAsync(["generate", "-n", "12", "-o", "a", "--oracle", address.OriginalString, .. Small])).Exits(1).Says("cannot be reached");

        // It has its key, its record and its registry again, and the node goes on.
        using Process again = _piwa.Start("oracle", "serve", "state", "--port", "0", "--device", "host");
        try
        {
            Uri second = await AddressAsync(again);
            (await _piwa.RunAsync(["generate", "-n", "12", "-o", "a", "--oracle", second.OriginalString, .. Small])).Exits(0);
            (await _piwa.RunAsync("verify", "a")).Exits(0).Says("12 lead");
        }
        finally
        {
            again.Kill();
        }
    }

    [Fact]
    public async Task AKnownSourcesContentIsRefused()
    {
        (await _piwa.RunAsync(["generate", "-n", "4", "-o", "own", .. Small])).Exits(0);
        using Keypair issuer = Keypair.Generate();
        KnownSourceTableBuilder table = new("scans", version: 1);
        using (Dataset dataset = Dataset.Open(_home["own"]))
        {
            ShardAsset asset = (await dataset.ReadHashesAsync(dataset.Shards[0], Stop))[2];
            table.Add(new KnownSource("A museum", issuer.PublicKey), new Hash256(asset.Hashes.Mesh.Bytes));
        }

        await table.WriteAsync(_home["scans.known"], issuer, Stop);
        string[] serve = ["oracle", "serve", "state", "--port", "0", "--device", "host", "--known-sources", "scans.known"];
        (await _piwa.RunAsync(serve)).Exits(2).Says("'scans.known' is not taken", "is not trusted");
        using Process serving = _piwa.Start([.. serve, "--trust", issuer.PublicKey.ToString()]);
        try
        {
            Uri address = await AddressAsync(serving);
            (await _piwa.RunAsync(["generate", "-n", "4", "-o", "a", "--oracle", address.OriginalString, .. Small]))
                .Exits(1).Says("Asset 2: its mesh", "is of A museum");
        }
        finally
        {
            serving.Kill();
        }
    }

    [Fact]
    public async Task WrongUseIsToldClearly()
    {
        (await _piwa.RunAsync("oracle", "standings", "nowhere")).Exits(1).Says("no oracle in 'nowhere'");
        (await _piwa.RunAsync("oracle", "pardon", "nowhere", "x")).Exits(2).Says("'x', which is not an address");
        (await _piwa.RunAsync("oracle", "serve", "--allow", "me")).Exits(2).Says("--allow is 'me'");
        (await _piwa.RunAsync("oracle", "serve", "--listen", "here")).Exits(2).Says("--listen is 'here'");
        (await _piwa.RunAsync("oracle", "serve", "--fleet", "http://127.0.0.1:1")).Exits(2).Says("--fleet-operator must say whose fleet it is");
        (await _piwa.RunAsync("oracle", "serve", "--fleet-operator", "x")).Exits(2).Says("--fleet-operator and --most-samples belong to --fleet");
        (await _piwa.RunAsync("oracle", "serve", "--fleet", "here", "--fleet-operator", "x")).Exits(2).Says("--fleet is 'here'");
        (await _piwa.RunAsync("oracle", "serve", "--fleet", "http://127.0.0.1:1", "--fleet-operator", "x")).Exits(2).Says("--fleet-operator is 'x'");
        (await _piwa.RunAsync("oracle", "serve", "--port", "70000")).Exits(2).Says("--port is 70000");
        (await _piwa.RunAsync("generate", "--oracle", "ftp://x")).Exits(2).Says("--oracle is 'ftp://x'");
    }

    /// <summary>What others than nodes may send.</summary>
    private static async Task CheckRequestsAsync(Uri address)
    {
        using HttpClient http = new() { BaseAddress = address };
        using Keypair stranger = Keypair.Generate();
        using OracleClient client = await OracleClient.OpenAsync(new OracleClientOptions { Address = address, Wallet = stranger }, Stop);
        OracleException refused = await Assert.ThrowsAsync<OracleException>(
            async () => await client.SignAsync(stranger.PublicKey, new byte[] { 1, 2, 3 }, Stop));
        Assert.Equal(OracleErrorKind.Refused, refused.Kind);
        OracleException other = await Assert.ThrowsAsync<OracleException>(() => OracleClient.OpenAsync(
            new OracleClientOptions { Address = address, Wallet = stranger, ExpectedKey = stranger.PublicKey }, Stop));
        Assert.Contains("was begun with", other.Message, StringComparison.Ordinal);

        Assert.Equal(HttpStatusCode.OK, await SendAsync("GET", "/v1/oracle", "", null));
        Assert.Equal(HttpStatusCode.NotFound, await SendAsync("GET", "/", "", null));
        Assert.Equal(HttpStatusCode.MethodNotAllowed, await SendAsync("DELETE", "/v1/oracle", "", null));
        Assert.Equal(HttpStatusCode.MethodNotAllowed, await SendAsync("GET", "/v1/shards", "", null));
        Assert.Equal(HttpStatusCode.Unauthorized, await SendAsync("POST", "/v1/shards", "{}", null));
        RequestSigner signer = new(stranger, client.Address, TimeProvider.System);
        string header = await signer.SignAsync("POST", "/v1/shards", "{}"u8.ToArray(), Stop);
        Assert.Equal(HttpStatusCode.BadRequest, await SendAsync("POST", "/v1/shards", "{}", header));
        Assert.Equal(HttpStatusCode.Conflict, await SendAsync("POST", "/v1/shards", "{}", header));
        header = await signer.SignAsync("POST", "/v1/shards", "{}"u8.ToArray(), Stop);
        Assert.Equal(HttpStatusCode.Unauthorized, await SendAsync("POST", "/v1/shards", "{ }", header));
        Assert.Equal(HttpStatusCode.Unauthorized, await SendAsync("POST", "/v1/signatures", "{}", header));
        Assert.Equal(
            HttpStatusCode.RequestEntityTooLarge, await SendAsync("POST", "/v1/shards", new string(' ', OracleService.MaximumBodyBytes + 1), header));

        async Task<HttpStatusCode> SendAsync(string method, string path, string body, string? authorization)
        {
            using HttpRequestMessage request = new(new HttpMethod(method), path);
            if (method == "POST")
                request.Content = new StringContent(body, System.Text.Encoding.ASCII, "application/json");
            request.Headers.ExpectContinue = body.Length > OracleService.MaximumBodyBytes;
            if (authorization is not null)
                request.Headers.TryAddWithoutValidation("Authorization", authorization);
            using HttpResponseMessage response = await http.SendAsync(request, Stop);
            return response.StatusCode;
        }
    }

    internal static async Task<Uri> AddressAsync(Process process)
    {
        while (await process.StandardOutput.ReadLineAsync(Stop) is { } line)
        {
            if (line.StartsWith("HTTP ", StringComparison.Ordinal))
                return new Uri(line["HTTP ".Length..].Trim());
        }

        throw new InvalidOperationException(await process.StandardError.ReadToEndAsync(Stop));
    }
}
