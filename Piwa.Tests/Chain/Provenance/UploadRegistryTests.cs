using Microsoft.Extensions.Time.Testing;
using Piwa.Chain.Hashing;
using Piwa.Chain.Provenance;
using Piwa.Chain.Provenance.Registry;
using Piwa.Tests.Infrastructure;

namespace Piwa.Tests.Chain.Provenance;

public sealed class UploadRegistryTests : IDisposable
{
    private readonly TemporaryDirectory _home = new();
    private readonly FakeTimeProvider _clock = new(new DateTimeOffset(2026, 5, 4, 3, 2, 1, TimeSpan.Zero));

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _home.Dispose();

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task AnswersAreThoseOfADictionary(int seed)
    {
        Random random = new(seed);
        Dictionary<Hash256, FirstUpload> model = [];
        UploadRegistry registry = Open();
        try
        {
            for (int round = 0; round < 40; round++)
            {
                UploadOrigin origin = TestContent.Origin(random.Next(20));
                ContentClaim[] claims = [.. Enumerable.Range(0, random.Next(1, 600)).Select(_ => TestContent.Claim(random.Next(5_000)))];
                _clock.Advance(TimeSpan.FromMilliseconds(random.Next(3)));
                FirstUpload?[] before = [.. claims.Select(claim => model.TryGetValue(claim.Hash, out FirstUpload first) ? first : (FirstUpload?)null)];
                Assert.Equal(before, await registry.FindAsync([.. claims.Select(claim => claim.Hash)], Cancellation));
                Assert.Equal(Enter(model, origin, claims), await registry.GetOrAddAsync(origin, claims, Cancellation));
                if (random.Next(8) == 0)
                {
                    registry.Dispose();
                    registry = Open();
                }
            }
        }
        finally
        {
            registry.Dispose();
        }
    }

    [Fact]
    public async Task TheFirstOfEqualHashesInACallBringsIt()
    {
        using UploadRegistry registry = Open();
        IReadOnlyList<FirstUpload> answers = await registry.GetOrAddAsync(
            TestContent.Origin(1), [TestContent.Claim(1), TestContent.Claim(2), TestContent.Claim(1)], Cancellation);
        Assert.Equal([true, true, false], answers.Select(answer => answer.IsNew));
        Assert.All(answers, answer => Assert.Equal((TestContent.Origin(1), _clock.GetUtcNow()), (answer.Origin, answer.Time)));
    }

    [Fact]
    public async Task WhatAnOriginBringsAgainIsTheirsAndNotNew()
    {
        using UploadRegistry registry = Open();
        DateTimeOffset time = _clock.GetUtcNow();
        await registry.GetOrAddAsync(TestContent.Origin(1), [TestContent.Claim(1)], Cancellation);
        _clock.Advance(TimeSpan.FromDays(1));
        foreach (int origin in (int[])[1, 2])
        {
            FirstUpload answer = Assert.Single(await registry.GetOrAddAsync(TestContent.Origin(origin), [TestContent.Claim(1)], Cancellation));
            Assert.Equal(new FirstUpload(TestContent.Origin(1), time, isNew: false), answer);
        }
    }

    [Theory]
    [InlineData(RegistrySession.PieceClaims - 1)]
    [InlineData(RegistrySession.PieceClaims)]
    [InlineData(RegistrySession.PieceClaims + 1)]
    [InlineData((3 * RegistrySession.PieceClaims) + 1)]
    public async Task CallsOfAnyLengthAreAnsweredInTheirOrder(int count)
    {
        using UploadRegistry registry = Open();
        ContentClaim[] claims = [.. Enumerable.Range(0, count).Select(TestContent.Claim)];
        claims[^1] = claims[0];
        IReadOnlyList<FirstUpload> answers = await registry.GetOrAddAsync(TestContent.Origin(1), claims, Cancellation);
        Assert.Equal(count, answers.Count);
        Assert.All(answers.SkipLast(1), answer => Assert.True(answer.IsNew));
        Assert.False(answers[^1].IsNew);
        IReadOnlyList<FirstUpload?> found = await registry.FindAsync([.. claims.Select(claim => claim.Hash), TestContent.Hash(-1)], Cancellation);
        Assert.All(found.SkipLast(1), answer => Assert.Equal(TestContent.Origin(1), answer!.Value.Origin));
        Assert.Null(found[^1]);
    }

    [Fact]
    public async Task OfCallsThatRaceOneIsFirstForEachHashAndAllAgree()
    {
        using UploadRegistry registry = Open();
        const int Callers = 8, Contents = 3_000;
        ContentClaim[] claims = [.. Enumerable.Range(0, Contents).Select(TestContent.Claim)];
        IReadOnlyList<FirstUpload>[] answers = await Task.WhenAll(Enumerable.Range(0, Callers).Select(async caller =>
        {
            await Task.Yield();
            List<FirstUpload> mine = [];
            foreach (ContentClaim[] piece in claims.Chunk(100 + (caller * 17)))
                mine.AddRange(await registry.GetOrAddAsync(TestContent.Origin(caller), piece, Cancellation));
            return (IReadOnlyList<FirstUpload>)mine;
        }));
        for (int content = 0; content < Contents; content++)
        {
            FirstUpload[] of = [.. answers.Select(mine => mine[content])];
            int winner = Assert.Single(Enumerable.Range(0, Callers), caller => of[caller].IsNew);
            Assert.All(of, answer => Assert.Equal((TestContent.Origin(winner), of[winner].Time), (answer.Origin, answer.Time)));
        }
    }

    [Fact]
    public async Task HashesThatShareTheirBeginningAreKeptApart()
    {
        using UploadRegistry registry = Open();
        byte[] bytes = new byte[Hash256.Size];
        ContentClaim[] claims = new ContentClaim[1_000];
        for (int i = 0; i < claims.Length; i++)
        {
            BitConverter.TryWriteBytes(bytes.AsSpan(^4..), (i * 7_919) % claims.Length);
            claims[i] = new ContentClaim(ContentKind.Mesh, new Hash256(bytes));
        }

        Assert.All(await registry.GetOrAddAsync(TestContent.Origin(1), claims, Cancellation), answer => Assert.True(answer.IsNew));
        Assert.All(await registry.GetOrAddAsync(TestContent.Origin(2), claims, Cancellation), answer => Assert.Equal(TestContent.Origin(1), answer.Origin));
    }

    [Fact]
    public async Task ManyOriginsAreToldApartAfterAReopening()
    {
        const int Origins = 500;
        using (UploadRegistry registry = Open())
        {
            for (int i = 0; i < Origins; i++)
                await registry.GetOrAddAsync(Named(i), [TestContent.Claim(i)], Cancellation);
        }

        using UploadRegistry again = Open();
        await again.GetOrAddAsync(Named(Origins), [TestContent.Claim(Origins)], Cancellation);
        IReadOnlyList<FirstUpload?> found = await again.FindAsync([.. Enumerable.Range(0, Origins + 1).Select(TestContent.Hash)], Cancellation);
        Assert.Equal(Enumerable.Range(0, Origins + 1).Select(Named), found.Select(answer => answer!.Value.Origin));

        static UploadOrigin Named(int i) => new(TestContent.Wallet(i / 2), new string('ä', 1 + (i % 127)) + (i % 2));
    }

    [Fact]
    public void ASecondOpeningIsRefused()
    {
        using UploadRegistry registry = Open();
        UploadRegistryInUseException refusal = Assert.Throws<UploadRegistryInUseException>(Open);
        Assert.Contains(_home.Path, refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task WhatIsWrongWithACallIsSaid()
    {
        using UploadRegistry registry = Open();
        foreach (string shard in (string[])["", new string('x', UploadOrigin.MaximumShardBytes + 1), new string('ä', 128)])
        {
            UploadOrigin origin = new(TestContent.Wallet(1), shard);
            await Assert.ThrowsAsync<ArgumentException>(async () => await registry.GetOrAddAsync(origin, [TestContent.Claim(1)], Cancellation));
        }

        ContentClaim unknown = new((ContentKind)4, TestContent.Hash(1));
        await Assert.ThrowsAsync<ArgumentException>(async () => await registry.GetOrAddAsync(TestContent.Origin(1), [unknown], Cancellation));
        Assert.Empty(await registry.GetOrAddAsync(TestContent.Origin(1), [], Cancellation));
        Assert.Null(Assert.Single(await registry.FindAsync([TestContent.Hash(1)], Cancellation)));
    }

    [Fact]
    public void AllThatIsWrongWithOptionsIsSaidAtOnce()
    {
        UploadRegistryOptions options = new() { MemoryBytes = UploadRegistryOptions.MinimumMemoryBytes - 1, QueueCapacity = 0, TimeProvider = null! };
        string message = Assert.Throws<ArgumentException>(() => UploadRegistry.Open(_home["registry"], options)).Message;
        Assert.All(
            (string[])[nameof(options.MemoryBytes), nameof(options.QueueCapacity), nameof(options.TimeProvider)],
            name => Assert.Contains(name, message, StringComparison.Ordinal));
        Assert.False(Directory.Exists(_home["registry"]));
    }

    [Fact]
    public async Task CallsOfADisposedRegistryAreRefusedAndThoseBeforeAnswered()
    {
        UploadRegistry registry = Open();
        Task<IReadOnlyList<FirstUpload>>[] before =
            [.. Enumerable.Range(0, 200).Select(i => registry.GetOrAddAsync(TestContent.Origin(i), [TestContent.Claim(i)], Cancellation).AsTask())];
        registry.Dispose();
        registry.Dispose();
        int answered = 0;
        foreach (Task<IReadOnlyList<FirstUpload>> call in before)
        {
            try
            {
                Assert.True(Assert.Single(await call).IsNew);
                answered++;
            }
            catch (ObjectDisposedException)
            {
                // It waited to be let in.
            }
        }

        Assert.True(answered >= UploadRegistryOptions.DefaultQueueCapacity);
        await Assert.ThrowsAsync<ObjectDisposedException>(async () => await registry.GetOrAddAsync(TestContent.Origin(1), [TestContent.Claim(1)], Cancellation));
        await Assert.ThrowsAsync<ObjectDisposedException>(async () => await registry.FindAsync([TestContent.Hash(1)], Cancellation));
    }

    [Fact]
    public async Task WhoeverGivesUpLeavesTheRegistryAsItIs()
    {
        using UploadRegistry registry = Open();
        using CancellationTokenSource cancelled = new();
        await cancelled.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            async () => await registry.GetOrAddAsync(TestContent.Origin(1), [TestContent.Claim(1)], cancelled.Token));
        Assert.True(Assert.Single(await registry.GetOrAddAsync(TestContent.Origin(2), [TestContent.Claim(2)], Cancellation)).IsNew);
    }

    private static FirstUpload[] Enter(Dictionary<Hash256, FirstUpload> model, UploadOrigin origin, ContentClaim[] claims, DateTimeOffset time)
    {
        var answers = new FirstUpload[claims.Length];
        for (int i = 0; i < claims.Length; i++)
        {
            if (!model.TryGetValue(claims[i].Hash, out answers[i]))
            {
                answers[i] = new FirstUpload(origin, time, isNew: true);
                model[claims[i].Hash] = new FirstUpload(origin, time, isNew: false);
            }
        }

        return answers;
    }

    private FirstUpload[] Enter(Dictionary<Hash256, FirstUpload> model, UploadOrigin origin, ContentClaim[] claims) =>
        Enter(model, origin, claims, _clock.GetUtcNow());

    private UploadRegistry Open() => UploadRegistry.Open(
        _home["registry"], new UploadRegistryOptions { MemoryBytes = UploadRegistryOptions.MinimumMemoryBytes, TimeProvider = _clock });
}
