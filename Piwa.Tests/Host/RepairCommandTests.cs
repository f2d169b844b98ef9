using System.Diagnostics;
using Piwa.Pipeline.Shards;
using Piwa.Tests.Infrastructure;

namespace Piwa.Tests.Host;

public sealed class RepairCommandTests : IDisposable
{
    private static readonly string[] Small = ["--resolution", "64", "--triangles", "600", "--shard-assets", "8"];

    private readonly TemporaryDirectory _home = new();
    private readonly PiwaProcess _piwa;

    public RepairCommandTests() => _piwa = new PiwaProcess(_home.Path);

    public void Dispose() => _home.Dispose();

    [Fact]
    public async Task ADamagedSetIsRepairedAndProvenEqual()
    {
        (await _piwa.RunAsync(["generate", "--assets", "12", .. Small])).Exits(0);
        (await _piwa.RunAsync("repair", "dataset")).Exits(0).Says("Sound.", "Nothing to repair");
        string shard = _home["dataset/shards/shard-0000000008.parquet"];
        byte[] whole = await File.ReadAllBytesAsync(shard, TestContext.Current.CancellationToken);
        await File.WriteAllBytesAsync(shard, whole[..^1], TestContext.Current.CancellationToken);

        (await _piwa.RunAsync("repair", "dataset", "--dry-run")).Exits(78).Says("to make again: shards/shard-0000000008.parquet", "1 finding");
        using (Dataset dataset = Dataset.Open(_home["dataset"]))
        using (Dataset.OpenForWriting(_home["dataset"], dataset.Campaign))
            (await _piwa.RunAsync("repair", "dataset")).Exits(1).Says("Another process writes");
        (await _piwa.RunAsync("repair", "dataset", "--threads", "1")).Exits(0).Says("repaired: shards/shard-0000000008.parquet", "Sound.", "1 repaired");
        Assert.Equal(whole, await File.ReadAllBytesAsync(shard, TestContext.Current.CancellationToken));
        (await _piwa.RunAsync("verify", "dataset", "--samples", "0")).Exits(0).Says("Sound.");
        (await _piwa.RunAsync("replay", "dataset")).Exits(0).Says("0 dead letters replayed");
        (await _piwa.RunAsync("replay", "dataset", "--asset", "7")).Exits(2).Says("no letter of asset 7");

        File.Delete(_home["dataset/ledger/ledger.log"]);
        (await _piwa.RunAsync("repair", "dataset", "--quiet")).Exits(78).Says("ledger");
        (await _piwa.RunAsync("repair", "nowhere")).Exits(1).Says("piwa generate --out nowhere");
    }

    // Whenever it is killed, each file is what it was or what it is to be, and the next repair goes on.
    [Fact]
    public async Task AKilledRepairLeavesWholeFilesOnly()
    {
        const int Shards = 8;
        (await _piwa.RunAsync(["generate", "--assets", "64", .. Small])).Exits(0);
        string[] files = [.. Enumerable.Range(0, Shards).Select(i => _home["dataset/" + Dataset.ShardFile((ulong)(8 * i))])];
        byte[][] whole = [.. files.Select(File.ReadAllBytes)];
        foreach (string file in files)
            File.Delete(file);

        using (Process running = _piwa.Start("repair", "dataset"))
        {
            // The first shard is back: it is at work.
            for (int i = 0; i < 600 && !File.Exists(files[0]) && !running.HasExited; i++)
                await Task.Delay(20, TestContext.Current.CancellationToken);
            running.Kill();
            await PiwaProcess.FinishAsync(running);
        }

        Assert.True(File.Exists(files[0]));
        Assert.All(Enumerable.Range(0, Shards), i => Assert.True(!File.Exists(files[i]) || whole[i].AsSpan().SequenceEqual(File.ReadAllBytes(files[i]))));
        (await _piwa.RunAsync("repair", "dataset")).Exits(0).Says("Sound.");
        Assert.All(Enumerable.Range(0, Shards), i => Assert.Equal(whole[i], File.ReadAllBytes(files[i])));
        Assert.False(Directory.Exists(_home["dataset/.tmp-repair"]));
    }

    [Fact]
    public async Task AReplayEndsByWhatItFinds()
    {
        await SmallRun.RunAsync(_home["dataset"], 8, options => options.RecipeSource = inner =>
            new SmallRun.Faulty(inner, (index, recipe) => index == 5 ? SmallRun.CutAway(recipe) : recipe));
        (await _piwa.RunAsync("replay", "dataset", "--asset", "5")).Exits(0).Says("fails in the same way", "1 dead letters replayed");
        using (Dataset dataset = Dataset.OpenForRepair(_home["dataset"]))
            dataset.ReplaceDeadLetters(dataset.ReadDeadLetters(out _).Select(letter => letter with { Stage = "render" }));
        (await _piwa.RunAsync("replay", "dataset")).Exits(78).Says("fails otherwise: generate:", "0 fail in the same way");
    }
}
