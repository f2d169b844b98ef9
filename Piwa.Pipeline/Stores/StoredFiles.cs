using System.Collections.Concurrent;
using Piwa.Pipeline.Shards;
using Piwa.Pipeline.Stores.S3;

namespace Piwa.Pipeline.Stores;

/// <summary>The files of a data set in a bucket, and copies of some of them in a directory of this machine.</summary>
/// <remarks>Thread-safe. A copy is made beside its place and takes it whole; it is made again when the object has another length.</remarks>
internal sealed class StoredFiles(S3Objects objects, string address) : IDatasetOrigin
{
    private const int CopyBytes = 1 << 20;

    private readonly ConcurrentDictionary<string, long> _copies = new(StringComparer.Ordinal);

    /// <inheritdoc/>
    public string Address => address;

    /// <summary>Where the copies are: a directory of this user alone.</summary>
    public string Directory { get; } = System.IO.Directory.CreateTempSubdirectory("piwa-read-").FullName;

    /// <summary>Whether a file was copied.</summary>
    public bool Holds(string name) => _copies.ContainsKey(name);

    /// <summary>Copies files of the data set's top folder, those that are there and not yet copied as long as they are.</summary>
    /// <param name="first">Those that name what is in the others.</param>
    /// <param name="others">The others.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>Whether one of the first was copied now, or is no longer there.</returns>
    public async Task<bool> CopyAsync(IReadOnlyCollection<string> first, IReadOnlyCollection<string> others, CancellationToken cancellationToken)
    {
        Dictionary<string, long> there = await LengthsAsync("", cancellationToken).ConfigureAwait(false);
        bool changed = await CopyAsync(first, there, cancellationToken).ConfigureAwait(false);

        // What is named was put there before what names it: looked at after that, it is there.
        if (changed)
            there = await LengthsAsync("", cancellationToken).ConfigureAwait(false);
        await CopyAsync(others, there, cancellationToken).ConfigureAwait(false);
        return changed;
    }

    /// <inheritdoc/>
    public async Task CopyFolderAsync(string folder, CancellationToken cancellationToken)
    {
        Dictionary<string, long> there = await LengthsAsync(folder, cancellationToken).ConfigureAwait(false);
        foreach ((string name, long _) in there.Where(file => !StoreFiles.IsLeftOut(file.Key) && !IsCopied(file.Key, file.Value)))
            await CopyAsync(name, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async Task CopyAsync(string name, CancellationToken cancellationToken)
    {
        string path = PathOf(name);
        System.IO.Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        string temporary = $"{DurableFile.TemporaryOf(path)}-{Guid.NewGuid():N}";
        long length;
        try
        {
            Stream stream = await objects.OpenReadAsync(name, cancellationToken).ConfigureAwait(false);
            var file = new FileStream(temporary, FileMode.Create, FileAccess.Write, FileShare.Read, bufferSize: 0);
            await using (stream.ConfigureAwait(false))
            await using (file.ConfigureAwait(false))
            {
                await stream.CopyToAsync(file, CopyBytes, cancellationToken).ConfigureAwait(false);
                length = file.Length;
            }

            File.Move(temporary, path, overwrite: true);
        }
        finally
        {
            File.Delete(temporary);
        }

        _copies[name] = length;
    }

    /// <inheritdoc/>
    public Task<long?> FindLengthAsync(string name, CancellationToken cancellationToken) => objects.FindLengthAsync(name, cancellationToken);

    /// <inheritdoc/>
    public async Task<IReadOnlyList<string>> ListAsync(string folder, CancellationToken cancellationToken) =>
        [.. (await LengthsAsync(folder, cancellationToken).ConfigureAwait(false)).Keys.Order(StringComparer.Ordinal)];

    /// <inheritdoc/>
    public IRangeSource Open(string name, long length) => new S3Ranges(objects, name, length);

    /// <summary>Removes the copies.</summary>
    public void Dispose() => System.IO.Directory.Delete(Directory, recursive: true);

    /// <returns>Whether one was copied now, or is no longer there.</returns>
    private async Task<bool> CopyAsync(IReadOnlyCollection<string> names, Dictionary<string, long> there, CancellationToken cancellationToken)
    {
        string[] gone = [.. names.Where(name => !there.ContainsKey(name) && _copies.TryRemove(name, out _))];
        foreach (string name in gone)
            File.Delete(PathOf(name));
        string[] changed = [.. names.Where(name => there.TryGetValue(name, out long bytes) && !IsCopied(name, bytes))];
        await Task.WhenAll(changed.Select(name => CopyAsync(name, cancellationToken))).ConfigureAwait(false);
        return gone.Length + changed.Length > 0;
    }

    private bool IsCopied(string name, long bytes) => _copies.TryGetValue(name, out long copied) && copied == bytes;

    private string PathOf(string name) => StoreFiles.PathOf(Directory, name);

    private async Task<Dictionary<string, long>> LengthsAsync(string folder, CancellationToken cancellationToken)
    {
        Dictionary<string, long> lengths = new(StringComparer.Ordinal);
        await foreach ((string name, long bytes) in objects.ListAsync(folder, deep: false, cancellationToken).ConfigureAwait(false))
            lengths[name] = bytes;
        return lengths;
    }
}
