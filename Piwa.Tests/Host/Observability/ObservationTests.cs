using System.Diagnostics;
using System.Net;
using System.Text.RegularExpressions;
using Piwa.Tests.House;
using Piwa.Tests.Infrastructure;

namespace Piwa.Tests.Host.Observability;

/// <summary>What a run tells whoever watches it, and that the dashboard and the alerts ask for nothing else.</summary>
public sealed partial class ObservationTests : IDisposable
{
    private static readonly string[] Long =
        ["generate", "--assets", "100000", "--out", "dataset", "--resolution", "64", "--triangles", "600", "--shard-assets", "8"];

    private readonly TemporaryDirectory _home = new();
    private readonly PiwaProcess _piwa;

    public ObservationTests() => _piwa = new PiwaProcess(_home.Path);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose() => _home.Dispose();

    [Fact]
    public async Task PrometheusAndASupervisorAreAnswered()
    {
        using Process running = _piwa.Start([.. Long, "--metrics", "127.0.0.1:0"]);
        try
        {
            using HttpClient http = new() { BaseAddress = await AddressAsync(running) };
            string text = "";
            for (int i = 0; i < 600 && !Sealed().IsMatch(text); i++)
            {
                await Task.Delay(100, Stop);
                text = await http.GetStringAsync(new Uri("metrics", UriKind.Relative), Stop);
            }

            Assert.Matches(Sealed(), text);
            Assert.Contains("# TYPE piwa_stage_duration_seconds histogram\n", text, StringComparison.Ordinal);
            Assert.Matches("piwa_stage_duration_seconds_bucket\\{stage=\"render\",le=\"\\+Inf\"\\} [1-9]", text);
            Assert.Contains("piwa_stage_failures_total{reason=\"failed\",stage=\"seal\"} 0\n", text, StringComparison.Ordinal);
            Assert.All(text.Split('\n', StringSplitOptions.RemoveEmptyEntries), line => Assert.Matches(Line(), line));
            AssertAllAreThere("piwa.json", text);
            AssertAllAreThere("alerts.yaml", text);

            Assert.Equal("ok\n", await http.GetStringAsync(new Uri("livez", UriKind.Relative), Stop));
            Assert.Equal("ok\n", await http.GetStringAsync(new Uri("readyz", UriKind.Relative), Stop));
            using HttpResponseMessage unknown = await http.GetAsync(new Uri("unknown", UriKind.Relative), Stop);
            Assert.Equal(HttpStatusCode.NotFound, unknown.StatusCode);
            using HttpResponseMessage post = await http.PostAsync(new Uri("metrics", UriKind.Relative), null, Stop);
            Assert.Equal(HttpStatusCode.MethodNotAllowed, post.StatusCode);

            (await _piwa.RunAsync([.. Long[..3], "--out", "other", "--metrics", $"127.0.0.1:{http.BaseAddress!.Port}"])).Exits(1).Says("The server of metrics cannot listen at", "Choose another port with --metrics");
        }
        finally
        {
            running.Kill();
        }
    }

    [Fact]
    public async Task WhatIsNoAddressIsRefused() =>
        (await _piwa.RunAsync("generate", "--metrics", "9464")).Exits(2).Says("--metrics is '9464'; it must be an IP address with or without a port, as 127.0.0.1:9464 or 0.0.0.0:9464.");

    [Fact]
    public async Task ACollectorGetsMetricsSpansAndMessages()
    {
        using OtlpReceiver collector = new();
        Dictionary<string, string> environment = new()
        {
            ["OTEL_EXPORTER_OTLP_ENDPOINT"] = collector.Address.ToString(),
            ["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf",
            ["OTEL_METRIC_EXPORT_INTERVAL"] = "1000",
        };
        using Process running = _piwa.Start(environment, [.. Long[..2], "16", .. Long[3..], "--quiet"]);
        (await PiwaProcess.FinishAsync(running)).Exits(0);
        Assert.Contains("piwa.stage.duration", collector.Received("/v1/metrics"), StringComparison.Ordinal);
        Assert.Contains("piwa.assets.completed", collector.Received("/v1/metrics"), StringComparison.Ordinal);
        Assert.Contains("dotnet.gc.collections", collector.Received("/v1/metrics"), StringComparison.Ordinal);
        string spans = collector.Received("/v1/traces");
        Assert.All(["generate", "render", "seal", "shard", "mint", "piwa.item.first"], name => Assert.Contains(name, spans, StringComparison.Ordinal));
        Assert.Contains("dead letters, ", collector.Received("/v1/logs"), StringComparison.Ordinal);
        Assert.Contains("service.name", collector.Received("/v1/logs"), StringComparison.Ordinal);
    }

    private static void AssertAllAreThere(string file, string metrics)
    {
        string[] named = [.. Name().Matches(File.ReadAllText(Path.Combine(Repository.Root, "eng", "grafana", file))).Select(match => match.Value).Distinct()];
        Assert.True(named.Length > 4);
        Assert.All(named, name => Assert.Matches($"(?m)^{name}[ {{]", metrics));
    }

    private static async Task<Uri> AddressAsync(Process process)
    {
        while (await process.StandardOutput.ReadLineAsync(Stop) is { } line)
        {
            if (Told().Match(line) is { Success: true } match)
                return new Uri(match.Groups[1].Value);
        }

        throw new InvalidOperationException("It did not say where: " + await process.StandardError.ReadToEndAsync(Stop));
    }

    [GeneratedRegex("metrics  (http://[^ ]+/)metrics")]
    private static partial Regex Told();

    [GeneratedRegex("(?m)^piwa_assets_sealed_total [1-9]")]
    private static partial Regex Sealed();

    [GeneratedRegex("^(# (HELP|TYPE) [a-z_0-9]+ .+|[a-z_0-9]+(\\{[a-z_]+=\"[^\"]*\"(,[a-z_]+=\"[^\"]*\")*\\})? [-+.0-9EaNInf]+)$")]
    private static partial Regex Line();

    [GeneratedRegex("\\b(piwa|dotnet)_[a-z_]+[a-z]")]
    private static partial Regex Name();
}
