using Piwa.Pipeline.Shards;

namespace Piwa.Pipeline.Stores;

/// <summary>Reads a data set that lies in a bucket: <c>piwa sync</c> puts one there.</summary>
/// <remarks>
/// <para>
/// Its small files (campaign, manifest, dead letters, makers, uploads, posts, promotions, verdicts, labels) are copied into a temporary directory of this machine, which ends with
/// the mirror; so is the ledger, once a proof is asked for. Shards stay where they are: of each, the footer and the columns of the row groups that are read.
/// </para>
/// <para>Thread-safe; whoever makes it disposes it, after the data sets that were read through it.</para>
/// </remarks>
public sealed class DatasetMirror : IDisposable
{
    private static readonly string[] Naming = [StoreFiles.Campaign, "manifest.jsonl"];
    private static readonly string[] Named = ["dead-letters.jsonl", "uploads.jsonl", "telemetry.jsonl", "promotions.log", "makers.jsonl", "oracle.log", "labels.jsonl"];

    private readonly S3Store _store;
    private readonly StoredFiles _files;
    private readonly SemaphoreSlim _reading = new(1);
    private Dataset? _dataset;

    /// <summary>Reads a data set. Nothing is asked for yet.</summary>
    /// <param name="address"><c>s3://bucket/prefix</c>; see <see cref="S3Store"/>.</param>
    /// <param name="options">How the store is spoken with; null for the defaults.</param>
    /// <exception cref="ArgumentException">It is no address, or the options are wrong.</exception>
    /// <exception cref="IOException">It is not said which server.</exception>
    public DatasetMirror(string address, S3StoreOptions? options = null)
    {
        _store = new S3Store(address, options);
        _files = new StoredFiles(_store.Objects, _store.ToString());
    }

    /// <summary>Whether an address is one of a data set in a bucket, and not of a directory.</summary>
    public static bool IsAddress(string address)
    {
        ArgumentNullException.ThrowIfNull(address);
        return ShardStore.IsRemote(address);
    }

    /// <summary>Opens a data set to read it, wherever it lies.</summary>
    /// <param name="address">A directory, or <c>s3://bucket/prefix</c>.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="DirectoryNotFoundException">There is no data set.</exception>
    /// <exception cref="ManifestException">The campaign or the manifest is damaged.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static Task<Dataset> OpenAsync(string address, CancellationToken cancellationToken = default) =>
        IsAddress(address) ? OpenAsync(address, null, cancellationToken) : Task.FromResult(Dataset.Open(address));

    /// <summary>The data set as it is: the same object as long as it has not grown.</summary>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The data set; null if there is none yet.</returns>
    /// <exception cref="ManifestException">The campaign or the manifest is damaged.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public Task<Dataset?> ReadAsync(CancellationToken cancellationToken = default) => ReadAsync(owned: null, cancellationToken);

    /// <inheritdoc/>
    public void Dispose()
    {
        _files.Dispose();
        _store.Dispose();
        _reading.Dispose();
    }

    /// <summary>Opens a data set in a bucket; the mirror ends with it.</summary>
    internal static async Task<Dataset> OpenAsync(string address, S3StoreOptions? options, CancellationToken cancellationToken)
    {
        var mirror = new DatasetMirror(address, options);
        try
        {
            var owned = new OwnedFiles(mirror);
            return await mirror.ReadAsync(owned, cancellationToken).ConfigureAwait(false)
                ?? throw new DirectoryNotFoundException(
                    $"There is no data set in '{mirror._store}': {StoreFiles.Campaign} is missing. Put one there with: piwa sync DIRECTORY {mirror._store}");
        }
        catch
        {
            mirror.Dispose();
            throw;
        }
    }

    private async Task<Dataset?> ReadAsync(OwnedFiles? owned, CancellationToken cancellationToken)
    {
        await _reading.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            bool changed = await _files.CopyAsync(Naming, Named, cancellationToken).ConfigureAwait(false);
            if (!_files.Holds(StoreFiles.Campaign))
                return _dataset = null;
            if (_dataset is null || changed)
                _dataset = Dataset.Open(_files.Directory, owned ?? (IDatasetOrigin)_files, owns: owned is not null);
            return _dataset;
        }
        finally
        {
            _reading.Release();
        }
    }

    /// <summary>The mirror's files, and its end.</summary>
    private sealed class OwnedFiles(DatasetMirror mirror) : IDatasetOrigin
    {
        public string Address => mirror._files.Address;

        public Task CopyFolderAsync(string folder, CancellationToken cancellationToken) => mirror._files.CopyFolderAsync(folder, cancellationToken);

        public Task CopyAsync(string name, CancellationToken cancellationToken) => mirror._files.CopyAsync(name, cancellationToken);

        public Task<long?> FindLengthAsync(string name, CancellationToken cancellationToken) => mirror._files.FindLengthAsync(name, cancellationToken);

        public Task<IReadOnlyList<string>> ListAsync(string folder, CancellationToken cancellationToken) => mirror._files.ListAsync(folder, cancellationToken);

        public IRangeSource Open(string name, long length) => mirror._files.Open(name, length);

        public void Dispose() => mirror.Dispose();
    }
}
