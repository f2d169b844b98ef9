using System.Net;
using Amazon.S3;
using Amazon.S3.Model;

namespace Piwa.Pipeline.Stores.S3;

/// <summary>An object, or a part of it, from its first byte to its last. Where the connection breaks it goes on from there, in the same object or not at all.</summary>
/// <remarks>Not thread-safe. Only asynchronous reading is possible. Positions and <see cref="Length"/> are those of the object's bytes up to the last of the part.</remarks>
internal sealed class S3ReadStream : Stream
{
    private readonly S3Connection _connection;
    private readonly string _name;
    private readonly TimeSpan _patience;
    private GetObjectResponse? _response;
    private readonly long? _end;
    private long _length;
    private bool _hasBegun;
    private long _position;

    private S3ReadStream(S3Connection connection, string name, TimeSpan patience, long from, long? end, string? version)
    {
        (_position, _end, Version) = (from, end, version);
        _connection = connection;
        _name = name;
        _patience = patience;
    }

    /// <inheritdoc/>
    public override bool CanRead => true;

    /// <inheritdoc/>
    public override bool CanSeek => false;

    /// <inheritdoc/>
    public override bool CanWrite => false;

    /// <inheritdoc/>
    public override long Length => _length;

    /// <inheritdoc/>
    public override long Position
    {
        get => _position;
        set => throw new NotSupportedException();
    }

    /// <summary>What the server names the object by, as it is.</summary>
    public string? Version { get; private set; }

    /// <summary>Length of the whole object, in bytes, where the server says it.</summary>
    public long? ObjectLength { get; private set; }

    private string What => $"Object {_name} cannot be read";

    /// <summary>Opens an object.</summary>
    /// <param name="connection">The store's.</param>
    /// <param name="name">Name of the object.</param>
    /// <param name="patience">How long a read may wait for its next bytes.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="FileNotFoundException">It is not there.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static Task<S3ReadStream> OpenAsync(S3Connection connection, string name, TimeSpan patience, CancellationToken cancellationToken) =>
        OpenAsync(connection, name, patience, (0, null, null), cancellationToken);

    /// <summary>Opens a part of an object.</summary>
    /// <param name="connection">The store's.</param>
    /// <param name="name">Name of the object.</param>
    /// <param name="patience">How long a read may wait for its next bytes.</param>
    /// <param name="part">Its first byte; the byte behind its last, or null for all there are; what the server names the object by, or null for any.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="FileNotFoundException">It is not there.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static async Task<S3ReadStream> OpenAsync(
        S3Connection connection, string name, TimeSpan patience, (long From, long? End, string? Version) part, CancellationToken cancellationToken)
    {
        var stream = new S3ReadStream(connection, name, patience, part.From, part.End, part.Version);
        await connection.CallAsync(stream.What, async (s3, token) => stream._response = await stream.BeginAsync(s3, token).ConfigureAwait(false), cancellationToken)
            .ConfigureAwait(false);
        return stream;
    }

    /// <inheritdoc/>
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (_position == _length || buffer.IsEmpty)
            return 0;
        int count = await _connection.CallAsync(What, (s3, token) => ReadSomeAsync(s3, buffer, token), cancellationToken).ConfigureAwait(false);
        _position += count;
        return count;
    }

    /// <inheritdoc/>
    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException("Objects of a store are read asynchronously.");

    /// <inheritdoc/>
    public override void Flush()
    {
    }

    /// <inheritdoc/>
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void SetLength(long value) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
            End();
        base.Dispose(disposing);
    }

    private async Task<int> ReadSomeAsync(IAmazonS3 s3, Memory<byte> buffer, CancellationToken cancellationToken)
    {
        try
        {
            _response ??= await BeginAsync(s3, cancellationToken).ConfigureAwait(false);

            // The client's own time limit ends with the headers.
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            limit.CancelAfter(_patience);
            int count = await _response.ResponseStream.ReadAsync(buffer, limit.Token).ConfigureAwait(false);
            if (count == 0)
                throw new EndOfStreamException($"The answer ended at byte {_position} of {_length}.");
            return count <= _length - _position
                ? count
                : throw new S3FinalException($"{What}: there are more than the {_length} bytes that the server says.");
        }
        catch
        {
            End();
            throw;
        }
    }

    /// <summary>Asks for what is not read yet.</summary>
    private async Task<GetObjectResponse> BeginAsync(IAmazonS3 s3, CancellationToken cancellationToken)
    {
        GetObjectResponse response;
        try
        {
            response = await s3.GetObjectAsync(_connection.Requests.Get(_name, _position, _end, Version), cancellationToken).ConfigureAwait(false);
        }
        catch (AmazonS3Exception fault) when (Version is not null
            && fault.StatusCode is HttpStatusCode.PreconditionFailed or HttpStatusCode.RequestedRangeNotSatisfiable)
        {
            throw new S3FinalException($"{What}: it was replaced while it was read.", fault);
        }

        if (!_hasBegun)
        {
            (Version, _length, _hasBegun) = (response.ETag, _position + response.ContentLength, true);
            ObjectLength = System.Net.Http.Headers.ContentRangeHeaderValue.TryParse(response.ContentRange, out var range) ? range.Length : null;
        }

        if (response.ContentLength != (_end ?? _length) - _position)
        {
            response.Dispose();
            throw new S3FinalException($"{What}: the server gives other bytes than it is asked for (range requests do not work).");
        }

        return response;
    }

    private void End()
    {
        _response?.Dispose();
        _response = null;
    }
}
