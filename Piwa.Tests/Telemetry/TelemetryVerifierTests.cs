using System.Text.Json;
using Piwa.Chain.Keys;
using Piwa.Chain.Memos;
using Piwa.Pipeline.Encoding;
using Piwa.Pipeline.Shards;
using Piwa.Pipeline.Telemetry;
using Piwa.Pipeline.Verification;
using Piwa.Tests.Chain;

namespace Piwa.Tests.Telemetry;

/// <summary>What was done to the posts of a data set is named.</summary>
public sealed class TelemetryVerifierTests : IAsyncLifetime
{
    private readonly NodeBench _node = new();
    private TelemetryLine[] _lines = [];

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        await _node.RunAsync();
        _node.Die();
        await _node.RunAsync();
        _lines = [.. TelemetryLog.Read(_node.Dataset.TelemetryPath, out _)];
        Assert.Equal(6, _lines.Length);
        Assert.True((await _node.VerifyAsync()).IsSound);
    }

    public ValueTask DisposeAsync()
    {
        _node.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task APostThatWasChangedIsNamed()
    {
        string changed = _lines[2].Text.Replace("assets 8 of 15", "assets 9 of 16", StringComparison.Ordinal);
        Assert.NotEqual(changed, _lines[2].Text);
        await FindsAsync(
            [.. _lines[..2], _lines[2] with { Text = changed }, .. _lines[3..]],
            "post 3: the wallet", "has not signed this", "post 3: it counts 16 assets", "post 3: it is not on the ledger",
            "post 4: the post before it is not the one that it names", "it has post 3 with the hash");
    }

    /// <summary>The wallet itself tells another story than it did.</summary>
    [Fact]
    public async Task APostThatWasSignedAnewIsNamed()
    {
        TelemetryPost last = TelemetryPost.TryParse(_lines[^1].Text)!;
        TelemetryLine line = await TelemetryLine.SignAsync((last with { Up = last.Up + TimeSpan.FromHours(1) }).Text, _node.Wallet, Stop);
        await FindsAsync([.. _lines[..^1], line], "post 6: it is not on the ledger", "it has post 6 with the hash");
    }

    [Fact]
    public async Task APostThatIsMissingIsNamed()
    {
        await FindsAsync([.. _lines[..1], .. _lines[2..]], "post 3: post 2 is missing before it", "it has post 2 with the hash");
        await FindsAsync([.. _lines[..1], .. _lines[4..]], "post 5: posts 2 to 4 are missing before it");
        await FindsAsync([.. _lines[1..]], "post 2: post 1 is missing before it");
        await FindsAsync([.. _lines[..^1]], "it has post 6 with the hash");
        await FindsAsync([], "it has post 1 with the hash", "it has post 6 with the hash");
    }

    [Fact]
    public async Task PostsThatWereReorderedOrDoubledAreNamed()
    {
        await FindsAsync([.. _lines[..2], _lines[3], _lines[2], .. _lines[4..]], "post 4: post 3 is missing", "post 3: it stands after post 4", "post 5: post 4 is missing");
        await FindsAsync([.. _lines[..2], _lines[1], .. _lines[2..]], "post 2: it stands after post 2", "post 2: it is not on the ledger");
    }

    [Fact]
    public async Task APostOfAnotherWalletOrCampaignIsNamed()
    {
        using Keypair other = TestKeys.Pair("another node");
        TelemetryPost last = TelemetryPost.TryParse(_lines[^1].Text)!;
        TelemetryPost next = last with { Number = 7, Previous = last.Hash, From = last.To, InPeriod = default };
        await FindsAsync(
            [.. _lines, await TelemetryLine.SignAsync((next with { Wallet = other.PublicKey }).Text, other, Stop)],
            $"post 7: it is of the wallet {other.PublicKey}, not of {_node.Wallet.PublicKey}", "post 7: it is not on the ledger");
        await FindsAsync(
            [.. _lines, await TelemetryLine.SignAsync((next with { Campaign = Blake3.Hash("another"u8) }).Text, _node.Wallet, Stop)],
            "post 7: it is of another campaign");
    }

    [Fact]
    public async Task CountsThatAreNotTheManifestsAreNamed()
    {
        TelemetryPost last = TelemetryPost.TryParse(_lines[^1].Text)!;
        TelemetryPost next = last with { Number = 7, Previous = last.Hash, From = last.To };
        await FindsAsync([.. _lines, await SignAsync(next with { InPeriod = default, InAll = last.InAll with { ShardBytes = 1 } })], "post 7: it counts 30 assets", "they have 30, 2 and");
        await FindsAsync([.. _lines, await SignAsync(next with { InAll = last.InAll with { Shards = 5 } })], "post 7: it counts 5 shards; the manifest has 4");
        await FindsAsync([.. _lines, await SignAsync(next with { InPeriod = new TelemetryCounts(1, 8, 0, 9, 0) })], "post 7: what it counts of the period");
        await FindsAsync([.. _lines, await SignAsync(next with { InPeriod = default, From = last.From })], "post 7: its period does not begin");
    }

    [Fact]
    public async Task ALineThatIsNoPostAndATornOneAreNamed()
    {
        await FindsAsync([.. _lines, new TelemetryLine("piwa telemetry", _lines[0].Signature)], "line 7: it is no post");
        byte[] file = await File.ReadAllBytesAsync(_node.Dataset.TelemetryPath, Stop);
        await File.WriteAllBytesAsync(_node.Dataset.TelemetryPath, file[..^5], Stop);
        await FindsAsync("bytes are no whole line");
        file[40] ^= 1;
        await File.WriteAllBytesAsync(_node.Dataset.TelemetryPath, file, Stop);
        await FindsAsync("line 1: its check fails");
    }

    /// <summary>A run goes on while its posts are checked: what the manifest had when it was read is not the last word.</summary>
    [Fact]
    public async Task ARunThatGoesOnMeanwhileIsNoFault()
    {
        using Dataset early = Dataset.Open(_node.Directory);
        _node.Die();
        await _node.RunAsync();
        Assert.Empty((await TelemetryVerifier.VerifyAsync(early, Stop)).Findings);
        Assert.Equal(9, TelemetryVerifier.Read(early).Posts.Count);
    }

    /// <summary>Whoever asks about a ledger of others finds what its wallets sign; of this data set are those of its wallet alone.</summary>
    [Fact]
    public async Task MemosThatAreNoPostsOrOthersDoNotMatter()
    {
        using Keypair other = TestKeys.Pair("another node");
        _node.Ledger.RequestAirdrop(other.PublicKey, 1_000_000_000);
        await new MemoBook(_node.Ledger, other).WriteAsync(_lines[0].Text + "0", Stop);
        await new MemoBook(_node.Ledger, _node.Wallet).WriteAsync("piwa telemetry, but no post", Stop);

        // What was sent twice, for the answer was lost, counts once.
        await new MemoBook(_node.Ledger, _node.Wallet).WriteAsync(_lines[0].Text, Stop);
        Assert.Empty((await _node.VerifyAsync()).Findings);
    }

    private async ValueTask<TelemetryLine> SignAsync(TelemetryPost post) => await TelemetryLine.SignAsync(post.Text, _node.Wallet, Stop);

    private async Task FindsAsync(TelemetryLine[] lines, params string[] expected)
    {
        await File.WriteAllBytesAsync(
            _node.Dataset.TelemetryPath,
            [.. lines.SelectMany(line => CheckedLines.Encode(JsonSerializer.Serialize(line, TelemetryJson.Default.TelemetryLine)))],
            Stop);
        await FindsAsync(expected);
    }

    private async Task FindsAsync(params string[] expected)
    {
        TelemetryReport report = await _node.VerifyAsync();
        Assert.All(expected, text => Assert.Contains(report.Findings, finding => finding.Contains(text, StringComparison.Ordinal)));
    }
}
