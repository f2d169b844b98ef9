using Piwa.Chain.Keys;
using Piwa.Chain.Provenance;
using Piwa.Tests.Infrastructure;

namespace Piwa.Tests.Chain.Provenance;

public sealed class KnownSourcesTests : IDisposable
{
    private readonly TemporaryDirectory _home = new();
    private readonly Keypair _first = TestKeys.Pair("first issuer");
    private readonly Keypair _second = TestKeys.Pair("second issuer");
    private readonly KnownSource _museum = new("A museum", TestContent.Wallet(100));
    private readonly KnownSource _studio = new("A studio", TestContent.Wallet(200));

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _first.Dispose();
        _second.Dispose();
        _home.Dispose();
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(10_000)]
    public async Task ATableIsReadAsItWasBuilt(int count)
    {
        string path = await WriteAsync("table", _first, "objects", 3, Enumerable.Range(0, count), content => content % 3 == 0 ? _studio : _museum);
        KnownSourceTable table = KnownSourceTable.Read(path);
        Assert.Equal((_first.PublicKey, "objects", 3UL, count), (table.Issuer, table.Name, table.Version, table.Count));
        Assert.Equal(Enumerable.Range(0, count).Select(content => TestContent.Hash(content).ToString()).Order(StringComparer.Ordinal), table.Hashes.Select(hash => hash.ToString()));
        for (int content = 0; content < count; content++)
            Assert.Equal(content % 3 == 0 ? _studio : _museum, table.Find(TestContent.Hash(content)));
        Assert.Null(table.Find(TestContent.Hash(-1)));
    }

    [Fact]
    public async Task ATableWithAnyBitFlippedOrAnyEndMissingIsRefused()
    {
        string path = await WriteAsync("table", _first, "objects", 1, [1, 2, 3], _ => _museum);
        byte[] bytes = await File.ReadAllBytesAsync(path, Cancellation);
        string damaged = _home["damaged"];
        for (int bit = 0; bit < bytes.Length * 8; bit++)
        {
            byte[] flipped = [.. bytes];
            flipped[bit / 8] ^= (byte)(1 << (bit % 8));
            await File.WriteAllBytesAsync(damaged, flipped, Cancellation);
            Assert.Throws<KnownSourceTableException>(() => KnownSourceTable.Read(damaged));
        }

        for (int length = 0; length < bytes.Length; length++)
        {
            await File.WriteAllBytesAsync(damaged, bytes[..length], Cancellation);
            Assert.Throws<KnownSourceTableException>(() => KnownSourceTable.Read(damaged));
        }
    }

    [Theory]
    [InlineData(2, false)]
    [InlineData(3, true)]
    [InlineData(4, true)]
    public async Task ATableOfMoreHashesThanAllowedIsRefused(int maximum, bool isTaken)
    {
        string path = await WriteAsync("table", _first, "objects", 1, [1, 2, 3], _ => _museum);
        KnownSources sources = KnownSources.Load([path], new KnownSourcesOptions { TrustedIssuers = [_first.PublicKey], MaximumHashes = maximum });
        Assert.Equal(isTaken, sources.Find(TestContent.Hash(1)) is not null);
        Assert.Equal(!isTaken, sources.Refused.Any(refused => refused.Reason.Contains("3 hashes", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task TheNewestTableIsTakenAndWhyTheOthersAreNotIsSaid()
    {
        using Keypair stranger = TestKeys.Pair("stranger");
        string old = await WriteAsync("1-old", _first, "objects", 1, [1], _ => _museum);
        string recent = await WriteAsync("2-new", _first, "objects", 2, [2], _ => _museum);
        string other = await WriteAsync("3-other", _first, "textures", 1, [3], _ => _museum);
        string again = await WriteAsync("4-again", _first, "objects", 2, [2], _ => _museum);
        string foreign = await WriteAsync("5-foreign", stranger, "objects", 9, [4], _ => _studio);
        string missing = _home["6-missing"];
        KnownSources sources = Load(missing, foreign, again, other, recent, old);
        Assert.Equal(["objects version 2", "textures version 1"], sources.Tables.Select(table => $"{table.Name} version {table.Version}"));
        Assert.Equal(
            [null, _museum, _museum, null],
            Enumerable.Range(1, 4).Select(content => sources.Find(TestContent.Hash(content))));
        Dictionary<string, string> reasons = sources.Refused.ToDictionary(refused => refused.Path, refused => refused.Reason);
        Assert.Equal([old, again, foreign, missing], reasons.Keys.Order(StringComparer.Ordinal));
        Assert.Contains("older than version 2", reasons[old], StringComparison.Ordinal);
        Assert.Contains("same as", reasons[again], StringComparison.Ordinal);
        Assert.Contains("not trusted", reasons[foreign], StringComparison.Ordinal);
    }

    [Fact]
    public async Task OfTwoDifferentTablesOfAVersionNeitherIsTaken()
    {
        string one = await WriteAsync("one", _first, "objects", 2, [1], _ => _museum);
        string two = await WriteAsync("two", _first, "objects", 2, [2], _ => _museum);
        KnownSources sources = Load(one, two);
        Assert.Empty(sources.Tables);
        Assert.Equal(2, sources.Refused.Count(refused => refused.Reason.Contains("different tables", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task TablesThatDisagreeAreReportedAndTheEarlierIssuerDecides()
    {
        string one = await WriteAsync("z", _first, "z", 1, [1, 2, 3], _ => _museum);
        string two = await WriteAsync("a", _second, "a", 1, [2, 3, 4], content => content == 3 ? _museum : _studio);
        KnownSources sources = Load(two, one);
        Assert.Equal(_museum, sources.Find(TestContent.Hash(2)));
        Assert.Equal(_studio, sources.Find(TestContent.Hash(4)));
        ConflictReport report = sources.FindConflicts();
        ProvenanceConflict conflict = Assert.Single(report.Conflicts);
        Assert.Equal(1, report.Count);
        Assert.Equal((TestContent.Hash(2), "z", _museum.Owner, _studio.Owner), (conflict.Hash, conflict.Table.Name, conflict.Owner, conflict.OtherOwner));
        Assert.Contains("a version 1", conflict.OtherClaim, StringComparison.Ordinal);
    }

    [Fact]
    public async Task WhatARegistryGivesToOthersIsReported()
    {
        using UploadRegistry registry = UploadRegistry.Open(_home["registry"]);
        UploadOrigin stranger = new(TestContent.Wallet(7), "campaign/7"), museum = new(_museum.Owner, "campaign/8");
        await registry.GetOrAddAsync(stranger, [TestContent.Claim(1), TestContent.Claim(2)], Cancellation);
        await registry.GetOrAddAsync(museum, [TestContent.Claim(3)], Cancellation);
        string one = await WriteAsync("one", _first, "one", 1, Enumerable.Range(2, 10_000), _ => _museum);
        string two = await WriteAsync("two", _second, "two", 1, [2], _ => _studio);
        ConflictReport report = await Load(one, two).FindConflictsAsync(registry, Cancellation);
        Assert.Equal(1, report.Count);
        ProvenanceConflict conflict = Assert.Single(report.Conflicts);
        Assert.Equal(
            (TestContent.Hash(2), "one", _museum.Owner, stranger.Shard, stranger.Wallet),
            (conflict.Hash, conflict.Table.Name, conflict.Owner, conflict.OtherClaim, conflict.OtherOwner));
    }

    [Fact]
    public async Task AReportNamesAsManyConflictsAsAllowedAndCountsAll()
    {
        string one = await WriteAsync("one", _first, "one", 1, Enumerable.Range(0, 50), _ => _museum);
        string two = await WriteAsync("two", _second, "two", 1, Enumerable.Range(0, 50), _ => _studio);
        ConflictReport report = KnownSources
            .Load([one, two], new KnownSourcesOptions { TrustedIssuers = [_first.PublicKey, _second.PublicKey], MaximumConflicts = 10 })
            .FindConflicts();
        Assert.Equal((50, 10), (report.Count, report.Conflicts.Count));
    }

    [Fact]
    public void ABuilderTakesNoHashForTwoSources()
    {
        KnownSourceTableBuilder builder = new("objects", 1);
        builder.Add(_museum, TestContent.Hash(1));
        builder.Add(_museum, TestContent.Hash(1));
        Assert.Contains(_museum.Name, Assert.Throws<ArgumentException>(() => builder.Add(_studio, TestContent.Hash(1))).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => new KnownSourceTableBuilder(new string('x', 256), 1));
    }

    private KnownSources Load(params string[] paths) =>
        KnownSources.Load(paths, new KnownSourcesOptions { TrustedIssuers = [_first.PublicKey, _second.PublicKey] });

    private async Task<string> WriteAsync(
        string file, Keypair issuer, string name, ulong version, IEnumerable<int> contents, Func<int, KnownSource> sourceOf)
    {
        KnownSourceTableBuilder builder = new(name, version);
        foreach (int content in contents)
            builder.Add(sourceOf(content), TestContent.Hash(content));
        await builder.WriteAsync(_home[file], issuer, Cancellation);
        return _home[file];
    }
}
