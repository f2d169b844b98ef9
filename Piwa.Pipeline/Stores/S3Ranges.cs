using System.Net;
using Amazon.S3;
using Piwa.Pipeline.Shards;
using Piwa.Pipeline.Stores.S3;

namespace Piwa.Pipeline.Stores;

/// <summary>Parts of one object, all of the same: whichever is read first says which that is.</summary>
/// <remarks>Thread-safe.</remarks>
/// <param name="objects">The store's.</param>
/// <param name="name">Name of the object.</param>
/// <param name="length">Its length, in bytes, as whoever reads it expects it.</param>
internal sealed class S3Ranges(S3Objects objects, string name, long length) : IRangeSource
{
    private string? _version;

    /// <inheritdoc/>
    public long Length => length;

    /// <inheritdoc/>
    public async Task ReadAsync(long offset, Memory<byte> target, CancellationToken cancellationToken)
    {
        S3ReadStream stream;
        try
        {
            stream = await objects.OpenReadAsync(name, (offset, offset + target.Length, _version), cancellationToken).ConfigureAwait(false);
        }
        catch (IOException fault) when (fault.InnerException is AmazonS3Exception { StatusCode: HttpStatusCode.RequestedRangeNotSatisfiable })
        {
            throw new FormatException($"it has fewer than the {length} bytes that it should have.", fault);
        }

        await using (stream.ConfigureAwait(false))
        {
            if (stream.ObjectLength is { } all && all != length)
                throw new FormatException($"it has {all} bytes, not {length}.");
            string? known = Interlocked.CompareExchange(ref _version, stream.Version, null);
            if (known is not null && known != stream.Version)
                throw new IOException($"Object {name} cannot be read: it was replaced while it was read.");
            await stream.ReadExactlyAsync(target, cancellationToken).ConfigureAwait(false);
        }
    }
}
