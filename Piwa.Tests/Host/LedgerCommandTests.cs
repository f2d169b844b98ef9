using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using System.Text.Json;
using Piwa.Tests.Chain;
using Piwa.Tests.Infrastructure;

namespace Piwa.Tests.Host;

public sealed class LedgerCommandTests : IDisposable
{
    private readonly TemporaryDirectory _home = new();
    private readonly PiwaProcess _piwa;
    private readonly HttpClient _http = new();

    public LedgerCommandTests() => _piwa = new PiwaProcess(_home.Path);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _http.Dispose();
        _home.Dispose();
    }

    [Theory]
    [InlineData("INT", 2)]
    [InlineData("TERM", 15)]
    public async Task ALedgerIsServedUntilASignal(string signal, int number)
    {
        if (PiwaProcess.IsIgnored(number))
            Assert.Skip($"Whoever started the tests has SIG{signal} ignored.");

        Directory.CreateDirectory(_home["chain"]);
        Directory.CreateDirectory(_home["other"]);
        string key = TestKeys.Key(1).ToString();
        for (int run = 0; run < 2; run++)
        {
            using Process serving = _piwa.Start("ledger", "serve", "chain", "--port", "0");
            Uri address = await AddressAsync(serving);
            if (run == 0)
                await AskAsync(address, "requestAirdrop", $"[\"{key}\",5000000000]");
            JsonElement balance = await AskAsync(address, "getBalance", $"[\"{key}\"]");
            Assert.True(balance.GetProperty("value").GetInt64() > 5_000_000_000 - 1);
            Assert.Equal(0, (await AskAsync(address, "searchAssets", "{}")).GetProperty("total").GetInt32());

            string port = address.Port.ToString(CultureInfo.InvariantCulture);
            (await _piwa.RunAsync("ledger", "serve", "chain", "--port", "0")).Exits(1).Says("open elsewhere", "--read-only");
            (await _piwa.RunAsync("ledger", "serve", "other", "--port", port)).Exits(1).Says($"Port {port} or", "is taken", "--port");
            using (Process reading = _piwa.Start("ledger", "serve", "chain", "--port", "0", "--read-only"))
            {
                Uri copy = await AddressAsync(reading);
                Assert.Equal(balance.GetProperty("value").GetInt64(), (await AskAsync(copy, "getBalance", $"[\"{key}\"]")).GetProperty("value").GetInt64());
                await EndAsync(reading, signal);
            }

            await EndAsync(serving, signal);
        }
    }

    [Fact]
    public async Task TheLedgerOfADataSetIsServed()
    {
        if (PiwaProcess.IsIgnored(2))
            Assert.Skip("Whoever started the tests has SIGINT ignored.");

        (await _piwa.RunAsync("generate", "--assets", "3", "--out", "dataset", "--resolution", "64", "--triangles", "600")).Exits(0);
        (await _piwa.RunAsync("ledger", "serve", "dataset/shards", "--port", "0")).Exits(2).Says("neither a ledger nor a data set", "empty directory");
        using Process serving = _piwa.Start("ledger", "serve", "dataset", "--port", "0");
        Uri address = await AddressAsync(serving);
        JsonElement assets = await AskAsync(address, "searchAssets", """{"page":1,"burnt":false,"compressed":true}""");
        Assert.Equal(3, assets.GetProperty("items").GetArrayLength());
        foreach (JsonElement asset in assets.GetProperty("items").EnumerateArray())
        {
            JsonElement proof = await AskAsync(address, "getAssetProof", $$"""{"id":"{{asset.GetProperty("id").GetString()}}"}""");
            Assert.Equal(asset.GetProperty("compression").GetProperty("asset_hash").GetString(), proof.GetProperty("leaf").GetString());
        }

        await EndAsync(serving, "INT");
        (await _piwa.RunAsync("verify", "dataset", "--samples", "0")).Exits(0).Says("Sound.");
    }

    private static async Task EndAsync(Process process, string signal)
    {
        using (Process.Start("kill", [$"-{signal}", process.Id.ToString(CultureInfo.InvariantCulture)]))
        {
        }

        (await PiwaProcess.FinishAsync(process)).Exits(0).Says("Stopped.");
    }

    private static async Task<Uri> AddressAsync(Process process)
    {
        string? address = null;
        while (await process.StandardOutput.ReadLineAsync(Stop) is { } line && !line.StartsWith("Ctrl+C", StringComparison.Ordinal))
        {
            if (line.StartsWith("HTTP", StringComparison.Ordinal))
                address = line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)[1];
        }

        return new Uri(address ?? throw new InvalidOperationException(await process.StandardError.ReadToEndAsync(Stop)));
    }

    private async Task<JsonElement> AskAsync(Uri address, string method, string parameters)
    {
        using ByteArrayContent content = new(System.Text.Encoding.UTF8.GetBytes($$"""{"jsonrpc":"2.0","id":1,"method":"{{method}}","params":{{parameters}}}"""));
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        using HttpResponseMessage response = await _http.PostAsync(address, content, Stop);
        return JsonDocument.Parse(await response.Content.ReadAsStringAsync(Stop)).RootElement.GetProperty("result");
    }
}
