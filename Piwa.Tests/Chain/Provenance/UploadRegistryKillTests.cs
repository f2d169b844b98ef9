using System.Diagnostics;
using System.Globalization;
using Piwa.Bench.Registry;
using Piwa.Chain.Hashing;
using Piwa.Chain.Provenance;
using Piwa.Tests.Infrastructure;

namespace Piwa.Tests.Chain.Provenance;

/// <summary>A process that enters batches is killed at a random moment, again and again; what it had acknowledged is there.</summary>
public sealed class UploadRegistryKillTests : IDisposable
{
    /// <summary>How often the process is killed; more by <c>PIWA_KILLS</c>.</summary>
    private const int DefaultKills = 6;

    private const int BatchesPerRound = 100_000;
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly TemporaryDirectory _home = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _home.Dispose();

    [Fact]
    public async Task WhatWasAcknowledgedIsThereAfterAKill()
    {
        int kills = int.TryParse(Environment.GetEnvironmentVariable("PIWA_KILLS"), CultureInfo.InvariantCulture, out int more) ? more : DefaultKills;
        Random random = new(20_260_504);
        Dictionary<Hash256, UploadOrigin> model = [];
        int acknowledged = -1;
        for (int round = 0; round < kills; round++)
        {
            int reached = await FeedAndKillAsync(acknowledged + 1, random);
            Assert.True(reached > acknowledged, "Nothing was acknowledged.");
            for (; acknowledged < reached; acknowledged++)
                Enter(model, acknowledged + 1);
            await CheckAsync(model, acknowledged + 1);
        }
    }

    private static void Enter(Dictionary<Hash256, UploadOrigin> model, int batch)
    {
        (UploadOrigin origin, ContentClaim[] claims) = FeedContent.Batch(batch);
        foreach (ContentClaim claim in claims)
            model.TryAdd(claim.Hash, origin);
    }

    /// <summary>Feeds from a batch on, and kills some acknowledgements later.</summary>
    /// <returns>The last batch that was acknowledged.</returns>
    private async Task<int> FeedAndKillAsync(int from, Random random)
    {
        string program = Path.Combine(AppContext.BaseDirectory, OperatingSystem.IsWindows() ? "Piwa.Bench.exe" : "Piwa.Bench");
        var start = new ProcessStartInfo(
            program,
            ["registry-feed", "--directory", _home["registry"], "--from", from.ToString(CultureInfo.InvariantCulture), "--count", $"{BatchesPerRound}"])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using CancellationTokenSource limit = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        limit.CancelAfter(Patience);
        using Process process = Process.Start(start)!;
        try
        {
            int last = from - 1, until = from + random.Next(3, 60);
            Task<string> errors = process.StandardError.ReadToEndAsync(limit.Token);
            while (last < until && await process.StandardOutput.ReadLineAsync(limit.Token) is { } line)
                last = int.Parse(line, CultureInfo.InvariantCulture);
            await Task.Delay(TimeSpan.FromMilliseconds(random.Next(40)), limit.Token);
            Assert.False(process.HasExited, process.HasExited ? await errors : null);
            process.Kill();

            // What it had said before it died was acknowledged as well.
            while (await process.StandardOutput.ReadLineAsync(limit.Token) is { } line)
                last = int.Parse(line, CultureInfo.InvariantCulture);
            await process.WaitForExitAsync(limit.Token);
            return last;
        }
        finally
        {
            if (!process.HasExited)
                process.Kill();
        }
    }

    /// <summary>All acknowledged is there; of the batch that was under way, any part may be, and nothing else.</summary>
    private async Task CheckAsync(Dictionary<Hash256, UploadOrigin> model, int underWay)
    {
        using UploadRegistry registry = UploadRegistry.Open(_home["registry"]);
        Hash256[] hashes = [.. model.Keys];
        IReadOnlyList<FirstUpload?> found = await registry.FindAsync(hashes, Cancellation);
        for (int i = 0; i < hashes.Length; i++)
            Assert.Equal(model[hashes[i]], found[i]?.Origin);
        (UploadOrigin origin, ContentClaim[] claims) = FeedContent.Batch(underWay);
        foreach (FirstUpload? first in await registry.FindAsync([.. claims.Where(claim => !model.ContainsKey(claim.Hash)).Select(claim => claim.Hash)], Cancellation))
            Assert.True(first is null || first.Value.Origin == origin);
    }
}
