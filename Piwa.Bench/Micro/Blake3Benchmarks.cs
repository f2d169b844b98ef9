using BenchmarkDotNet.Attributes;
using Piwa.Pipeline.Encoding;

namespace Piwa.Bench.Micro;

/// <summary>BLAKE3 of a large input, and of one as short as the hash over hashes.</summary>
public class Blake3Benchmarks
{
    private const int LargeBytes = 1 << 20;
    private const int ShortBytes = 128;

    private readonly byte[] _input = new byte[LargeBytes];
    private readonly Blake3Hasher _hasher = new(Blake3Domain.Plain);

    /// <summary>1 MiB at once.</summary>
    [Benchmark]
    public ContentHash Mebibyte() => Blake3.Hash(_input);

    /// <summary>1 MiB through a hasher that is used again, as sealing does.</summary>
    [Benchmark]
    public ContentHash MebibyteStreamed()
    {
        _hasher.Reset();
        _hasher.Update(_input);
        return _hasher.Finish();
    }

    /// <summary>Four hashes.</summary>
    [Benchmark]
    public ContentHash FourHashes() => Blake3.Hash(_input.AsSpan(0, ShortBytes));
}
