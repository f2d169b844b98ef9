using Piwa.Pipeline.Shards;

namespace Piwa.Pipeline.Stores;

/// <summary>One copy between a directory and a store, file by file.</summary>
/// <param name="store">The store.</param>
/// <param name="directory">The directory.</param>
/// <param name="up">Whether to the store; else from it.</param>
/// <param name="kind">What it is that is copied.</param>
/// <param name="source">What the source has, with lengths.</param>
/// <param name="progress">Told behind each file.</param>
internal sealed class StoreCopy(
    S3Store store, string directory, bool up, StoreKind kind, Dictionary<string, long> source, IProgress<StoreSyncProgress>? progress)
{
    private const int CopyBytes = 1 << 20;

    private readonly long _totalBytes = source.Values.Sum();
    private long _files;
    private long _bytes;
    private long _copiedFiles;
    private long _copiedBytes;

    /// <summary>Copies a file, unless it is there and the same.</summary>
    public async ValueTask CopyAsync(string name, CancellationToken cancellationToken)
    {
        string path = StoreFiles.PathOf(directory, name);
        bool copied = up
            ? IsCreatedOnce(name) ? await CreateAsync(name, path, cancellationToken).ConfigureAwait(false)
                : await store.Objects.PutAsync(name, path, cancellationToken).ConfigureAwait(false)
            : await FetchAsync(name, path, cancellationToken).ConfigureAwait(false);
        if (copied)
        {
            Interlocked.Increment(ref _copiedFiles);
            Interlocked.Add(ref _copiedBytes, source[name]);
        }

        progress?.Report(new StoreSyncProgress(Interlocked.Increment(ref _files), source.Count, Interlocked.Add(ref _bytes, source[name]), _totalBytes));
    }

    /// <summary>Looks whether the target has all of it.</summary>
    /// <exception cref="ManifestException">It has not.</exception>
    public async Task VerifyAsync(bool readBack, CancellationToken cancellationToken)
    {
        Dictionary<string, long> target = up ? [] : StoreFiles.In(directory);
        if (up)
        {
            await foreach ((string name, long bytes) in store.Objects.ListAsync("", deep: true, cancellationToken).ConfigureAwait(false))
                target[name] = bytes;
        }

        string[] wrong = [.. source.Where(file => !target.TryGetValue(file.Key, out long bytes) || bytes != file.Value).Select(file => file.Key)];
        if (readBack && wrong.Length == 0)
        {
            foreach (string name in source.Keys.Order(StringComparer.Ordinal))
            {
                if (!await store.Objects.IsSameAsync(name, StoreFiles.PathOf(directory, name), readBack: true, cancellationToken).ConfigureAwait(false))
                    wrong = [.. wrong, name];
            }
        }

        if (wrong.Length > 0)
        {
            throw new ManifestException(
                $"Of {(up ? store : directory)} {wrong.Length} files are not what was copied, {wrong[0]} first. If nobody else writes there, it cannot be relied on.");
        }
    }

    /// <summary>What came of it.</summary>
    public StoreSyncReport Report(long others, bool readBack) =>
        new(source.Count, _totalBytes, _copiedFiles, _copiedBytes, others, readBack ? "read back and compared" : store.Verification);

    /// <summary>Objects of a fleet that whoever comes first creates; and what says which data set it is.</summary>
    private bool IsCreatedOnce(string name) => kind == StoreKind.Fleet
        ? name == StoreFiles.Order || name.StartsWith(UnitRecord.Prefix, StringComparison.Ordinal)
        : name == StoreFiles.Campaign;

    private async Task<bool> CreateAsync(string name, string path, CancellationToken cancellationToken)
    {
        byte[] content = await File.ReadAllBytesAsync(path, cancellationToken).ConfigureAwait(false);
        if (await store.Objects.TryCreateAsync(name, content, cancellationToken).ConfigureAwait(false))
            return true;
        return await store.Objects.IsSameAsync(name, path, readBack: true, cancellationToken).ConfigureAwait(false)
            ? false
            : throw new DatasetMismatchException($"{name} of {store} is another than that of '{directory}', and is not replaced. Name another place.");
    }

    private async Task<bool> FetchAsync(string name, string path, CancellationToken cancellationToken)
    {
        bool isThere = File.Exists(path);
        if (isThere && await store.Objects.IsSameAsync(name, path, readBack: false, cancellationToken).ConfigureAwait(false))
            return false;
        if (isThere && IsCreatedOnce(name))
            throw new DatasetMismatchException($"{name} of '{directory}' is another than that of {store}, and is not replaced. Name another place.");
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        string temporary = DurableFile.TemporaryOf(path);
        try
        {
            Stream stream = await store.Objects.OpenReadAsync(name, cancellationToken).ConfigureAwait(false);
            var file = new FileStream(temporary, FileMode.Create, FileAccess.Write, FileShare.Read, bufferSize: 0);
            await using (stream.ConfigureAwait(false))
            await using (file.ConfigureAwait(false))
            {
                await stream.CopyToAsync(file, CopyBytes, cancellationToken).ConfigureAwait(false);
                file.Flush(flushToDisk: true);
            }

            if (!await store.Objects.IsSameAsync(name, temporary, readBack: false, cancellationToken).ConfigureAwait(false))
                throw new IOException($"Object {name} of {store} did not come as it is. Copy again.");
            DurableFile.Commit(temporary, path);
        }
        finally
        {
            File.Delete(temporary);
        }

        return true;
    }
}
