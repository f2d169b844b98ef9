using Amazon.S3.Model;
using Microsoft.Win32.SafeHandles;

namespace Piwa.Pipeline.Stores.S3;

/// <content>Putting files.</content>
internal sealed partial class S3Objects
{
    /// <summary>How often a file is sent in all that is not there then: somebody else has ended its upload, or the server has lost it.</summary>
    private const int MaximumUploads = 3;

    private static readonly TimeSpan AbortPatience = TimeSpan.FromSeconds(10);

    /// <summary>Puts a file, whole or not at all, in place of what is there. What is there and the same is left.</summary>
    /// <remarks>
    /// (1) If an object of that name is the same, nothing is sent. (2) A file of one part is put as a whole, a longer one part by part, several at
    /// once, each with its checksum and tried again by itself. (3) What is there then is looked at: its length and checksum, or all of its bytes where the
    /// server checks none. (4) If it fails the parts are given up, so that nobody pays for them.
    /// </remarks>
    /// <returns>Whether anything was sent.</returns>
    public async Task<bool> PutAsync(string name, string path, CancellationToken cancellationToken)
    {
        using SafeFileHandle file = Open(path);
        S3PartPlan plan = S3PartPlan.Of(RandomAccess.GetLength(file), options.PartBytes);
        if (await IsSameAsync(name, file, plan, null, isJustPut: false, cancellationToken).ConfigureAwait(false))
            return false;
        var digest = new S3FileDigest(Checksum, plan);
        for (int uploads = 1; ; uploads++)
        {
            if (plan.Count == 1)
                await PutWholeAsync(name, file, plan, digest, cancellationToken).ConfigureAwait(false);
            else
                await PutPartsAsync(name, file, plan, digest, cancellationToken).ConfigureAwait(false);
            if (await IsSameAsync(name, file, plan, digest, isJustPut: true, cancellationToken).ConfigureAwait(false))
                return true;
            if (uploads == MaximumUploads)
            {
                throw new IOException(
                    $"Object {name} of {connection.Address} is not what was put there, {MaximumUploads} times: somebody else ends uploads or writes there, "
                    + "or the store, or what lies between, cannot be relied on.");
            }
        }
    }

    private Task PutWholeAsync(string name, SafeFileHandle file, S3PartPlan plan, S3FileDigest digest, CancellationToken cancellationToken) => _buffers.UseAsync(
        plan.PartBytes,
        async buffer =>
        {
            await ReadPartAsync(file, plan, digest, 0, buffer, cancellationToken).ConfigureAwait(false);
            await connection.CallAsync(
                $"Object {name} cannot be put",
                (s3, token) => s3.PutObjectAsync(connection.Requests.Put(name, buffer, plan.Bytes(0), Checksum, digest.Of(0), create: false), token),
                cancellationToken).ConfigureAwait(false);
        },
        cancellationToken);

    /// <summary>Puts the parts. If the upload is gone meanwhile, it was given up, or completed by an attempt whose answer was lost: whoever calls looks.</summary>
    private async Task PutPartsAsync(string name, SafeFileHandle file, S3PartPlan plan, S3FileDigest digest, CancellationToken cancellationToken)
    {
        string upload = await BeginAsync(name, cancellationToken).ConfigureAwait(false);
        var parts = new PartETag[plan.Count];
        bool isWhole = false;
        try
        {
            await Parallel.ForEachAsync(
                Enumerable.Range(0, plan.Count),
                new ParallelOptions { MaxDegreeOfParallelism = options.ParallelParts, CancellationToken = cancellationToken },
                async (part, token) => await _buffers.UseAsync(
                    plan.PartBytes,
                    async buffer =>
                    {
                        await ReadPartAsync(file, plan, digest, part, buffer, token).ConfigureAwait(false);
                        parts[part] = await PutPartAsync(name, upload, plan, digest, part, buffer, token).ConfigureAwait(false);
                    },
                    token).ConfigureAwait(false)).ConfigureAwait(false);
            await connection.CallAsync(
                $"The upload of {name} cannot be completed",
                (s3, token) => s3.CompleteMultipartUploadAsync(connection.Requests.Complete(name, upload, parts), token),
                cancellationToken).ConfigureAwait(false);
            isWhole = true;
        }
        catch (FileNotFoundException)
        {
        }
        finally
        {
            if (!isWhole)
                await AbortAsync(name, upload).ConfigureAwait(false);
        }
    }

    private async Task ReadPartAsync(SafeFileHandle file, S3PartPlan plan, S3FileDigest digest, int part, byte[] buffer, CancellationToken cancellationToken)
    {
        Memory<byte> content = buffer.AsMemory(0, plan.Bytes(part));
        await S3Buffers.FillAsync(file, plan.Offset(part), content, cancellationToken).ConfigureAwait(false);
        digest.Set(part, S3FileDigest.Hash(Checksum, content.Span));
    }

    private async Task<string> BeginAsync(string name, CancellationToken cancellationToken) => (await connection.CallAsync(
        $"An upload of {name} cannot begin",
        (s3, token) => s3.InitiateMultipartUploadAsync(connection.Requests.Begin(name, Checksum), token),
        cancellationToken).ConfigureAwait(false)).UploadId;

    private Task<PartETag> PutPartAsync(
        string name, string upload, S3PartPlan plan, S3FileDigest digest, int part, byte[] buffer, CancellationToken cancellationToken) => connection.CallAsync(
        $"Part {part + 1} of {name} cannot be put",
        async (s3, token) =>
        {
            UploadPartResponse response = await s3.UploadPartAsync(
                connection.Requests.Part(name, upload, part, buffer, plan.Bytes(part), Checksum, digest.Of(part)), token).ConfigureAwait(false);
            return S3Requests.Taken(part, response, Checksum, digest.Of(part));
        },
        cancellationToken);

    /// <summary>Gives an upload up. If that fails, the bucket's own rule for uploads that were begun and not ended removes it.</summary>
    private async Task AbortAsync(string name, string upload)
    {
        using var limit = new CancellationTokenSource(AbortPatience, options.TimeProvider);
        try
        {
            await connection.CallAsync(
                $"The upload of {name} cannot be given up",
                (s3, token) => s3.AbortMultipartUploadAsync(connection.Requests.Abort(name, upload), token),
                limit.Token).ConfigureAwait(false);
        }
        catch (Exception fault) when (fault is IOException or OperationCanceledException)
        {
            // What failed before is told, not this.
        }
    }
}
