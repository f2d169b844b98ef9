using System.Diagnostics;
using Piwa.Chain.Hashing;
using Piwa.Chain.Keys;
using Piwa.Chain.Provenance;
using Piwa.Chain.Provenance.Registry;
using Piwa.Chain.Provenance.Rocks;

namespace Piwa.Bench.Registry;

/// <summary>What <see cref="RegistryCommand"/> times.</summary>
internal sealed class RegistryWork(string home, long keys, int batch, long memoryBytes)
{
    /// <summary>Calls that wait at a time: while one is answered, the next is there.</summary>
    private const int Callers = 2;

    /// <summary>Lookups of each kind.</summary>
    private const long Lookups = 2_000_000;

    /// <summary>As many as a shard of 64 assets has.</summary>
    private const int BatchesPerShard = 32;

    private readonly PublicKey _wallet = Keypair.Generate().PublicKey;

    /// <summary>By batch, whether it was acknowledged: callers are not in step.</summary>
    private readonly bool[] _acknowledged = new bool[(keys / batch) + 1];

    public async Task<RegistryFigures> RunAsync(bool isAlone, CancellationToken cancellationToken)
    {
        double? plain = isAlone ? null : WritePlain(cancellationToken);
        string directory = Path.Combine(home, "registry");
        UploadRegistryOptions options = new() { MemoryBytes = memoryBytes };
        double rate, hits, misses, processor;
        using (UploadRegistry registry = UploadRegistry.Open(directory, options))
        {
            TimeSpan before = Environment.CpuUsage.TotalTime;
            rate = await MeasureAsync(keys, (from, count) => EnterAsync(registry, from, count, cancellationToken));
            processor = (Environment.CpuUsage.TotalTime - before).TotalMicroseconds / keys;
            long lookups = Math.Min(keys, Lookups);
            long stride = Math.Max(1, keys / lookups);
            hits = await MeasureAsync(
                lookups, (from, count) => FindAsync(registry, from, count, stride, areThere: true, cancellationToken));
            misses = await MeasureAsync(
                lookups, (from, count) => FindAsync(registry, keys + from, count, stride: 1, areThere: false, cancellationToken));
        }

        long start = Stopwatch.GetTimestamp();
        UploadRegistry.Open(directory, options).Dispose();
        TimeSpan reopening = Stopwatch.GetElapsedTime(start);
        long contents = keys - ((keys - 1) / 100);
        return new RegistryFigures(
            keys,
            batch,
            plain,
            rate,
            processor,
            hits,
            misses,
            (double)SizeOf(directory) / contents,
            Process.GetCurrentProcess().PeakWorkingSet64,
            reopening);
    }

    /// <summary>RocksDB as the registry has it, with the same bytes: sorted, and flushed as often.</summary>
    private double WritePlain(CancellationToken cancellationToken)
    {
        string directory = Directory.CreateDirectory(Path.Combine(home, "plain")).FullName;
        TimeSpan time = TimeSpan.Zero;
        using (RocksStore store = new(directory, RegistryTuning.Format(memoryBytes)))
        using (RocksBatch writes = new())
        {
            Hash256[] hashes = new Hash256[batch];
            byte[] value = new byte[UploadValue.MaximumBytes];
            long epoch = DateTimeOffset.UnixEpoch.AddYears(56).ToUnixTimeMilliseconds();
            for (long from = 0; from < keys; from += batch)
            {
                cancellationToken.ThrowIfCancellationRequested();
                int count = (int)Math.Min(batch, keys - from);
                for (int i = 0; i < count; i++)
                    hashes[i] = RegistryContent.Hash(from + i);
                int length = new UploadValue((uint)(from / batch / BatchesPerShard), epoch + from, ContentKind.Mesh).Write(value);
                long start = Stopwatch.GetTimestamp();
                writes.Clear();
                hashes.AsSpan(0, count).Sort((left, right) => Hash256.AsSpan(in left).SequenceCompareTo(Hash256.AsSpan(in right)));
                for (int i = 0; i < count; i++)
                    writes.Put(store.Hashes, Hash256.AsSpan(in hashes[i]), value.AsSpan(0, length));
                store.Write(writes);
                store.Sync();
                time += Stopwatch.GetElapsedTime(start);
            }
        }

        Directory.Delete(directory, recursive: true);
        return keys / time.TotalSeconds;
    }

    private async Task EnterAsync(UploadRegistry registry, long from, int count, CancellationToken cancellationToken)
    {
        UploadOrigin origin = new(_wallet, $"campaign-1/shard-{from / batch / BatchesPerShard:D6}");
        long[] contents = [.. Enumerable.Range(0, count).Select(i => RegistryContent.ContentOf(from + i))];
        bool[] areThere = [.. contents.Select(content => Volatile.Read(ref _acknowledged[content / batch]))];
        ContentClaim[] claims = [.. contents.Select(RegistryContent.Claim)];
        IReadOnlyList<FirstUpload> answers = await registry.GetOrAddAsync(origin, claims, cancellationToken);
        for (int i = 0; i < count; i++)
        {
            if (answers[i].Origin.Wallet != _wallet)
                throw new InvalidOperationException($"Claim {from + i} is answered with somebody else's upload.");
            if (areThere[i] && answers[i].IsNew)
                throw new InvalidOperationException($"Claim {from + i} was acknowledged before, and is answered as new.");
        }

        Volatile.Write(ref _acknowledged[from / batch], true);
    }

    private static async Task FindAsync(
        UploadRegistry registry, long from, int count, long stride, bool areThere, CancellationToken cancellationToken)
    {
        Hash256[] hashes =
        [
            .. Enumerable.Range(0, count).Select(i => RegistryContent.Hash(
                areThere ? RegistryContent.ContentOf((from + i) * stride) : from + i + (1L << 50))),
        ];
        IReadOnlyList<FirstUpload?> answers = await registry.FindAsync(hashes, cancellationToken);
        if (answers.Any(answer => answer is not null != areThere))
            throw new InvalidOperationException("A lookup is answered wrongly.");
    }

    /// <summary>Work in batches by some callers, each with every so manieth batch; a second's rate.</summary>
    private async Task<double> MeasureAsync(long total, Func<long, int, Task> work)
    {
        long start = Stopwatch.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, Callers).Select(async caller =>
        {
            await Task.Yield();
            for (long from = caller * (long)batch; from < total; from += Callers * (long)batch)
                await work(from, (int)Math.Min(batch, total - from));
        }));
        return total / Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    private static long SizeOf(string directory) => new DirectoryInfo(directory).GetFiles().Sum(file => file.Length);
}
