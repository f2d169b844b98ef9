// Sinks of one's own: one copies each shard once it is on the ledger, and never misses one; one watches the assets as they are sealed.
using Piwa.Pipeline;
using Piwa.Pipeline.Shards;
using Piwa.Pipeline.Sinks;

string directory = args.Length > 0 ? args[0] : "watched";
var copies = new Copies(Path.Combine(directory, "copies"));
var triangles = new Triangles();

PiwaPipeline pipeline = PiwaPipeline.CreateBuilder()
    .UseRig("objaverse12", resolution: 64)
    .WriteTo(Path.Combine(directory, "dataset"))
    .Configure(options => options.Campaign = options.Campaign with { ShardAssets = 2, TargetTriangles = 1000 })
    .SendShardsTo(copies)
    .SendRowsTo(triangles)
    .Build();
RunReport report = await pipeline.RunAsync(assetCount: 6);
Console.WriteLine($"{report.Progress.Completed} assets, {triangles.Mean:F0} triangles each; shards copied: {await copies.CountAsync(default)}");

/// <summary>Copies shards into a directory. What is there says where a run goes on.</summary>
internal sealed class Copies(string directory) : IShardSink
{
    public Task<int> CountAsync(CancellationToken cancellationToken) =>
        Task.FromResult(Directory.Exists(directory) ? Directory.GetFiles(directory, "*.parquet").Length : 0);

    public async Task ReceiveAsync(ShardRecord shard, string path, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(directory);
        string target = Path.Combine(directory, Path.GetFileName(path)), unfinished = target + ".part";
        await using (FileStream source = File.OpenRead(path), copy = File.Create(unfinished))
            await source.CopyToAsync(copy, cancellationToken);
        File.Move(unfinished, target, overwrite: true);
    }
}

/// <summary>Counts triangles. The row's memory is another's after the call: nothing of it is kept.</summary>
internal sealed class Triangles : IRowSink
{
    private long _triangles;
    private long _assets;

    public double Mean => (double)_triangles / Math.Max(_assets, 1);

    public ValueTask ReceiveAsync(AssetRow row, CancellationToken cancellationToken)
    {
        _triangles += row.TriangleCount;
        _assets++;
        return ValueTask.CompletedTask;
    }
}
