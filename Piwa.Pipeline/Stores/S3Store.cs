using Piwa.Pipeline.Shards;
using Piwa.Pipeline.Stores.S3;

namespace Piwa.Pipeline.Stores;

/// <summary>A store in a bucket of S3, Amazon's or another server that speaks its protocol.</summary>
/// <remarks>
/// <para>
/// Keys, session, region, endpoint and profile are the ordinary ones of AWS (<c>AWS_ACCESS_KEY_ID</c>, <c>AWS_REGION</c>, <c>AWS_ENDPOINT_URL</c>,
/// <c>AWS_PROFILE</c>, <c>~/.aws</c>); where an endpoint is named, buckets are named in the path.
/// </para>
/// <para>
/// Before the first object is put the server is probed: one that lets two create the same object is refused, and what it does not check is
/// read back. What breaks on the way is tried again. Thread-safe; whoever makes it disposes it.
/// </para>
/// </remarks>
public sealed class S3Store : IShardStore, IDisposable
{
    private readonly S3StoreOptions _options;
    private readonly S3Connection _connection;
    private readonly SemaphoreSlim _probing = new(1);
    private volatile S3ProbeReport? _report;

    /// <summary>A store at an address.</summary>
    /// <param name="address"><c>s3://bucket/prefix</c>, or <c>s3://bucket</c>.</param>
    /// <param name="options">How it is spoken with; null for the defaults.</param>
    /// <exception cref="ArgumentException">The address is none, or the options are wrong.</exception>
    /// <exception cref="IOException">It is not said which server: there is neither a region nor an endpoint.</exception>
    public S3Store(string address, S3StoreOptions? options = null)
    {
        _options = (options ?? new S3StoreOptions()).Validated();
        Address = S3Address.Parse(address);
        _connection = new S3Connection(Address, _options);
        Objects = new S3Objects(_connection, _options);
    }

    /// <summary>Where the server is asked for; null for Amazon's own, by region.</summary>
    public string? Endpoint => _connection.Endpoint;

    internal S3Address Address { get; }

    /// <summary>How it is spoken with.</summary>
    internal S3StoreOptions Options => _options;

    /// <summary>How it is made sure that what is copied is the same.</summary>
    internal string Verification => _report?.Verification ?? "compared with the checksums that the server tells; where it tells none, read twice";

    /// <summary>All of its objects, by any name. For reading; to write, probe first: <see cref="EnsureProbedAsync"/>.</summary>
    internal S3Objects Objects { get; }

    /// <summary>Finds out what the server honours, with some objects of its own, which are deleted.</summary>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="IOException">The store cannot be reached or written at all; the message says what to do.</exception>
    public async Task<S3ProbeReport> ProbeAsync(CancellationToken cancellationToken = default)
    {
        using var probe = new S3Probe(_connection, _options);
        S3ProbeReport report = await probe.RunAsync(cancellationToken).ConfigureAwait(false);
        (Objects.Checksum, Objects.TellsChecksum) = (probe.Checksum, probe.TellsChecksum);
        return report;
    }

    /// <inheritdoc/>
    public async Task<bool> TryCreateAsync(string name, ReadOnlyMemory<byte> content, CancellationToken cancellationToken = default)
    {
        StoreName.Check(name);
        await EnsureProbedAsync(cancellationToken).ConfigureAwait(false);
        return await Objects.TryCreateAsync(name, content, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async Task UploadAsync(string name, string path, CancellationToken cancellationToken = default)
    {
        StoreName.Check(name);
        await EnsureProbedAsync(cancellationToken).ConfigureAwait(false);
        await Objects.PutAsync(name, path, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public Task<long?> FindLengthAsync(string name, CancellationToken cancellationToken = default)
    {
        StoreName.Check(name);
        return Objects.FindLengthAsync(name, cancellationToken);
    }

    /// <inheritdoc/>
    public Task<Stream> OpenReadAsync(string name, CancellationToken cancellationToken = default)
    {
        StoreName.Check(name);
        return Objects.OpenReadAsync(name, cancellationToken);
    }

    /// <summary>Reads parts of an object. Nothing is asked for yet.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="length">Its length, in bytes.</param>
    internal IRangeSource OpenRanges(string name, long length)
    {
        StoreName.Check(name);
        return new S3Ranges(Objects, name, length);
    }

    /// <inheritdoc/>
    public IAsyncEnumerable<string> ListAsync(string prefix, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(prefix);
        StoreName.Check(prefix.TrimEnd('/'));
        return Objects.ListAsync(prefix, deep: false, cancellationToken).Select(found => found.Name);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Objects.Dispose();
        _connection.Dispose();
        _probing.Dispose();
    }

    /// <summary>The address.</summary>
    public override string ToString() => Address.ToString();

    /// <summary>Probes once.</summary>
    /// <exception cref="IOException">The server cannot be relied on.</exception>
    internal async Task EnsureProbedAsync(CancellationToken cancellationToken)
    {
        if (_report is not null)
            return;
        await _probing.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (_report is not null)
                return;
            S3ProbeReport report = await ProbeAsync(cancellationToken).ConfigureAwait(false);
            if (!report.IsUsable)
            {
                throw new IOException(
                    $"{this}{(Endpoint is null ? "" : $" at {Endpoint}")} cannot be relied on, and nothing is put there: "
                    + string.Join("; ", report.Checks.Where(check => check is { IsHonoured: false, IsRequired: true }).Select(check => $"{check.Name} {check.Detail}"))
                    + $". See: piwa store probe --store {this}");
            }

            _report = report;
        }
        finally
        {
            _probing.Release();
        }
    }
}
