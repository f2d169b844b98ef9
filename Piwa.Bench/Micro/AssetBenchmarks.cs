using BenchmarkDotNet.Attributes;
using Piwa.Kernels.Buffers;
using Piwa.Kernels.Devices;

namespace Piwa.Bench.Micro;

/// <summary>Benchmarks over the first standard asset, on one thread.</summary>
public abstract class AssetBenchmarks
{
    private HostDevice? _device;
    private StandardAssets? _assets;

    /// <summary>The asset, made and sealed.</summary>
    private protected StandardAssets Assets => _assets!;

    /// <summary>Its buffers.</summary>
    private protected AssetBuffer Asset => Assets.Batch[0];

    /// <summary>The device's kernels.</summary>
    private protected IHostKernels Kernels => _device!.Kernels;

    /// <summary>Makes the asset.</summary>
    [GlobalSetup]
    public virtual void SetUp()
    {
        _device = new HostDevice(threadCount: 1);
        _assets = new StandardAssets(_device, 1);
        _assets.Make();
    }

    /// <summary>Releases it.</summary>
    [GlobalCleanup]
    public virtual void CleanUp()
    {
        _assets?.Dispose();
        _device?.Dispose();
    }
}
