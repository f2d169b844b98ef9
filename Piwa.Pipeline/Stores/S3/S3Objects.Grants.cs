using Amazon.S3;
using Amazon.S3.Model;

namespace Piwa.Pipeline.Stores.S3;

/// <content>Objects that others put, who have no keys.</content>
internal sealed partial class S3Objects
{
    /// <summary>The most that is put at once, and copied: a limit of S3.</summary>
    public const long MaximumGrantBytes = 5L << 30;

    private const string CreateOnly = "*";

    /// <summary>What has to be sent with what is put at an address of <see cref="GrantAsync"/>: it is signed too.</summary>
    public static IReadOnlyDictionary<string, string> GrantHeaders { get; } = new Dictionary<string, string> { ["If-None-Match"] = CreateOnly };

    /// <summary>An address at which whoever has it can put one object of one length, once.</summary>
    /// <remarks>Name, length and that there must be none are under the signature. Nothing is asked of the server.</remarks>
    /// <param name="name">The object's name.</param>
    /// <param name="bytes">Its length.</param>
    /// <param name="time">For how long: to the second, a week at most.</param>
    /// <exception cref="IOException">There are no keys.</exception>
    public Task<string> GrantAsync(string name, long bytes, TimeSpan time)
    {
        var request = new GetPreSignedUrlRequest
        {
            BucketName = connection.Address.Bucket,
            Key = connection.Address.KeyOf(name),
            Verb = HttpVerb.PUT,
            Expires = options.TimeProvider.GetUtcNow().UtcDateTime + time,
        };
        foreach ((string header, string value) in GrantHeaders)
            request.Headers[header] = value;
        request.Headers.ContentLength = bytes;
        return connection.SignAsync(request);
    }

    /// <summary>An address at which whoever has it can read one object, for a time.</summary>
    /// <remarks>Nothing is asked of the server.</remarks>
    /// <param name="name">The object's name.</param>
    /// <param name="time">For how long: to the second, a week at most.</param>
    /// <exception cref="IOException">There are no keys.</exception>
    public Task<string> GrantReadAsync(string name, TimeSpan time) => connection.SignAsync(new GetPreSignedUrlRequest
    {
        BucketName = connection.Address.Bucket,
        Key = connection.Address.KeyOf(name),
        Verb = HttpVerb.GET,
        Expires = options.TimeProvider.GetUtcNow().UtcDateTime + time,
    });

    /// <summary>Copies an object within the store, by the server.</summary>
    /// <remarks>
    /// Some servers copy whatever is there, also if it should be another version: so it is looked at once more afterwards. What is created once and
    /// deleted by nobody else cannot be replaced twice in between.
    /// </remarks>
    /// <param name="from">Its name.</param>
    /// <param name="to">Name of the copy.</param>
    /// <param name="version">What the server names it by, as it was read.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="FileNotFoundException">It is not there.</exception>
    /// <exception cref="IOException">It cannot be copied, or was replaced; a copy is there then that nobody should rely on.</exception>
    public async Task CopyAsync(string from, string to, string version, CancellationToken cancellationToken)
    {
        await connection.CallAsync(
            $"Object {from} cannot be copied to {to}",
            (s3, token) => s3.CopyObjectAsync(connection.Requests.Copy(from, to, version), token),
            cancellationToken).ConfigureAwait(false);
        if ((await HeadAsync(from, cancellationToken).ConfigureAwait(false))?.ETag == version)
            return;
        await DeleteAsync(to, cancellationToken).ConfigureAwait(false);
        throw new IOException($"Object {from} of {connection.Address} was replaced while it was copied.");
    }
}
