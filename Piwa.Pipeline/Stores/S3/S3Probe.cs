using Amazon.S3;
using Amazon.S3.Model;

namespace Piwa.Pipeline.Stores.S3;

/// <summary>Finds out what a server honours, with objects of its own below <c>probe/</c>, which it deletes.</summary>
/// <remarks>
/// (1) Of many that create one object at once, one succeeds; (2) creating what is there is refused and changes nothing; (3) what is put comes back, as a
/// whole and from its middle; (4) it is listed; (5) a part whose checksum is wrong is refused, tried with SHA-256 and with MD5; (6) parts that are
/// completed come back, with the checksum that is expected of them. Without (1) to (4) and (6) nothing can be relied on; without (5) what is put has
/// to be read back.
/// </remarks>
/// <param name="connection">The store's.</param>
/// <param name="options">How it is spoken with.</param>
internal sealed class S3Probe(S3Connection connection, S3StoreOptions options) : IDisposable
{
    /// <summary>Where its objects lie.</summary>
    public const string Prefix = "probe/";

    private const int Contestants = 32;
    private const int MaximumRaces = 3;
    private const int ContentBytes = 100_003;
    private const int Middle = 70_001;

    private readonly string _folder = $"{Prefix}{Guid.NewGuid():N}/";
    private readonly List<S3ProbeCheck> _checks = [];
    private readonly S3Objects _objects = new(connection, options);

    /// <summary>What the server checks, of what this client can send; the best.</summary>
    public S3Checksum Checksum { get; private set; }

    /// <summary>Whether it tells that checksum of what it has.</summary>
    public bool TellsChecksum { get; private set; }

    /// <summary>Probes.</summary>
    /// <exception cref="IOException">The store cannot be reached or used at all; the message says what to do.</exception>
    public async Task<S3ProbeReport> RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            await RaceAsync(cancellationToken).ConfigureAwait(false);
            await CreateTwiceAsync(cancellationToken).ConfigureAwait(false);
            await ReadBackAsync(cancellationToken).ConfigureAwait(false);
            await ListAsync(cancellationToken).ConfigureAwait(false);

            // Of a server that fails so far nothing more needs to be known, and some answer the rest with errors.
            if (_checks.All(check => check.IsHonoured))
            {
                await FindChecksumAsync(cancellationToken).ConfigureAwait(false);
                await CompleteAsync(cancellationToken).ConfigureAwait(false);
            }
        }
        finally
        {
            // Also when it is given up: it is few objects.
            await DeleteAsync().ConfigureAwait(false);
        }

        string verification = Checksum == S3Checksum.None
            ? "the server checks no checksum: all that is put is read back and compared, which costs as much again"
            : $"the server checks {NameOf(Checksum)} of each part" + (TellsChecksum ? ", and tells it" : ", and does not tell it: what is there already is read to compare it");
        return new S3ProbeReport(connection.Address.ToString(), connection.Endpoint, _checks, verification);
    }

    /// <inheritdoc/>
    public void Dispose() => _objects.Dispose();

    private static string NameOf(S3Checksum checksum) => checksum == S3Checksum.Sha256 ? "SHA-256" : "MD5";

    /// <summary>Bytes that are nowhere like those of a neighbour, with what frames chunks among them.</summary>
    private static byte[] Content(int which)
    {
        const uint Golden = 2654435761; // 2^32 divided by the golden ratio: spreads what is counted.
        var content = new byte[ContentBytes];
        for (int i = 0; i < content.Length; i++)
            content[i] = (byte)(((uint)(i + 1) * Golden >> 13) + which);
        "\r\n0;chunk-signature=\r\n"u8.CopyTo(content.AsSpan(which + 1));
        return content;
    }

    private void Add(string name, bool isHonoured, string detail, bool isRequired = true) =>
        _checks.Add(new S3ProbeCheck(name, isHonoured, isRequired, detail));

    private Task<T> CallAsync<T>(Func<IAmazonS3, CancellationToken, Task<T>> call, CancellationToken cancellationToken) =>
        connection.CallAsync("The store cannot be probed", call, cancellationToken);

    private async Task RaceAsync(CancellationToken cancellationToken)
    {
        for (int race = 1; ; race++)
        {
            string name = $"{_folder}race-{race}";
            (bool Created, bool IsCertain)[] results = await Task.WhenAll(
                Enumerable.Range(0, Contestants).Select(i => ContestAsync(name, Content(i), cancellationToken))).ConfigureAwait(false);
            int winners = results.Count(result => result.Created);
            if (winners == 0 && !results.All(result => result.IsCertain) && race < MaximumRaces)
                continue;
            Add($"of {Contestants} that create one object at once", winners == 1, winners == 1 ? "one succeeds" : $"{winners} succeed");
            if (winners == 1)
            {
                byte[] content = Content(Array.FindIndex(results, result => result.Created));
                bool isWinners = await IsAsync(name, content, cancellationToken).ConfigureAwait(false);
                Add("what is there then", isWinners, isWinners ? "is the winner's" : "is not the winner's");
            }

            return;
        }
    }

    /// <returns>Whether it created the object, and whether that is certain: an attempt whose answer is lost may have done it.</returns>
    private async Task<(bool Created, bool IsCertain)> ContestAsync(string name, byte[] content, CancellationToken cancellationToken)
    {
        bool isCertain = true;
        bool created = await CallAsync(
            async (s3, token) =>
            {
                try
                {
                    await s3.PutObjectAsync(Put(name, content, create: true), token).ConfigureAwait(false);
                    return true;
                }
                catch (AmazonS3Exception fault) when (S3Faults.IsRefusedCondition(fault))
                {
                    return false;
                }
                catch (Exception fault) when (S3Faults.IsPassing(fault))
                {
                    isCertain = false;
                    throw;
                }
            },
            cancellationToken).ConfigureAwait(false);
        return (created, isCertain);
    }

    private async Task CreateTwiceAsync(CancellationToken cancellationToken)
    {
        string name = _folder + "twice";
        await ContestAsync(name, Content(0), cancellationToken).ConfigureAwait(false);
        (bool again, _) = await ContestAsync(name, Content(1), cancellationToken).ConfigureAwait(false);
        bool isFirst = await IsAsync(name, Content(0), cancellationToken).ConfigureAwait(false);
        Add("creating what is there", !again && isFirst, again ? "is not refused" : isFirst ? "is refused, and changes nothing" : "is refused, and changes it");
    }

    private async Task ReadBackAsync(CancellationToken cancellationToken)
    {
        string name = _folder + "read";
        byte[] content = Content(2);
        await CallAsync((s3, token) => s3.PutObjectAsync(Put(name, content, create: false), token), cancellationToken).ConfigureAwait(false);
        bool isSame = await IsAsync(name, content, cancellationToken).ConfigureAwait(false);
        Add("what is put", isSame, isSame ? "comes back byte for byte" : "comes back with other bytes");
        byte[] rest = await CallAsync(
            async (s3, token) =>
            {
                using GetObjectResponse response = await s3.GetObjectAsync(connection.Requests.Get(name, Middle, null, null), token).ConfigureAwait(false);
                var memory = new MemoryStream();
                await response.ResponseStream.CopyToAsync(memory, token).ConfigureAwait(false);
                return memory.ToArray();
            },
            cancellationToken).ConfigureAwait(false);
        bool isRest = rest.AsSpan().SequenceEqual(content.AsSpan(Middle));
        Add("from its middle", isRest, isRest ? "it comes as it is asked for" : $"{rest.Length} bytes come, not the {ContentBytes - Middle} that are asked for");
    }

    private async Task ListAsync(CancellationToken cancellationToken)
    {
        bool isListed = false;
        await foreach ((string name, long bytes) in _objects.ListAsync(_folder, deep: false, cancellationToken).ConfigureAwait(false))
            isListed |= name == _folder + "read" && bytes == ContentBytes;
        Add("what was just put", isListed, isListed ? "is listed with its length" : "is not listed, or with another length");
    }

    private async Task FindChecksumAsync(CancellationToken cancellationToken)
    {
        foreach (S3Checksum checksum in (S3Checksum[])[S3Checksum.Sha256, S3Checksum.Md5])
        {
            byte[] content = Content(3);
            bool takesRight = await IsPartTakenAsync(checksum, content, content, cancellationToken).ConfigureAwait(false);
            bool takesWrong = await IsPartTakenAsync(checksum, content, Content(4), cancellationToken).ConfigureAwait(false);
            bool isHonoured = takesRight && !takesWrong;
            Add($"a part with a wrong {NameOf(checksum)}", isHonoured, isHonoured ? "is refused" : takesWrong ? "is taken" : "is refused, as a right one is", isRequired: false);
            if (isHonoured && Checksum == S3Checksum.None)
                Checksum = checksum;
        }

        _objects.Checksum = Checksum;
    }

    private async Task<bool> IsPartTakenAsync(S3Checksum checksum, byte[] content, byte[] hashed, CancellationToken cancellationToken)
    {
        string name = $"{_folder}part";
        byte[] hash = S3FileDigest.Hash(checksum, hashed);
        string upload = await BeginAsync(name, checksum, cancellationToken).ConfigureAwait(false);
        try
        {
            return await CallAsync(
                async (s3, token) =>
                {
                    try
                    {
                        await s3.UploadPartAsync(
                            connection.Requests.Part(name, upload, 0, content, content.Length, checksum, hash), token).ConfigureAwait(false);
                        return true;
                    }
                    catch (AmazonS3Exception fault) when (S3Faults.IsRefusedContent(fault))
                    {
                        return false;
                    }
                },
                cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            await AbortAsync(name, upload, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task AbortAsync(string name, string upload, CancellationToken cancellationToken)
    {
        try
        {
            await CallAsync((s3, token) => s3.AbortMultipartUploadAsync(connection.Requests.Abort(name, upload), token), cancellationToken).ConfigureAwait(false);
        }
        catch (FileNotFoundException)
        {
            // An attempt before this one did it, and its answer was lost.
        }
    }

    private async Task CompleteAsync(CancellationToken cancellationToken)
    {
        string name = _folder + "parts";
        byte[] content = Content(5), hash = S3FileDigest.Hash(Checksum, content);
        string upload = await BeginAsync(name, Checksum, cancellationToken).ConfigureAwait(false);
        PartETag part = await CallAsync(
            async (s3, token) => S3Requests.Taken(
                0,
                await s3.UploadPartAsync(connection.Requests.Part(name, upload, 0, content, content.Length, Checksum, hash), token).ConfigureAwait(false),
                Checksum,
                hash),
            cancellationToken).ConfigureAwait(false);
        try
        {
            await CallAsync(
                (s3, token) => s3.CompleteMultipartUploadAsync(connection.Requests.Complete(name, upload, [part]), token), cancellationToken).ConfigureAwait(false);
        }
        catch (FileNotFoundException)
        {
            // An attempt before this one did it, or nobody: what is there is looked at next.
        }

        bool isSame = await IsAsync(name, content, cancellationToken).ConfigureAwait(false);
        Add("an object of parts", isSame, isSame ? "comes back byte for byte" : "comes back with other bytes, or not at all");
        if (!isSame || Checksum == S3Checksum.None)
            return;
        var digest = new S3FileDigest(Checksum, new S3PartPlan(ContentBytes, ContentBytes));
        digest.Set(0, hash);
        GetObjectMetadataResponse head = await CallAsync(
            (s3, token) => s3.GetObjectMetadataAsync(connection.Requests.Head(name), token), cancellationToken).ConfigureAwait(false);
        TellsChecksum = S3FileDigest.Of(head) == (Checksum, digest.Whole(inParts: true));
        Add($"its {NameOf(Checksum)}", TellsChecksum, TellsChecksum ? "is told" : "is not told, or another is", isRequired: false);
    }

    private async Task DeleteAsync()
    {
        string? fault = null;
        try
        {
            using var limit = new CancellationTokenSource(options.RequestTimeout, options.TimeProvider);
            List<string> names = [];
            await foreach ((string name, _) in _objects.ListAsync(_folder, deep: true, limit.Token).ConfigureAwait(false))
                names.Add(name);
            foreach (string name in names)
                await _objects.DeleteAsync(name, limit.Token).ConfigureAwait(false);
        }
        catch (Exception cause) when (cause is IOException or OperationCanceledException)
        {
            fault = cause.Message;
        }

        Add("the probe's objects", fault is null, fault is null ? "are deleted" : $"are left below {connection.Address.KeyOf(_folder)}: {fault}", isRequired: false);
    }

    private async Task<bool> IsAsync(string name, byte[] content, CancellationToken cancellationToken)
    {
        try
        {
            Stream stream = await _objects.OpenReadAsync(name, cancellationToken).ConfigureAwait(false);
            await using (stream.ConfigureAwait(false))
            {
                var memory = new MemoryStream();
                await stream.CopyToAsync(memory, cancellationToken).ConfigureAwait(false);
                return memory.GetBuffer().AsSpan(0, (int)memory.Length).SequenceEqual(content);
            }
        }
        catch (FileNotFoundException)
        {
            return false;
        }
    }

    private async Task<string> BeginAsync(string name, S3Checksum checksum, CancellationToken cancellationToken) => (await CallAsync(
        (s3, token) => s3.InitiateMultipartUploadAsync(connection.Requests.Begin(name, checksum), token), cancellationToken).ConfigureAwait(false)).UploadId;

    private PutObjectRequest Put(string name, byte[] content, bool create) =>
        connection.Requests.Put(name, content, content.Length, S3Checksum.None, [], create);
}
