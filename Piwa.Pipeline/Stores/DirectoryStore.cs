using System.Runtime.CompilerServices;

namespace Piwa.Pipeline.Stores;

/// <summary>A store in a directory that all nodes see: a local disk, or a file system of a cluster.</summary>
/// <remarks>
/// An object is written under a name of its own, flushed, and linked to its final name, which fails if there is one. The file system must
/// have hard links that fail so, also between machines.
/// </remarks>
/// <param name="directory">The directory; created when it is not there.</param>
public sealed class DirectoryStore(string directory) : IShardStore
{
    private const int CopyBytes = 1 << 20;

    /// <summary>The directory.</summary>
    public string DirectoryPath { get; } = Path.GetFullPath(directory);

    /// <inheritdoc/>
    public async Task<bool> TryCreateAsync(string name, ReadOnlyMemory<byte> content, CancellationToken cancellationToken = default)
    {
        string path = PathOf(name), temporary = Begin(path);
        try
        {
            FileStream file = Create(temporary);
            await using (file.ConfigureAwait(false))
            {
                await file.WriteAsync(content, cancellationToken).ConfigureAwait(false);
                FailPoint.Reach(path, WriteMoment.Written);
                file.Flush(flushToDisk: true);
            }

            return DurableFile.TryCommitNew(temporary, path);
        }
        finally
        {
            File.Delete(temporary);
        }
    }

    /// <inheritdoc/>
    public async Task UploadAsync(string name, string path, CancellationToken cancellationToken = default)
    {
        string target = PathOf(name), temporary = Begin(target);
        try
        {
            FileStream file = Create(temporary), source = File.OpenRead(path);
            await using (source.ConfigureAwait(false))
            await using (file.ConfigureAwait(false))
            {
                await source.CopyToAsync(file, CopyBytes, cancellationToken).ConfigureAwait(false);
                FailPoint.Reach(target, WriteMoment.Written);
                file.Flush(flushToDisk: true);
            }

            DurableFile.Commit(temporary, target);
        }
        finally
        {
            File.Delete(temporary);
        }
    }

    /// <inheritdoc/>
    public Task<long?> FindLengthAsync(string name, CancellationToken cancellationToken = default)
    {
        var file = new FileInfo(PathOf(name));
        return Task.FromResult<long?>(file.Exists ? file.Length : null);
    }

    /// <inheritdoc/>
    public Task<Stream> OpenReadAsync(string name, CancellationToken cancellationToken = default)
    {
        string path = PathOf(name);
        try
        {
            return Task.FromResult<Stream>(File.OpenRead(path));
        }
        catch (DirectoryNotFoundException fault)
        {
            throw new FileNotFoundException($"There is no {name} in {this}.", path, fault);
        }
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<string> ListAsync(string prefix, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(prefix);
        StoreName.Check(prefix.TrimEnd('/'));
        string folder = Path.Combine(DirectoryPath, prefix);
        if (!Directory.Exists(folder))
            yield break;
        await Task.CompletedTask.ConfigureAwait(false);
        foreach (string path in Directory.EnumerateFiles(folder))
        {
            cancellationToken.ThrowIfCancellationRequested();
            string name = Path.GetFileName(path);
            if (!name.StartsWith(DurableFile.TemporaryPrefix, StringComparison.Ordinal))
                yield return prefix + name;
        }
    }

    /// <summary>The directory.</summary>
    public override string ToString() => DirectoryPath;

    private string PathOf(string name)
    {
        StoreName.Check(name);
        return Path.Combine(DirectoryPath, name);
    }

    /// <summary>An unfinished file that no other process writes to.</summary>
    private static string Begin(string path)
    {
        string folder = Path.GetDirectoryName(path)!;
        Directory.CreateDirectory(folder);
        FailPoint.Reach(path, WriteMoment.Begins);
        return Path.Combine(folder, $"{DurableFile.TemporaryPrefix}{Guid.NewGuid():N}-{Path.GetFileName(path)}");
    }

    private static FileStream Create(string path) => new(path, FileMode.CreateNew, FileAccess.Write, FileShare.None);
}
