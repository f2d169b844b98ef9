using System.Text.Json;
using Piwa.Pipeline.Encoding;
using Piwa.Pipeline.Shards;

namespace Piwa.Pipeline.Stores;

/// <summary>Makes a data set of what fleets and single machines have finished of a campaign.</summary>
/// <remarks>
/// <para>
/// Shards are entered in the order of their assets; each file is hashed on its way, and one that is not what its record says is refused. Run
/// again, it takes what has been finished since. The data set is then like any: <see cref="PiwaPipeline.RunAsync"/> with the same campaign puts it
/// on a ledger, and makes what nobody has.
/// </para>
/// <para>
/// Of several sources each shard comes once. Where two have it, it must be the same (<see cref="DatasetTree.LeafOf"/>), also as the data set has it
/// already; of records that differ in who made it and when, the one counts that is signed, then the earlier, then the first by its text. So the order in
/// which sources are named changes nothing: into a new directory, no byte of the manifest; in any case, not the root.
/// </para>
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

    /// <summary>Gathers from one store.</summary>
    /// <param name="store">The store; a directory may also hold a data set.</param>
    /// <param name="directory">The data set; created when it is not there.</param>
    /// <param name="progress">Told behind each unit.</param>
    /// <param name="cancellationToken">Stops it; what was gathered stays.</param>
    /// <exception cref="ArgumentException">Nothing was ordered of the store, or it is of uploads.</exception>
    /// <exception cref="DatasetMismatchException">Store and directory hold different campaigns.</exception>
    /// <exception cref="ManifestException">A record or a shard is not what it says.</exception>
    /// <exception cref="IOException">The store cannot be read, the directory not be written, or another process writes to it.</exception>
    public static Task<GatherReport> GatherAsync(
        IShardStore store, string directory, IProgress<GatherReport>? progress = null, CancellationToken cancellationToken = default) =>
        MergeAsync([store], directory, progress, cancellationToken);

    /// <summary>Gathers from several stores.</summary>
    /// <param name="stores">The stores, at least one; a directory may also hold a data set.</param>
    /// <param name="directory">The data set; created when it is not there.</param>
    /// <param name="progress">Told behind each unit.</param>
    /// <param name="cancellationToken">Stops it; what was gathered stays.</param>
    /// <exception cref="ArgumentException">Nothing was ordered of a store, or it is of uploads.</exception>
    /// <exception cref="DatasetMismatchException">Stores, or the directory, hold different campaigns.</exception>
    /// <exception cref="ManifestException">A record or a shard is not what it says, or two have different shards of the same assets.</exception>
    /// <exception cref="IOException">A store cannot be read, the directory not be written, or another process writes to it.</exception>
    public static async Task<GatherReport> MergeAsync(
        IReadOnlyList<IShardStore> stores, string directory, IProgress<GatherReport>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(stores);
        ArgumentOutOfRangeException.ThrowIfZero(stores.Count, nameof(stores));
        List<ShardSource> sources = [];
        try
        {
            foreach (IShardStore store in stores)
            {
                ArgumentNullException.ThrowIfNull(store, nameof(stores));
                sources.Add(await ShardSource.OpenAsync(store, cancellationToken).ConfigureAwait(false));
                Dataset.CheckSame(sources[^1].ToString()!, sources[^1].Order.Campaign, sources[0].Order.Campaign);
            }

            return await GatherAsync(sources, directory, null, progress, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            sources.ForEach(source => source.Dispose());
        }
    }

    /// <summary>Copies the shards that have some assets, each verified on its way. Run again, it goes on; of other assets, it adds theirs.</summary>
    /// <param name="source">A data set or a fleet's store, in a directory or a bucket.</param>
    /// <param name="directory">The data set that they become; created when it is not there.</param>
    /// <param name="firstAsset">Index of the first of these assets.</param>
    /// <param name="assets">How many there are, at least 1; those beyond the source's last are left out.</param>
    /// <param name="progress">Told behind each shard.</param>
    /// <param name="cancellationToken">Stops it; what came stays.</param>
    /// <exception cref="ArgumentException">There is neither a data set nor a fleet's store, or it is of uploads.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The source has none of these assets, nor will it.</exception>
    /// <exception cref="DatasetMismatchException">Source and directory hold different campaigns.</exception>
    /// <exception cref="ManifestException">A shard is not what its record says.</exception>
    /// <exception cref="IOException">The source cannot be read, the directory not be written, or another process writes to it.</exception>
    public static async Task<GatherReport> FetchAsync(
        IShardStore source,
        string directory,
        ulong firstAsset,
        ulong assets,
        IProgress<GatherReport>? progress = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentOutOfRangeException.ThrowIfZero(assets);
        using ShardSource opened = await ShardSource.OpenAsync(source, cancellationToken).ConfigureAwait(false);
        return await FetchAsync(opened, directory, firstAsset, assets, progress, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The same out of a source that is open; not disposed.</summary>
    internal static async Task<GatherReport> FetchAsync(
        ShardSource source, string directory, ulong firstAsset, ulong assets, IProgress<GatherReport>? progress, CancellationToken cancellationToken)
    {
        if (firstAsset >= source.Order.Assets)
            throw new ArgumentOutOfRangeException(nameof(firstAsset), firstAsset, $"{source} has assets 0 to {source.Order.Assets - 1}.");
        ulong last = firstAsset + Math.Min(assets, source.Order.Assets - firstAsset) - 1;
        return await GatherAsync([source], directory, (firstAsset, last), progress, cancellationToken).ConfigureAwait(false);
    }

    private static async Task<GatherReport> GatherAsync(
        List<ShardSource> sources, string directory, (ulong First, ulong Last)? range, IProgress<GatherReport>? progress, CancellationToken cancellationToken)
    {
        WorkOrder order = sources.MaxBy(source => source.Order.Assets)!.Order;
        using Dataset dataset = Dataset.OpenForWriting(directory, order.Campaign);
        HashSet<ulong> there = [.. dataset.Shards.Select(shard => shard.FirstAsset).Where(IsWanted)];
        HashSet<ulong> finished = [.. sources.SelectMany(source => source.Finished).Where(IsWanted)];
        ulong[] wanted = [.. order.UnitsOf(WorkPartition.Whole).Select(unit => unit.FirstAsset).Where(IsWanted)];
        ulong[] missing = [.. wanted.Where(first => !finished.Contains(first) && !there.Contains(first)).Take(MostMissing)];
        var report = new GatherReport(order, finished.Count, there.Count, 0, missing) { Wanted = wanted.LongLength };
        progress?.Report(report);
        using var hashed = new HashedFile();
        var buffer = new byte[CopyBytes];
        foreach (ulong first in finished.Where(first => sources.Count > 1 || !there.Contains(first)).Order())
        {
            cancellationToken.ThrowIfCancellationRequested();
            (ShardSource source, UnitRecord unit) = await ChooseAsync(sources, first, cancellationToken).ConfigureAwait(false);
            if (FindOverlap(dataset, unit.Shard) is { } other)
            {
                CheckSame(source.ToString()!, unit.Shard, directory, other);
                continue;
            }

            await TakeAsync(source, unit, dataset, hashed, buffer, cancellationToken).ConfigureAwait(false);
            report = report with { There = report.There + 1, Gathered = report.Gathered + 1 };
            progress?.Report(report);
        }

        return report with { Root = dataset.Root };

        bool IsWanted(ulong first) => range is not { } asked || (first <= asked.Last && first + (ulong)order.Campaign.ShardAssets > asked.First);
    }

    /// <summary>The record of a shard that counts, of all that have one, and where it is from.</summary>
    private static async Task<(ShardSource Source, UnitRecord Unit)> ChooseAsync(List<ShardSource> sources, ulong first, CancellationToken cancellationToken)
    {
        (ShardSource Source, UnitRecord Unit, string Text)? chosen = null;
        foreach (ShardSource source in sources)
        {
            if (!source.Finished.Contains(first))
                continue;
            UnitRecord unit = await source.ReadAsync(first, cancellationToken).ConfigureAwait(false);
            string text = sources.Count > 1 ? JsonSerializer.Serialize(unit.Shard, DatasetJson.Default.ShardRecord) : "";
            if (chosen is { } other)
                CheckSame(source.ToString()!, unit.Shard, other.Source.ToString()!, other.Unit.Shard);
            if (chosen is not { } last || Compare((unit, text), (last.Unit, last.Text)) < 0)
                chosen = (source, unit, text);
        }

        return (chosen!.Value.Source, chosen.Value.Unit);

        static int Compare((UnitRecord Unit, string Text) left, (UnitRecord Unit, string Text) right)
        {
            int byTime = Time(left.Unit).CompareTo(Time(right.Unit));
            return byTime != 0 ? byTime : string.CompareOrdinal(left.Text, right.Text);
        }

        static long Time(UnitRecord unit) => unit.Shard.Time ?? long.MaxValue;
    }

    /// <exception cref="ManifestException">They are different shards.</exception>
    private static void CheckSame(string place, ShardRecord shard, string otherPlace, ShardRecord other)
    {
        if (DatasetTree.LeafOf(shard) == DatasetTree.LeafOf(other))
            return;
        throw new ManifestException(
            $"{place} and {otherPlace} have different shards of the same assets: {Describe(shard)}; {Describe(other)}. "
            + "If one of the machines is wrong, 'piwa devices' on both says which. Leave that store out, or remove the shard there.");

        static string Describe(ShardRecord said) => $"{said.Assets} from {said.FirstAsset}, BLAKE3 {said.FileHash}, by {said.Wallet} on {said.Device}";
    }

    /// <summary>A shard of a data set that has an asset of another; null if none has.</summary>
    private static ShardRecord? FindOverlap(Dataset dataset, ShardRecord shard) =>
        dataset.FindLast(shard.FirstAsset + (ulong)shard.Assets - 1) is { } last && last.FirstAsset + (ulong)last.Assets > shard.FirstAsset ? last : null;

    private static async Task TakeAsync(
        ShardSource source, UnitRecord unit, Dataset dataset, HashedFile hashed, byte[] buffer, CancellationToken cancellationToken)
    {
        ShardRecord shard = unit.Shard;
        string path = dataset.PathOf(shard), temporary = DurableFile.TemporaryOf(path);
        try
        {
            FailPoint.Reach(path, WriteMoment.Begins);
            Stream from = await source.OpenAsync(shard, cancellationToken).ConfigureAwait(false);
            var file = new FileStream(temporary, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0);
            await using (from.ConfigureAwait(false))
            await using (file.ConfigureAwait(false))
            {
                hashed.Begin(file);
                for (int count; (count = await from.ReadAsync(buffer, cancellationToken).ConfigureAwait(false)) > 0;)
                    hashed.Write(buffer.AsSpan(0, count));
                (ContentHash hash, long bytes, _) = hashed.Finish();
                if (hash != shard.FileHash || bytes != shard.Bytes)
                {
                    throw new ManifestException(
                        $"{source.NameOf(shard)} of {source} has {bytes} bytes and BLAKE3 {hash}, and is not what its name and its unit say. "
                        + source.AdviceFor(shard, isThere: true));
                }

                FailPoint.Reach(path, WriteMoment.Written);
                file.Flush(flushToDisk: true);
            }

            DurableFile.Commit(temporary, path);
        }
        catch (FileNotFoundException fault)
        {
            throw new ManifestException($"{source.NameOf(shard)} is missing in {source}. {source.AdviceFor(shard, isThere: false)}", fault);
        }
        finally
        {
            File.Delete(temporary);
        }

        dataset.Bury(unit.DeadLetters);
        if (unit.Maker is { } maker)
            dataset.EnterMaker(maker);
        dataset.Commit(shard);
    }
}
