using Piwa.Pipeline.Shards;
using Piwa.Pipeline.Stores.S3;

namespace Piwa.Pipeline.Stores;

/// <summary>Copies the store of a fleet, or a data set, from a directory to S3, or back; what is there and the same is left.</summary>
/// <remarks>
/// What others name comes first, what names it last: whoever reads the target meanwhile finds what a manifest or a unit says. Each file is
/// verified when it is there, by the checksums that the server was found to honour, or by reading it back. Nothing is deleted. A data set is locked
/// meanwhile, as by a run.
/// </remarks>
public static class StoreSync
{
    /// <summary>Files under way at once: most of a fleet's are small, and each is some round trips.</summary>
    private const int ParallelFiles = 8;

    /// <summary>Copies.</summary>
    /// <param name="source">A directory, or <c>s3://bucket/prefix</c>.</param>
    /// <param name="target">The other of the two.</param>
    /// <param name="readBack">Whether all is read back and compared in the end, whatever the server was found to honour.</param>
    /// <param name="progress">Told behind each file.</param>
    /// <param name="cancellationToken">Stops it; what was copied stays, and the next call goes on.</param>
    /// <exception cref="ArgumentException">Not one of the two is a directory and one on S3, or the source holds nothing that is known.</exception>
    /// <exception cref="DatasetMismatchException">The target holds another data set, or another fleet's store.</exception>
    /// <exception cref="ManifestException">What is there at the target is not what was copied.</exception>
    /// <exception cref="IOException">One of the two cannot be read or written; the message says what to do.</exception>
    public static async Task<StoreSyncReport> RunAsync(
        string source,
        string target,
        bool readBack = false,
        IProgress<StoreSyncProgress>? progress = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(source);
        ArgumentException.ThrowIfNullOrEmpty(target);
        if (ShardStore.IsRemote(source) == ShardStore.IsRemote(target))
        {
            throw new ArgumentException(
                $"Of '{source}' and '{target}' one must be a directory and the other an address such as s3://BUCKET/PREFIX.", nameof(target));
        }

        using var store = new S3Store(ShardStore.IsRemote(target) ? target : source);
        return await RunAsync(store, ShardStore.IsRemote(target) ? source : target, ShardStore.IsRemote(target), readBack, progress, cancellationToken)
            .ConfigureAwait(false);
    }

    /// <summary>Copies between a directory and a store.</summary>
    internal static async Task<StoreSyncReport> RunAsync(
        S3Store store, string directory, bool up, bool readBack, IProgress<StoreSyncProgress>? progress, CancellationToken cancellationToken)
    {
        directory = Path.GetFullPath(directory);
        if (up && !Directory.Exists(directory))
            throw new DirectoryNotFoundException($"There is no directory '{directory}'.");

        // Its checksums are of use in both directions; a reader may have no right to write the objects that tell them.
        if (up)
            await store.EnsureProbedAsync(cancellationToken).ConfigureAwait(false);
        Dictionary<string, long> there = await ListAsync(store, cancellationToken).ConfigureAwait(false);
        Dictionary<string, long> here = StoreFiles.In(directory);
        Dictionary<string, long> source = up ? here : there, target = up ? there : here;
        StoreKind kind = StoreFiles.KindOf(source.Keys, up ? directory : store.ToString());
        if (target.Count > 0 && StoreFiles.FindKind(target.Keys) is { } other && other != kind)
            throw new DatasetMismatchException($"'{(up ? store : directory)}' is {StoreFiles.Describe(other)}, and the source {StoreFiles.Describe(kind)}.");
        Directory.CreateDirectory(directory);
        using FileStream? held = kind == StoreKind.Dataset ? Dataset.Lock(directory) : null;

        // Once more: until it was locked, another process may have written.
        if (up && held is not null)
            source = StoreFiles.In(directory);
        var copy = new StoreCopy(store, directory, up, kind, source, progress);
        foreach (string[] names in StoreFiles.InOrder(kind, source.Keys))
        {
            await Parallel.ForEachAsync(
                names,
                new ParallelOptions { MaxDegreeOfParallelism = ParallelFiles, CancellationToken = cancellationToken },
                copy.CopyAsync).ConfigureAwait(false);
        }

        await copy.VerifyAsync(readBack, cancellationToken).ConfigureAwait(false);
        return copy.Report(target.Keys.Count(name => !source.ContainsKey(name)), readBack);
    }

    private static async Task<Dictionary<string, long>> ListAsync(S3Store store, CancellationToken cancellationToken)
    {
        Dictionary<string, long> found = [];
        await foreach ((string name, long bytes) in store.Objects.ListAsync("", deep: true, cancellationToken).ConfigureAwait(false))
        {
            if (!name.StartsWith(S3Probe.Prefix, StringComparison.Ordinal) && !StoreFiles.IsLeftOut(name))
                found[name] = bytes;
        }

        return found;
    }
}
