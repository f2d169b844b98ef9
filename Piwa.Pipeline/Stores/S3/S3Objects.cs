using System.Globalization;
using System.Runtime.CompilerServices;
using Amazon.S3;
using Amazon.S3.Model;
using Microsoft.Win32.SafeHandles;

namespace Piwa.Pipeline.Stores.S3;

/// <summary>Objects below the prefix of a store, by any name: what is common to the store itself and to whoever copies whole directories.</summary>
/// <remarks>Thread-safe.</remarks>
/// <param name="connection">The store's.</param>
/// <param name="options">How it is spoken with.</param>
internal sealed partial class S3Objects(S3Connection connection, S3StoreOptions options) : IDisposable
{
    private const int CompareBytes = 1 << 20;

    private readonly S3Buffers _buffers = new(options.ParallelParts);

    /// <summary>What the server checks of what is put. Until a probe has found out, nothing.</summary>
    public S3Checksum Checksum { get; set; }

    /// <summary>Whether the server tells that checksum of what it has.</summary>
    public bool TellsChecksum { get; set; }

    /// <summary>Creates an object unless there is one.</summary>
    /// <remarks>
    /// An attempt whose answer was lost may have created it: if the next is told that there is one, and it has this content, this call did it.
    /// </remarks>
    public async Task<bool> TryCreateAsync(string name, ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
    {
        byte[] bytes = content.ToArray();
        byte[] hash = S3FileDigest.Hash(Checksum, bytes);
        bool mayHaveCreated = false;
        bool created = await connection.CallAsync(
            $"Object {name} cannot be created",
            async (s3, token) =>
            {
                try
                {
                    await s3.PutObjectAsync(connection.Requests.Put(name, bytes, bytes.Length, Checksum, hash, create: true), token).ConfigureAwait(false);
                    return true;
                }
                catch (AmazonS3Exception fault) when (S3Faults.IsRefusedCondition(fault))
                {
                    return false;
                }
                catch (Exception fault) when (S3Faults.IsPassing(fault))
                {
                    mayHaveCreated = true;
                    throw;
                }
            },
            cancellationToken).ConfigureAwait(false);
        return created || (mayHaveCreated && await HasContentAsync(name, bytes, cancellationToken).ConfigureAwait(false));
    }

    /// <summary>Opens an object.</summary>
    public async Task<Stream> OpenReadAsync(string name, CancellationToken cancellationToken) =>
        await S3ReadStream.OpenAsync(connection, name, options.RequestTimeout, cancellationToken).ConfigureAwait(false);

    /// <summary>Opens a part of an object; see <see cref="S3ReadStream"/>.</summary>
    public Task<S3ReadStream> OpenReadAsync(string name, (long From, long? End, string? Version) part, CancellationToken cancellationToken) =>
        S3ReadStream.OpenAsync(connection, name, options.RequestTimeout, part, cancellationToken);

    /// <summary>Objects whose names begin so, with their lengths.</summary>
    /// <param name="prefix">How they begin; empty for all.</param>
    /// <param name="deep">Whether those of folders further down as well.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async IAsyncEnumerable<(string Name, long Bytes)> ListAsync(
        string prefix, bool deep, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        string what = $"Objects of '{prefix}' cannot be listed";
        string? next = null;
        do
        {
            ListObjectsV2Response page = await connection.CallAsync(
                what,
                (s3, token) => s3.ListObjectsV2Async(connection.Requests.List(prefix, deep, next), token),
                cancellationToken).ConfigureAwait(false);
            foreach (S3Object found in page.S3Objects ?? [])
            {
                string name = found.Key[connection.Address.Prefix.Length..];
                if (name.Length > prefix.Length && !name.EndsWith('/'))
                    yield return (name, found.Size ?? 0);
            }

            string? before = next;
            next = page.IsTruncated == true ? page.NextContinuationToken : null;
            if (next is not null && next == before)
                throw new IOException($"{what} ({connection.Address}): the server gives the same page again and again.");
        }
        while (next is not null);
    }

    /// <summary>Deletes an object; that there is none is no fault.</summary>
    public Task DeleteAsync(string name, CancellationToken cancellationToken) => connection.CallAsync(
        $"Object {name} cannot be deleted",
        (s3, token) => s3.DeleteObjectAsync(connection.Address.Bucket, connection.Address.KeyOf(name), token),
        cancellationToken);

    /// <summary>Length of an object; null if there is none.</summary>
    public async Task<long?> FindLengthAsync(string name, CancellationToken cancellationToken) =>
        (await HeadAsync(name, cancellationToken).ConfigureAwait(false))?.ContentLength;

    /// <summary>Whether an object is the same as a file: by its length, then by the checksum that the server tells, else byte for byte.</summary>
    public async Task<bool> IsSameAsync(string name, string path, bool readBack, CancellationToken cancellationToken)
    {
        using SafeFileHandle file = Open(path);
        S3PartPlan plan = S3PartPlan.Of(RandomAccess.GetLength(file), options.PartBytes);
        return readBack
            ? await HasBytesAsync(name, file, plan.Length, cancellationToken).ConfigureAwait(false)
            : await IsSameAsync(name, file, plan, null, isJustPut: false, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public void Dispose() => _buffers.Dispose();

    private static SafeFileHandle Open(string path) =>
        File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, FileOptions.Asynchronous);

    private async Task<bool> IsSameAsync(
        string name, SafeFileHandle file, S3PartPlan plan, S3FileDigest? digest, bool isJustPut, CancellationToken cancellationToken)
    {
        GetObjectMetadataResponse? head = await HeadAsync(name, cancellationToken).ConfigureAwait(false);
        if (head is null || head.ContentLength != plan.Length)
            return false;
        (S3Checksum kind, string? told) = S3FileDigest.Of(head);
        if (told is not null && (told.Split('-') is not [_, var parts] || parts == plan.Count.ToString(CultureInfo.InvariantCulture)))
        {
            if (digest?.Kind != kind)
                digest = await S3FileDigest.ComputeAsync(kind, plan, file, _buffers, cancellationToken).ConfigureAwait(false);
            if (told == digest.Whole(inParts: told.Contains('-', StringComparison.Ordinal)))
                return true;
        }

        if (isJustPut && Checksum != S3Checksum.None && !TellsChecksum)
            return true;

        // Objects that others put, in other parts or encrypted, have another checksum of the same bytes.
        return await HasBytesAsync(name, file, plan.Length, cancellationToken).ConfigureAwait(false);
    }

    private async Task<GetObjectMetadataResponse?> HeadAsync(string name, CancellationToken cancellationToken)
    {
        try
        {
            return await connection.CallAsync(
                $"Object {name} cannot be looked at",
                (s3, token) => s3.GetObjectMetadataAsync(connection.Requests.Head(name), token),
                cancellationToken).ConfigureAwait(false);
        }
        catch (FileNotFoundException)
        {
            return null;
        }
    }

    private async Task<bool> HasBytesAsync(string name, SafeFileHandle file, long length, CancellationToken cancellationToken)
    {
        var there = new byte[CompareBytes];
        var here = new byte[CompareBytes];
        try
        {
            Stream stream = await OpenReadAsync(name, cancellationToken).ConfigureAwait(false);
            await using (stream.ConfigureAwait(false))
            {
                if (stream.Length != length)
                    return false;
                for (long position = 0; position < length;)
                {
                    int count = await stream.ReadAtLeastAsync(
                        there, (int)Math.Min(CompareBytes, length - position), throwOnEndOfStream: false, cancellationToken).ConfigureAwait(false);
                    await S3Buffers.FillAsync(file, position, here.AsMemory(0, count), cancellationToken).ConfigureAwait(false);
                    if (count == 0 || !there.AsSpan(0, count).SequenceEqual(here.AsSpan(0, count)))
                        return false;
                    position += count;
                }

                return true;
            }
        }
        catch (FileNotFoundException)
        {
            return false;
        }
    }

    private async Task<bool> HasContentAsync(string name, byte[] content, CancellationToken cancellationToken)
    {
        try
        {
            Stream stream = await OpenReadAsync(name, cancellationToken).ConfigureAwait(false);
            await using (stream.ConfigureAwait(false))
            {
                if (stream.Length != content.Length)
                    return false;
                var there = new byte[content.Length];
                await stream.ReadExactlyAsync(there, cancellationToken).ConfigureAwait(false);
                return there.AsSpan().SequenceEqual(content);
            }
        }
        catch (FileNotFoundException)
        {
            return false;
        }
    }
}
