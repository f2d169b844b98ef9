using System.Buffers;
using System.Text;
using Piwa.Chain.Hashing;
using Piwa.Chain.Provenance.Registry;

namespace Piwa.Chain.Provenance;

/// <summary>A registry of first uploads in a directory, for up to 10^9 hashes on one machine.</summary>
/// <remarks>
/// <para>
/// What was answered is durable, and stays so when the process is killed. A file that was damaged since is noticed when the registry is
/// opened or when what was in it is asked for, and is never a wrong answer.
/// </para>
/// <para>
/// Safe to use from several threads. Calls wait in a bounded queue and are answered by threads of the registry, whose time is not the
/// caller's; those that wait together share a flush. <c>docs/provenance.md</c> has the files and the rates.
/// </para>
/// </remarks>
public sealed class UploadRegistry : IUploadRegistry
{
    private readonly RegistryStore _store;
    private readonly RegistryLane _entering;
    private readonly RegistryLane _asking;
    private int _isDisposed;

    private UploadRegistry(RegistryStore store, UploadRegistryOptions options)
    {
        _store = store;
        _entering = new RegistryLane("piwa registry enter", store, options);
        _asking = new RegistryLane("piwa registry ask", store, options);
    }

    /// <summary>Opens a registry, or creates it. Whoever opens it disposes it.</summary>
    /// <param name="directory">The directory of its files, which is created if need be and holds nothing else. One process at a time has
    /// it open.</param>
    /// <param name="options">How to open it; the defaults if null.</param>
    /// <exception cref="ArgumentException">Options are invalid; the message has all that is wrong with them.</exception>
    /// <exception cref="UploadRegistryInUseException">It is open elsewhere.</exception>
    /// <exception cref="UploadRegistryCorruptedException">Its files are damaged or missing, or of another version.</exception>
    /// <exception cref="IOException">The directory cannot be used, or is on a network file system.</exception>
    /// <exception cref="DllNotFoundException">The native library of RocksDB is not beside the program, or not for this system.</exception>
    public static UploadRegistry Open(string directory, UploadRegistryOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(directory);
        options = (options ?? new UploadRegistryOptions()).ValidatedCopy();
        return new UploadRegistry(RegistryStore.Open(directory, options), options);
    }

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">The origin's shard is empty or too long, or a claim's kind is none.</exception>
    /// <exception cref="ObjectDisposedException">The registry was disposed.</exception>
    /// <exception cref="UploadRegistryCorruptedException">Files of the registry are damaged.</exception>
    /// <exception cref="IOException">The disk is full or fails. Whether the claims were entered is not known: bring them again.</exception>
    public async ValueTask<IReadOnlyList<FirstUpload>> GetOrAddAsync(
        UploadOrigin origin, IReadOnlyList<ContentClaim> claims, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(origin);
        ArgumentNullException.ThrowIfNull(claims);
        if (string.IsNullOrEmpty(origin.Shard) || Encoding.UTF8.GetByteCount(origin.Shard) > UploadOrigin.MaximumShardBytes)
        {
            throw new ArgumentException(
                $"A shard is 1 to {UploadOrigin.MaximumShardBytes} bytes of UTF-8, not '{origin.Shard}'.", nameof(origin));
        }

        int count = claims.Count;
        if (count == 0)
            return [];
        ContentClaim[] rented = ArrayPool<ContentClaim>.Shared.Rent(count);
        for (int i = 0; i < count; i++)
        {
            ContentClaim claim = claims[i];
            if (claim.Kind > ContentKind.Asset)
                throw new ArgumentException($"Claim {i} is of kind {(byte)claim.Kind}, which there is not.", nameof(claims));
            rented[i] = claim;
        }

        GetOrAddCall call = new(origin, rented, count);
        await _entering.AddAsync(call, cancellationToken).ConfigureAwait(false);
        return await call.Answers.WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    /// <exception cref="ObjectDisposedException">The registry was disposed.</exception>
    /// <exception cref="UploadRegistryCorruptedException">Files of the registry are damaged.</exception>
    /// <exception cref="IOException">The disk fails.</exception>
    public async ValueTask<IReadOnlyList<FirstUpload?>> FindAsync(
        IReadOnlyList<Hash256> hashes, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(hashes);
        if (hashes.Count == 0)
            return [];
        ContentClaim[] rented = ArrayPool<ContentClaim>.Shared.Rent(hashes.Count);
        for (int i = 0; i < hashes.Count; i++)
            rented[i] = new ContentClaim(default, hashes[i]);
        FindCall call = new(rented, hashes.Count);
        await _asking.AddAsync(call, cancellationToken).ConfigureAwait(false);
        return await call.Answers.WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Answers the calls that wait, makes all durable and closes the files.</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _isDisposed, 1) != 0)
            return;
        _entering.Dispose();
        _asking.Dispose();
        _store.Dispose();
    }
}
