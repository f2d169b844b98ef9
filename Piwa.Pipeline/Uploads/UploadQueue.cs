using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using Piwa.Chain.Keys;
using Piwa.Pipeline.Encoding;
using Piwa.Pipeline.Shards;

namespace Piwa.Pipeline.Uploads;

/// <summary>Takes files of many uploaders, and makes assets of them, one after the other, in one data set.</summary>
/// <remarks>
/// <para>
/// The wallet of the pipeline is the host's: it signs shards and certificates. Each asset is its uploader's. A file that was received lies on
/// disk and stands in <c>queue.jsonl</c> before the uploader is told so; whatever stops the host, it goes on with what waits when it is opened
/// again.
/// </para>
/// <para>
/// Thread-safe. One thread of work at a time: <see cref="Start"/> begins it, <see cref="DisposeAsync"/> ends it, and what was under way waits
/// for the next time. One process may have the directory open.
/// </para>
/// </remarks>
[SuppressMessage("Naming", "CA1711", Justification = "It is a queue: of work, not of objects.")]
public sealed partial class UploadQueue : IAsyncDisposable
{
    private const string BookFile = "queue.jsonl";
    private const string LockFile = ".lock";
    private const string FilesDirectory = "files";
    private const string CertificatesDirectory = "certificates";
    private const int IdBytes = 16;
    private const int MaximumNameLength = 200;
    private const int BufferBytes = 1 << 16;

    private readonly PiwaPipeline _pipeline;
    private readonly UploadQueueOptions _options;
    private readonly FileStream _lock;
    private readonly QueueBook _book;
    private readonly SemaphoreSlim _signal = new(0);
    private readonly CancellationTokenSource _stop = new();
    private Task _working = Task.CompletedTask;

    private UploadQueue(PiwaPipeline pipeline, UploadQueueOptions options, FileStream lockFile)
    {
        _pipeline = pipeline;
        _options = options;
        _lock = lockFile;
        _book = QueueBook.Open(Path.Combine(options.Directory, BookFile), options);
        RemoveStray();
    }

    /// <summary>The data set's directory.</summary>
    public string DatasetDirectory => _pipeline.Options.OutputDirectory;

    /// <summary>The longest file that is taken.</summary>
    public int MaximumBytes => _options.MaximumBytes;

    /// <summary>Uploads of one wallet that are taken in 24 hours.</summary>
    public int PerWalletAndDay => _options.PerWalletAndDay;

    /// <summary>Opens a queue, or begins one.</summary>
    /// <param name="pipeline">Makes the assets: of a campaign of uploads, by the host's wallet.</param>
    /// <param name="options">How it takes uploads; copied.</param>
    /// <exception cref="ArgumentException">The options are invalid; the message names all violations. Or the campaign is none of uploads.</exception>
    /// <exception cref="ManifestException">What the queue says of itself is damaged.</exception>
    /// <exception cref="IOException">The directory cannot be written, or another process has it open.</exception>
    public static UploadQueue Open(PiwaPipeline pipeline, UploadQueueOptions options)
    {
        ArgumentNullException.ThrowIfNull(pipeline);
        ArgumentNullException.ThrowIfNull(options);
        UploadQueueOptions copy = options.ValidatedCopy();
        if (!pipeline.Options.Campaign.IsOfUploads)
            throw new ArgumentException($"The campaign's preset is '{pipeline.Options.Campaign.Preset}'; it must be '{Campaign.Uploads}'.", nameof(pipeline));
        foreach (string folder in (string[])[FilesDirectory, CertificatesDirectory])
            Directory.CreateDirectory(Path.Combine(copy.Directory, folder));
        FileStream lockFile = TakeLock(copy.Directory);
        try
        {
            return new UploadQueue(pipeline, copy, lockFile);
        }
        catch
        {
            lockFile.Dispose();
            throw;
        }
    }

    /// <summary>The work: it ends when the queue is disposed, or with what nobody has foreseen.</summary>
    public Task Completion => _working;

    /// <summary>Begins to work off what waits. Once.</summary>
    public void Start()
    {
        if (_working != Task.CompletedTask)
            throw new InvalidOperationException("It has begun already.");
        _working = WorkAsync(_stop.Token);
    }

    /// <summary>Receives a file. When this returns, the file is on disk and waits for its turn.</summary>
    /// <param name="wallet">The uploader, who will own the asset.</param>
    /// <param name="file">Name of the file.</param>
    /// <param name="name">What to call the asset; null for the file's name.</param>
    /// <param name="content">The file.</param>
    /// <param name="cancellationToken">Gives up; nothing is kept.</param>
    /// <exception cref="UploadRefusedException">It is not taken; the message says why.</exception>
    /// <exception cref="IOException">It cannot be read or written.</exception>
    public async Task<UploadTicket> ReceiveAsync(
        PublicKey wallet, string file, string? name, Stream content, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(file);
        ArgumentNullException.ThrowIfNull(content);
        string plain = Path.GetFileName(file.Replace('\\', '/')), called = name ?? Path.GetFileNameWithoutExtension(plain);
        CheckName("file", plain);
        CheckName("name", called);
        _book.Reserve(wallet);
        string id = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(IdBytes)), path = FileOf(id), temporary = DurableFile.TemporaryOf(path);
        UploadTicket? ticket = null;
        try
        {
            (long bytes, ContentHash hash) = await WriteAsync(temporary, content, cancellationToken).ConfigureAwait(false);
            DurableFile.Commit(temporary, path);
            ticket = new UploadTicket
            {
                Id = id,
                Wallet = wallet,
                File = plain,
                Name = called,
                Bytes = bytes,
                FileHash = hash,
                ReceivedAt = _options.TimeProvider.GetUtcNow(),
            };
        }
        finally
        {
            _book.Release(wallet, ticket);
            if (ticket is null)
                File.Delete(temporary);
        }

        _signal.Release();
        return _book.Find(id)!;
    }

    /// <summary>An upload as it stands; null if there is none. Whose it is, <see cref="UploadTicket.Wallet"/> says.</summary>
    /// <param name="id">What it is called by.</param>
    public UploadTicket? Find(string id) => _book.Find(id);

    /// <summary>Uploads, the last one first.</summary>
    /// <param name="wallet">Whose; null for all.</param>
    public IReadOnlyList<UploadTicket> List(PublicKey? wallet = null) => _book.List(wallet);

    /// <summary>Calls an upload back before its turn; its file is deleted.</summary>
    /// <param name="id">What it is called by.</param>
    /// <returns>False if its turn has come already.</returns>
    public bool Cancel(string id)
    {
        if (!_book.Cancel(id, new UploadEnding { Message = "It was called back before its turn.", Time = Now() }))
            return false;
        File.Delete(FileOf(id));
        return true;
    }

    /// <summary>The certificate of an upload, as a file; null if it has none.</summary>
    /// <param name="id">What it is called by.</param>
    public byte[]? FindCertificate(string id)
    {
        string path = CertificateOf(id);
        return _book.Find(id) is not null && File.Exists(path) ? File.ReadAllBytes(path) : null;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        await _working.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _lock.Dispose();
        _signal.Dispose();
        _stop.Dispose();
    }

    private async Task<(long Bytes, ContentHash Hash)> WriteAsync(string path, Stream content, CancellationToken cancellationToken)
    {
        FileStream target = new(path, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 0, FileOptions.Asynchronous);
        long bytes = 0;
        await using (target.ConfigureAwait(false))
        {
            byte[] buffer = new byte[BufferBytes];
            int read;
            while ((read = await content.ReadAsync(buffer, cancellationToken).ConfigureAwait(false)) > 0)
            {
                bytes += read;
                if (bytes > _options.MaximumBytes)
                    throw new UploadRefusedException(UploadRefusal.TooLong, $"The file is too long: at most {_options.MaximumBytes} bytes are taken.");
                await target.WriteAsync(buffer.AsMemory(0, read), cancellationToken).ConfigureAwait(false);
            }

            target.Flush(flushToDisk: true);
        }

        return bytes == 0
            ? throw new UploadRefusedException(UploadRefusal.Malformed, "The file is empty.")
            : (bytes, FileHash.Compute(path, cancellationToken));
    }

    private static void CheckName(string what, string name)
    {
        if (name.Length is 0 or > MaximumNameLength || name.Any(char.IsControl))
            throw new UploadRefusedException(UploadRefusal.Malformed, $"The {what} must have 1 to {MaximumNameLength} characters, and none that controls.");
    }

    /// <summary>Files that a crash left before they were received, or after they were worked off.</summary>
    private void RemoveStray()
    {
        HashSet<string> waiting = [.. _book.Waiting.Select(FileOf)];
        foreach (string file in Directory.EnumerateFiles(Path.Combine(_options.Directory, FilesDirectory)).Where(file => !waiting.Contains(file)))
            File.Delete(file);
    }

    private string FileOf(string id) => Path.Combine(_options.Directory, FilesDirectory, id + ".glb");

    private string CertificateOf(string id) => Path.Combine(_options.Directory, CertificatesDirectory, id + ".json");

    private long Now() => _options.TimeProvider.GetUtcNow().ToUnixTimeMilliseconds();

    private static FileStream TakeLock(string directory)
    {
        try
        {
            return new FileStream(Path.Combine(directory, LockFile), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException fault)
        {
            throw new IOException($"'{directory}' cannot be locked: another process may have this queue open. {fault.Message}", fault);
        }
    }
}
