using Piwa.Pipeline.Stores;
using Piwa.Tests.Infrastructure;

namespace Piwa.Tests.Stores;

public sealed class DirectoryStoreTests : IDisposable
{
    private readonly TemporaryDirectory _home = new();

    private DirectoryStore Store => new(_home["store"]);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose() => _home.Dispose();

    [Fact]
    public async Task OfManyThatCreateOneObjectOneSucceedsAndItIsWhole()
    {
        for (int round = 0; round < 20; round++)
        {
            string name = $"units/{round}.json";
            using var start = new Barrier(16);
            bool[] won = await Task.WhenAll(Enumerable.Range(0, 16).Select(i => Task.Factory.StartNew(
                () =>
                {
                    start.SignalAndWait(Stop);
                    return Store.TryCreateAsync(name, Content(i), Stop);
                },
                Stop,
                TaskCreationOptions.LongRunning,
                TaskScheduler.Default).Unwrap()));
            Assert.Equal(1, won.Count(wins => wins));
            Assert.Equal(Content(Array.IndexOf(won, true)), await ReadAsync(name));
        }

        Assert.Empty(Directory.GetFiles(_home["store"], ".tmp-*", SearchOption.AllDirectories));
        Assert.Equal(20, (await ListAsync("units/")).Count);

        static byte[] Content(int i) => [.. Enumerable.Repeat((byte)i, 5000)];
    }

    [Fact]
    public async Task FilesComeBackAndTheSameMayComeAgain()
    {
        var random = new Random(1);
        byte[] content = new byte[3_000_000];
        random.NextBytes(content);
        await File.WriteAllBytesAsync(_home["file"], content, Stop);
        await Store.UploadAsync("data/a.parquet", _home["file"], Stop);
        await Store.UploadAsync("data/a.parquet", _home["file"], Stop);
        Assert.Equal(content, await ReadAsync("data/a.parquet"));
        Assert.Equal(["data/a.parquet"], await ListAsync("data/"));
    }

    [Fact]
    public async Task WhatIsNotThereIsSaid()
    {
        await Assert.ThrowsAsync<FileNotFoundException>(() => Store.OpenReadAsync("units/1.json", Stop));
        Assert.Empty(await ListAsync("units/"));
    }

    [Theory]
    [InlineData("../a")]
    [InlineData("/etc/passwd")]
    [InlineData("a/../b")]
    [InlineData(".hidden")]
    [InlineData("a//b")]
    [InlineData("A")]
    [InlineData("")]
    public async Task NamesStayWithin(string name)
    {
        await Assert.ThrowsAsync<ArgumentException>(() => Store.TryCreateAsync(name, default, Stop));
        await Assert.ThrowsAsync<ArgumentException>(() => Store.UploadAsync(name, "x", Stop));
        await Assert.ThrowsAsync<ArgumentException>(() => Store.OpenReadAsync(name, Stop));
    }

    private async Task<byte[]> ReadAsync(string name)
    {
        await using Stream stream = await Store.OpenReadAsync(name, Stop);
        var content = new MemoryStream();
        await stream.CopyToAsync(content, Stop);
        return content.ToArray();
    }

    private async Task<List<string>> ListAsync(string prefix)
    {
        List<string> names = [];
        await foreach (string name in Store.ListAsync(prefix, Stop))
            names.Add(name);
        names.Sort(StringComparer.Ordinal);
        return names;
    }
}
