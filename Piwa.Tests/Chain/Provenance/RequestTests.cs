using CsCheck;
using Microsoft.Extensions.Time.Testing;
using Piwa.Chain.Keys;
using Piwa.Chain.Requests;
using Piwa.Chain.Transactions;
using Piwa.Tests.House;

namespace Piwa.Tests.Chain.Provenance;

public sealed class RequestTests : IDisposable
{
    private static readonly DateTimeOffset Start = new(2026, 5, 6, 7, 8, 9, TimeSpan.Zero);

    private readonly FakeTimeProvider _clock = new(Start);
    private readonly Keypair _wallet = TestKeys.Pair("node");
    private readonly PublicKey _audience = TestKeys.Key(1);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private static byte[] Body => [1, 2, 3];

    public void Dispose() => _wallet.Dispose();

    [Fact]
    public void TheTextThatIsSignedIsTheDocumentedOne()
    {
        var request = new SignedRequest(
            "POST", "/v1/shards", PublicKey.Parse("4Nd1mBQtrMJVYVfKf2PJy9NZUZdTAsp7D4xWLs4gDB4T"), DateTimeOffset.FromUnixTimeMilliseconds(1764212580123),
            "000102030405060708090a0b0c0d0e0f");
        Assert.Equal(OffchainMessage.Encode(Document.Block("docs/oracle.md", "text", number: 1).TrimEnd()), request.ToMessage([]));
    }

    [Fact]
    public async Task ASignedRequestIsItsWalletsOnce()
    {
        RequestVerifier verifier = new(_audience, _clock);
        string header = await SignAsync();
        Assert.Equal(RequestFault.None, verifier.Verify("POST", "/a", header, Body, out PublicKey wallet));
        Assert.Equal(_wallet.PublicKey, wallet);
        Assert.Equal(RequestFault.Replayed, verifier.Verify("POST", "/a", header, Body, out wallet));
        Assert.Equal(default, wallet);
        Assert.Equal(RequestFault.None, verifier.Verify("POST", "/a", await SignAsync(), Body, out _));
    }

    [Fact]
    public async Task ARequestCountsForNothingElse()
    {
        RequestVerifier verifier = new(_audience, _clock);
        string header = await SignAsync();
        Assert.Equal(RequestFault.BadSignature, verifier.Verify("PUT", "/a", header, Body, out _));
        Assert.Equal(RequestFault.BadSignature, verifier.Verify("POST", "/b", header, Body, out _));
        Assert.Equal(RequestFault.BadSignature, verifier.Verify("POST", "/a", header, [1, 2], out _));
        Assert.Equal(RequestFault.BadSignature, new RequestVerifier(TestKeys.Key(2), _clock).Verify("POST", "/a", header, Body, out _));
        Assert.Equal(
            RequestFault.BadSignature,
            verifier.Verify("POST", "/a", header.Replace(_wallet.PublicKey.ToString(), TestKeys.Key(3).ToString(), StringComparison.Ordinal), Body, out _));
        Assert.Equal(RequestFault.None, verifier.Verify("POST", "/a", header, Body, out _));
    }

    [Theory]
    [InlineData(-121, RequestFault.OutOfTime)]
    [InlineData(-120, RequestFault.None)]
    [InlineData(120, RequestFault.None)]
    [InlineData(121, RequestFault.OutOfTime)]
    public async Task ARequestCountsWithinItsWindow(int seconds, RequestFault expected)
    {
        string header = await SignAsync();
        FakeTimeProvider other = new(Start.AddSeconds(seconds));
        Assert.Equal(expected, new RequestVerifier(_audience, other).Verify("POST", "/a", header, Body, out _));
    }

    [Fact]
    public async Task WhatIsTooOldToCountIsForgotten()
    {
        RequestVerifier verifier = new(_audience, _clock, TimeSpan.FromSeconds(10), capacity: 2);
        string[] headers = [await SignAsync(), await SignAsync(), await SignAsync()];
        Assert.Equal(RequestFault.None, verifier.Verify("POST", "/a", headers[0], Body, out _));
        Assert.Equal(RequestFault.None, verifier.Verify("POST", "/a", headers[1], Body, out _));
        Assert.Equal(RequestFault.TooMany, verifier.Verify("POST", "/a", headers[2], Body, out _));
        _clock.Advance(TimeSpan.FromSeconds(11));
        Assert.Equal(RequestFault.OutOfTime, verifier.Verify("POST", "/a", headers[0], Body, out _));
        Assert.Equal(RequestFault.None, verifier.Verify("POST", "/a", await SignAsync(), Body, out _));
    }

    [Fact]
    public async Task APathThatIsTooLongIsNotSigned()
    {
        string path = "/" + new string('a', 1000);
        await Assert.ThrowsAsync<ArgumentException>(async () => await new RequestSigner(_wallet, _audience, _clock).SignAsync("POST", path, Body, Stop));
        Assert.Equal(RequestFault.BadSignature, new RequestVerifier(_audience, _clock).Verify("POST", path, await SignAsync(), Body, out _));
    }

    [Fact]
    public async Task WhatIsSignedCanBeNoTransaction()
    {
        Recorder recorder = new(_wallet);
        await new RequestSigner(recorder, _audience, _clock).SignAsync("POST", "/a", Body, Stop);
        Assert.Equal(0xff, recorder.Signed[0]);
        Assert.Throws<Piwa.Chain.WireFormatException>(() => Message.Parse(recorder.Signed));
    }

    [Fact]
    public async Task NoHeaderBreaksTheVerifier()
    {
        RequestVerifier verifier = new(_audience, _clock);
        string header = await SignAsync();
        Gen.Select(Gen.Int[0, header.Length - 1], Gen.Int[0, 3], Gen.Char).Sample((at, kind, character) =>
        {
            string changed = kind switch
            {
                0 => header[..at],
                1 => header[..at] + header[(at + 1)..],
                2 => header[..at] + character + header[at..],
                _ => header[..at] + character + header[(at + 1)..],
            };
            RequestFault fault = verifier.Verify("POST", "/a", changed, Body, out PublicKey wallet);
            return changed == header || (fault != RequestFault.None && wallet == default);
        });
        Assert.Equal(RequestFault.NotSigned, verifier.Verify("POST", "/a", null, Body, out _));
        Assert.Equal(RequestFault.NotSigned, verifier.Verify("POST", "/a", "Bearer x", Body, out _));
        Assert.Equal(
            RequestFault.NotSigned,
            verifier.Verify("POST", "/a", header.Replace("time=", "time=99999999999", StringComparison.Ordinal), Body, out _));
    }

    private async Task<string> SignAsync() => await new RequestSigner(_wallet, _audience, _clock).SignAsync("POST", "/a", Body, Stop);

    private sealed class Recorder(ISigner inner) : ISigner
    {
        public byte[] Signed { get; private set; } = [];

        public PublicKey PublicKey => inner.PublicKey;

        public ValueTask<Signature> SignAsync(ReadOnlyMemory<byte> message, CancellationToken cancellationToken = default)
        {
            Signed = message.ToArray();
            return inner.SignAsync(message, cancellationToken);
        }
    }
}
