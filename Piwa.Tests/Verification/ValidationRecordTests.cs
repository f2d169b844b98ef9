using Piwa.Chain.Keys;
using Piwa.Chain.Provenance;
using Piwa.Tests.Chain;
using Piwa.Tests.House;

namespace Piwa.Tests.Verification;

/// <summary>Records of nodes: what their operator has signed, and nothing else.</summary>
public sealed class ValidationRecordTests : IDisposable
{
    private readonly Keypair _operator = TestKeys.Pair("operator");

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose() => _operator.Dispose();

    [Fact]
    public async Task ARecordIsReadAsItWasWritten()
    {
        ValidationRecord record = Record() with { Barred = "at unit 3 it made other assets than two others" };
        Assert.Equal(
            $"piwa fleet record\noperator {_operator.PublicKey}\nnode {TestKeys.Key(2)}\nsince 1764212580123\nat 1764212580456\nunits 12\nassets 480\n"
            + "samples 47 of 48\nchecks 9\nlapsed 2\nstrikes 1\nbarred yes at unit 3 it made other assets than two others",
            record.Text);
        Assert.EndsWith("\nbarred no", Record().Text, StringComparison.Ordinal);
        foreach (ValidationRecord each in (ValidationRecord[])[record, Record(), Record() with { Barred = "no" }, Record() with { Barred = "" }])
        {
            SignedValidationRecord signed = await SignedValidationRecord.SignAsync(each, _operator, Stop);
            Assert.Equal(each, SignedValidationRecord.Read(signed.Write()).Open(_operator.PublicKey));
        }

        Assert.Equal((1, 47.0 / 48), (record.Wrong, record.Accuracy));
        Assert.Null((record with { Sampled = 0, Equal = 0 }).Accuracy);
    }

    [Fact]
    public void TheDocumentsHaveItsLinesAndTheRuleThatGoesByIt()
    {
        const string Fence = "```text\n";
        string formats = Document.Read("docs/formats.md");
        int begin = formats.IndexOf(Fence + "piwa fleet record\n", StringComparison.Ordinal) + Fence.Length;
        string[] lines = formats[begin..formats.IndexOf("\n```", begin, StringComparison.Ordinal)].Split('\n');
        Assert.Equal(Record().Text.Split('\n').Select(line => line.Split(' ')[0]), lines.Select(line => line.Split(' ')[0]));
        Assert.Equal(Record().Text.Split('\n')[^1], lines[^1]);
        int clean = SamplingRule.TrustedAfter;
        Assert.Contains($"t = (e - {clean} w) / {clean}, no less than 0, no more than 1; 0 while there are strikes\n", Document.Read("docs/oracle.md"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task AReasonIsALineAndNotTooLong()
    {
        ValidationRecord record = Record() with { Barred = "one\nbarred no\ttwo \ud83d\ude00" + new string('\u20ac', 1000) };
        Assert.Equal(200, record.Barred!.Length);
        Assert.DoesNotContain(record.Barred, char.IsControl);
        Assert.Equal(record, (await SignedValidationRecord.SignAsync(record, _operator, Stop)).Open(_operator.PublicKey));
    }

    [Fact]
    public async Task NothingCanBeChangedAndNobodyElseCanSayIt()
    {
        SignedValidationRecord signed = await SignedValidationRecord.SignAsync(Record(), _operator, Stop);
        for (int at = 0; at < signed.Text.Length; at++)
        {
            string changed = signed.Text[..at] + (char)(signed.Text[at] ^ 1) + signed.Text[(at + 1)..];
            Assert.Throws<FormatException>(() => (signed with { Text = changed }).Open(_operator.PublicKey));
        }

        string padded = signed.Text.Replace("assets 480", "assets 0480", StringComparison.Ordinal);
        foreach (string text in (string[])["", "piwa fleet record", signed.Text + "\n", padded, new string('\n', 11)])
            Refuses(signed with { Text = text }, _operator.PublicKey, "no record");
        foreach (string signature in (string[])["", "x", new Signature(new byte[64]).ToString()])
            Refuses(signed with { Signature = signature }, _operator.PublicKey, "has not signed");

        using Keypair other = TestKeys.Pair("other");
        Refuses(signed, other.PublicKey, "is of the fleet of");

        // In the operator's name, by another key.
        SignedValidationRecord own = await SignedValidationRecord.SignAsync(Record() with { Operator = other.PublicKey }, other, Stop);
        Assert.Throws<FormatException>(() => new SignedValidationRecord(signed.Text, own.Signature).Open(_operator.PublicKey));
        await Assert.ThrowsAsync<ArgumentException>(async () => await SignedValidationRecord.SignAsync(Record(), other, Stop));
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("{\"text\":null,\"signature\":\"x\"}")]
    public void WhatIsNoRecordIsRefused(string json) => Assert.Throws<FormatException>(() => SignedValidationRecord.Read(System.Text.Encoding.UTF8.GetBytes(json)));

    [Fact]
    public async Task CountsThatCannotBeAreNotSigned()
    {
        foreach (ValidationRecord record in (ValidationRecord[])[Record() with { Equal = 49 }, Record() with { Units = -1 }, Record() with { Strikes = -1 }])
            await Assert.ThrowsAsync<ArgumentException>(async () => await SignedValidationRecord.SignAsync(record, _operator, Stop));
        Assert.Throws<FormatException>(() => SignedValidationRecord.Read(new byte[SignedValidationRecord.MaximumBytes + 1]));
    }

    private static void Refuses(SignedValidationRecord record, PublicKey operatorKey, string words) =>
        Assert.Contains(words, Assert.Throws<FormatException>(() => record.Open(operatorKey)).Message, StringComparison.Ordinal);

    private ValidationRecord Record() => new()
    {
        Operator = _operator.PublicKey,
        Node = TestKeys.Key(2),
        Since = DateTimeOffset.FromUnixTimeMilliseconds(1764212580123),
        At = DateTimeOffset.FromUnixTimeMilliseconds(1764212580456),
        Units = 12,
        Assets = 480,
        Sampled = 48,
        Equal = 47,
        Checks = 9,
        Lapsed = 2,
        Strikes = 1,
    };
}
