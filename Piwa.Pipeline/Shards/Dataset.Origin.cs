namespace Piwa.Pipeline.Shards;

/// <content>Data sets that lie elsewhere than in a directory; see <see cref="Stores.DatasetMirror"/>.</content>
public sealed partial class Dataset
{
    private const string SchemeMark = "://";

    /// <summary>Where the data set lies: its directory, or its address in a bucket.</summary>
    public string Address => _origin?.Address ?? DirectoryPath;

    /// <summary>Whether it lies elsewhere than in a directory. It can only be read then.</summary>
    public bool IsRemote => _origin is not null;

    /// <summary>What it is called: the last part of <see cref="Address"/>.</summary>
    public string Name => Path.GetFileName(Path.TrimEndingDirectorySeparator(IsRemote ? Address : Path.GetFullPath(DirectoryPath)));

    /// <summary>Whether the origin ends with the data set.</summary>
    private bool OwnsOrigin { get; init; }

    /// <inheritdoc/>
    public void Dispose()
    {
        _lock?.Dispose();
        if (OwnsOrigin)
            _origin?.Dispose();
    }

    /// <summary>Opens a data set whose small files were copied into a directory.</summary>
    /// <param name="directory">The directory.</param>
    /// <param name="origin">Where it lies.</param>
    /// <param name="owns">Whether the origin ends with the data set.</param>
    /// <exception cref="ManifestException">The campaign or the manifest is damaged.</exception>
    internal static Dataset Open(string directory, IDatasetOrigin origin, bool owns)
    {
        try
        {
            return Load(directory, lockFile: null, origin, owns, mend: false);
        }
        catch (ManifestException fault)
        {
            throw new ManifestException(fault.Message.Replace(directory, origin.Address, StringComparison.Ordinal), fault);
        }
    }

    /// <summary>A message in which files are called by where they lie, not by where their copies do.</summary>
    internal string Named(string message) => IsRemote ? message.Replace(DirectoryPath, Address, StringComparison.Ordinal) : message;

    /// <summary>Where a shard's file lies, for messages.</summary>
    internal string PlaceOf(ShardRecord shard) => IsRemote ? $"{Address}/{shard.File}" : PathOf(shard);

    /// <summary>Copies the ledger into the directory, where the data set lies elsewhere.</summary>
    /// <exception cref="IOException">It cannot be read.</exception>
    internal Task BringLedgerAsync(CancellationToken cancellationToken) => BringFolderAsync(Path.GetFileName(LedgerPath), cancellationToken);

    /// <summary>Copies what uploaded assets are made from into the directory, where the data set lies elsewhere.</summary>
    /// <exception cref="IOException">It cannot be read.</exception>
    internal Task BringSourcesAsync(CancellationToken cancellationToken) => BringFolderAsync(SourceDirectory, cancellationToken);

    /// <summary>Copies a shard's file into the directory, where the data set lies elsewhere. It is released by <see cref="Release"/>.</summary>
    /// <exception cref="IOException">It cannot be read.</exception>
    internal Task BringAsync(ShardRecord shard, CancellationToken cancellationToken) =>
        _origin?.CopyAsync(shard.File, cancellationToken) ?? Task.CompletedTask;

    /// <summary>Deletes the copy of a shard's file, if it is one.</summary>
    internal void Release(ShardRecord shard)
    {
        if (IsRemote)
            File.Delete(PathOf(shard));
    }

    /// <summary>Length of a shard's file, in bytes; null if it is missing.</summary>
    /// <exception cref="IOException">It cannot be looked at.</exception>
    internal async Task<long?> FindLengthAsync(ShardRecord shard, CancellationToken cancellationToken)
    {
        if (_origin is not null)
            return await _origin.FindLengthAsync(shard.File, cancellationToken).ConfigureAwait(false);
        return new FileInfo(PathOf(shard)) is { Exists: true } file ? file.Length : null;
    }

    /// <summary>The files that lie where shards do, by their names below the data set.</summary>
    /// <exception cref="IOException">They cannot be listed.</exception>
    internal async Task<IReadOnlyList<string>> ListShardFilesAsync(CancellationToken cancellationToken)
    {
        if (_origin is not null)
            return await _origin.ListAsync(ShardDirectory + "/", cancellationToken).ConfigureAwait(false);
        string folder = Path.Combine(DirectoryPath, ShardDirectory);
        return Directory.Exists(folder)
            ? [.. Directory.EnumerateFiles(folder).Select(path => $"{ShardDirectory}/{Path.GetFileName(path)}")]
            : [];
    }

    private static void CheckIsDirectory(string directory)
    {
        if (directory.Contains(SchemeMark, StringComparison.Ordinal))
        {
            throw new ArgumentException(
                $"'{directory}' is no directory. A data set in a bucket can be read there and no more: copy it into a directory first, with "
                + $"'piwa sync {directory} DIRECTORY'.");
        }
    }

    private Task BringFolderAsync(string folder, CancellationToken cancellationToken) =>
        _origin?.CopyFolderAsync(folder + "/", cancellationToken) ?? Task.CompletedTask;
}
