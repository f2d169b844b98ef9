using Piwa.Pipeline.Shards;
using Piwa.Tests.Chain;
using Piwa.Tests.Infrastructure;

namespace Piwa.Tests.Host;

public sealed class ProofCommandTests(SmallDataset original) : IClassFixture<SmallDataset>, IDisposable
{
    private readonly TemporaryDirectory _home = new();

    private PiwaProcess Piwa => new(_home.Path);

    public void Dispose() => _home.Dispose();

    [Fact]
    public async Task AProofIsWrittenAndCheckedWithoutTheDataSet()
    {
        using Dataset dataset = Dataset.Open(original.Directory);
        string wallet = dataset.Shards[1].Wallet, shard = dataset.PathOf(dataset.Shards[1]);
        (await Piwa.RunAsync("prove", original.Directory, "--asset", "9", "--out", "proof.json")).Exits(0).Says("proof.json", "shard-0000000008.parquet");
        (await Piwa.RunAsync("verify", "--proof", "proof.json")).Exits(0).Says($"wallet {wallet}", "assets 8 to 15: 8 made", "Sound.", "--key asks");
        (await Piwa.RunAsync("verify", "--proof", "proof.json", "--key", wallet, "--shard", shard)).Exits(0).Says("Sound.", "The file is the one.");
        (await Piwa.RunAsync("verify", "--proof", "proof.json", "--key", $"{TestKeys.Key(1)}")).Exits(78).Says("wrong:", wallet, "not of");
        (await Piwa.RunAsync("verify", "--proof", "proof.json", "--shard", "proof.json")).Exits(78).Says("wrong:", "the proof says");
        (await Piwa.RunAsync("verify", original.Directory, "--samples", "0")).Exits(0).Says("3 of 3 shards, by their wallets", "Sound.");

        string text = await File.ReadAllTextAsync(_home["proof.json"], TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(
            _home["changed.json"], text.Replace("\"generator\":", "\"generator\":1", StringComparison.Ordinal), TestContext.Current.CancellationToken);
        (await Piwa.RunAsync("verify", "--proof", "changed.json")).Exits(78).Says("changed.json", "has not signed this");
        await File.WriteAllTextAsync(_home["spaced.json"], text + " ", TestContext.Current.CancellationToken);
        (await Piwa.RunAsync("verify", "--proof", "spaced.json")).Exits(78).Says("not in the form that Piwa writes");
    }

    [Theory]
    [InlineData(2, "Name a data set", "verify", "dataset", "--proof", "proof.json")]
    [InlineData(2, "go with --proof", "verify", "dataset", "--key", "abc")]
    [InlineData(2, "'abc' is not an address", "verify", "--proof", "proof.json", "--key", "abc")]
    [InlineData(1, "none.json", "verify", "--proof", "none.json")]
    [InlineData(1, "no data set", "prove", "none")]
    public async Task WhatIsNotAskedRightIsSaid(int code, string says, params string[] arguments) =>
        (await Piwa.RunAsync(arguments)).Exits(code).Says(says);

    [Fact]
    public async Task AnAssetThatIsInNoShardHasNoProof() =>
        (await Piwa.RunAsync("prove", original.Directory, "--asset", "20")).Exits(2).Says("no asset 20");
}
