using Piwa.Chain.Keys;
using Piwa.Chain.Provenance;
using Piwa.Tests.Chain;
using Piwa.Tests.House;

namespace Piwa.Tests.Economy;

/// <summary>Verdicts on shards: what their validator has signed, and nothing else.</summary>
public sealed class ShardVerdictTests : IDisposable
{
    private readonly Keypair _validator = TestKeys.Pair("oracle");

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose() => _validator.Dispose();

    [Fact]
    public async Task AVerdictIsReadAsItWasWritten()
    {
        ShardVerdict verdict = Verdict();
        Assert.Equal(
            $"piwa shard verdict\nvalidator {_validator.PublicKey}\nnode {TestKeys.Key(2)}\ncampaign {TestKeys.Leaf(1)}\nrows 7 from 16\nroot {TestKeys.Leaf(2)}\n"
            + "samples 1 of 2\nfinding caught\ntime 1764212580123",
            verdict.Text);
        Assert.Equal(verdict, (await SignedShardVerdict.SignAsync(verdict, _validator, Stop)).Open());
    }

    [Fact]
    public void TheDocumentHasItsLines()
    {
        const string Fence = "```text\n";
        string formats = Document.Read("docs/formats.md");
        int begin = formats.IndexOf(Fence + "piwa shard verdict\n", StringComparison.Ordinal) + Fence.Length;
        string[] lines = formats[begin..formats.IndexOf("\n```", begin, StringComparison.Ordinal)].Split('\n');
        Assert.Equal(Verdict().Text.Split('\n').Select(line => line.Split(' ')[0]), lines.Select(line => line.Split(' ')[0]));
    }

    [Fact]
    public async Task NothingCanBeChangedAndNobodyElseCanSayIt()
    {
        SignedShardVerdict signed = await SignedShardVerdict.SignAsync(Verdict(), _validator, Stop);
        for (int i = 0; i < signed.Text.Length; i++)
        {
            char other = signed.Text[i] == '1' ? '2' : '1';
            Assert.Throws<FormatException>(() => (signed with { Text = signed.Text[..i] + other + signed.Text[(i + 1)..] }).Open());
        }

        Assert.Throws<FormatException>(() => (signed with { Text = signed.Text + "\n" }).Open());
        using Keypair stranger = TestKeys.Pair("stranger");
        await Assert.ThrowsAsync<ArgumentException>(() => SignedShardVerdict.SignAsync(Verdict(), stranger, Stop).AsTask());
        await Assert.ThrowsAsync<ArgumentException>(() => SignedShardVerdict.SignAsync(Verdict() with { Equal = 3 }, _validator, Stop).AsTask());
    }

    private ShardVerdict Verdict() => new()
    {
        Validator = _validator.PublicKey,
        Node = TestKeys.Key(2),
        Campaign = TestKeys.Leaf(1),
        FirstAsset = 16,
        Rows = 7,
        Root = TestKeys.Leaf(2),
        Sampled = 2,
        Equal = 1,
        Finding = ShardFinding.Caught,
        At = DateTimeOffset.FromUnixTimeMilliseconds(1764212580123),
    };
}
