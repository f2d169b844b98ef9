using Piwa.Pipeline.Encoding;
using Piwa.Pipeline.Shards;

namespace Piwa.Pipeline.Stores;

/// <summary>Makes a data set of the work units that a fleet has finished.</summary>
/// <remarks>
/// Shards are entered in the order of their assets; each file is hashed on its way, and one that is not what its record says is refused. Run
/// again, it takes what has been finished since. The data set is then like any: <see cref="PiwaPipeline.RunAsync"/> with the same campaign puts it
/// on a ledger, and makes what no node has.
/// </remarks>
public static class FleetGatherer
{
    private const int MostMissing = 20;
    private const int CopyBytes = 1 << 20;

    /// <summary>What a store is to have; null if nothing was ordered yet.</summary>
    /// <exception cref="ManifestException">The order is damaged.</exception>
    public static async Task<WorkOrder?> FindOrderAsync(IShardStore store, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(store);
        return (await UnitStore.FindAsync(store, cancellationToken).ConfigureAwait(false))?.Order;
    }

    /// <summary>Gathers.</summary>
    /// <param name="store">The store.</param>
    /// <param name="directory">The data set; created when it is not there.</param>
    /// <param name="progress">Told behind each unit.</param>
    /// <param name="cancellationToken">Stops it; what was gathered stays.</param>
    /// <exception cref="ArgumentException">Nothing was ordered of the store.</exception>
    /// <exception cref="DatasetMismatchException">The directory holds another campaign.</exception>
    /// <exception cref="ManifestException">A record or a shard of the store is not what it says.</exception>
    /// <exception cref="IOException">The store cannot be read, the directory not be written, or another process writes to it.</exception>
    public static async Task<GatherReport> GatherAsync(
        IShardStore store, string directory, IProgress<GatherReport>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(store);
        UnitStore units = await UnitStore.FindAsync(store, cancellationToken).ConfigureAwait(false)
            ?? throw new ArgumentException($"There is no work in {store}. Begin with: piwa work --store {store} --assets COUNT", nameof(store));
        using Dataset dataset = Dataset.OpenForWriting(directory, units.Order.Campaign);
        HashSet<ulong> there = [.. dataset.Shards.Select(shard => shard.FirstAsset)];
        HashSet<ulong> finished = await units.FinishedAsync(cancellationToken).ConfigureAwait(false);
        ulong[] missing = [.. units.Order.UnitsOf(WorkPartition.Whole)
            .Select(unit => unit.FirstAsset).Where(first => !finished.Contains(first) && !there.Contains(first)).Take(MostMissing)];
        var report = new GatherReport(units.Order, finished.Count, there.Count, 0, missing);
        progress?.Report(report);
        var hashed = new HashedFile();
        var buffer = new byte[CopyBytes];
        foreach (ulong first in finished.Where(first => !there.Contains(first)).Order())
        {
            cancellationToken.ThrowIfCancellationRequested();
            UnitRecord unit = await units.ReadAsync(first, cancellationToken).ConfigureAwait(false);
            await TakeAsync(units, unit, dataset, hashed, buffer, cancellationToken).ConfigureAwait(false);
            report = report with { There = report.There + 1, Gathered = report.Gathered + 1 };
            progress?.Report(report);
        }

        return report;
    }

    private static async Task TakeAsync(
        UnitStore units, UnitRecord unit, Dataset dataset, HashedFile hashed, byte[] buffer, CancellationToken cancellationToken)
    {
        string path = dataset.PathOf(unit.Shard), temporary = DurableFile.TemporaryOf(path), name = UnitRecord.DataName(unit.Shard);
        try
        {
            FailPoint.Reach(path, WriteMoment.Begins);
            Stream source = await units.Store.OpenReadAsync(name, cancellationToken).ConfigureAwait(false);
            var file = new FileStream(temporary, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0);
            await using (source.ConfigureAwait(false))
            await using (file.ConfigureAwait(false))
            {
                hashed.Begin(file);
                for (int count; (count = await source.ReadAsync(buffer, cancellationToken).ConfigureAwait(false)) > 0;)
                    hashed.Write(buffer.AsSpan(0, count));
                long bytes = hashed.Position;
                ContentHash hash = hashed.Finish();
                if (hash != unit.Shard.FileHash || bytes != unit.Shard.Bytes)
                {
                    throw new ManifestException(
                        $"{name} of {units.Store} has {bytes} bytes and BLAKE3 {hash}, and is not what its name and its unit say. "
                        + $"Remove it and {UnitRecord.NameOf(unit.Shard.FirstAsset)}; 'piwa work' makes them again.");
                }

                FailPoint.Reach(path, WriteMoment.Written);
                file.Flush(flushToDisk: true);
            }

            DurableFile.Commit(temporary, path);
        }
        catch (FileNotFoundException fault)
        {
            throw new ManifestException(
                $"{name} is missing in {units.Store}. Remove {UnitRecord.NameOf(unit.Shard.FirstAsset)}; 'piwa work' makes both again.", fault);
        }
        finally
        {
            File.Delete(temporary);
        }

        dataset.Bury(unit.DeadLetters);
        dataset.Commit(unit.Shard);
    }
}
