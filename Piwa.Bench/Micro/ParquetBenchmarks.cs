using BenchmarkDotNet.Attributes;
using Piwa.Bench.EndToEnd;
using Piwa.Bench.Peers;
using Piwa.Kernels.Devices;
using Piwa.Pipeline.Shards;

namespace Piwa.Bench.Micro;

/// <summary>A shard of a few rows until it is on disk, by our writer and by ParquetSharp with the same table; by row.</summary>
public class ParquetBenchmarks
{
    private const int Rows = 8;

    private readonly string _directory = Directory.CreateTempSubdirectory("piwa-bench-").FullName;
    private HostDevice? _device;
    private StandardAssets? _assets;
    private readonly ShardEncoder _encoder = new(StandardAsset.Campaign.RowLayout, campaign: default);
    private ParquetSharpTable? _table;

    private string Shard => Path.Combine(_directory, "shard.parquet");

    /// <summary>Makes the rows.</summary>
    [GlobalSetup]
    public void SetUp()
    {
        _device = new HostDevice();
        _assets = new StandardAssets(_device, Rows);
        _assets.Make();
        Piwa();
        _table = new ParquetSharpTable(Shard);
    }

    /// <summary>Releases them.</summary>
    [GlobalCleanup]
    public void CleanUp()
    {
        _table?.Dispose();
        _assets?.Dispose();
        _device?.Dispose();
        Directory.Delete(_directory, recursive: true);
    }

    /// <summary>Our shard writer, which hashes the file besides.</summary>
    [Benchmark(OperationsPerInvoke = Rows)]
    public void Piwa() => ShardCeilings.Write(Shard, _encoder, _assets!.Rows);

    /// <summary>ParquetSharp.</summary>
    [Benchmark(OperationsPerInvoke = Rows)]
    public void ParquetSharp() => _table!.Write(Path.Combine(_directory, "peer.parquet"));
}
