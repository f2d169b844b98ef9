using System.Net;
using System.Net.Sockets;
using Amazon.Runtime;
using Amazon.S3;

namespace Piwa.Pipeline.Stores.S3;

/// <summary>Which faults of S3 pass, and what the others mean to whoever has to mend them.</summary>
internal static class S3Faults
{
    private static readonly string[] PassingCodes =
    [
        "SlowDown", "RequestTimeout", "InternalError", "ServiceUnavailable", "Throttling", "ThrottlingException", "RequestLimitExceeded",
        "ConditionalRequestConflict", "OperationAborted",

        // What was put changed on its way: it goes once more. A server that says so again and again is found by the probe.
        "BadDigest", "XAmzContentSHA256Mismatch", "IncompleteBody",
    ];

    private static readonly string[] CredentialCodes = ["InvalidAccessKeyId", "SignatureDoesNotMatch", "InvalidSecurity", "AuthFailure"];
    private static readonly string[] RegionCodes = ["PermanentRedirect", "AuthorizationHeaderMalformed", "IllegalLocationConstraintException"];

    /// <summary>Whether another attempt may succeed. What was asked for may have been done.</summary>
    public static bool IsPassing(Exception fault) => fault switch
    {
        AmazonS3Exception s3 => s3.StatusCode >= HttpStatusCode.InternalServerError || s3.StatusCode == HttpStatusCode.TooManyRequests
            || PassingCodes.Contains(s3.ErrorCode),
        AmazonUnmarshallingException => true,
        AmazonServiceException service => service.InnerException is { } inner && IsPassing(inner),
        AmazonClientException => false,
        S3FinalException or FileNotFoundException or DirectoryNotFoundException or PathTooLongException => false,
        HttpRequestException or IOException or SocketException or TimeoutException => true,

        // The caller's own is told apart where it is known.
        OperationCanceledException => true,
        _ => false,
    };

    /// <summary>Whether no connection came about at all.</summary>
    public static bool IsUnreachable(Exception fault) =>
        fault is HttpRequestException { HttpRequestError: HttpRequestError.NameResolutionError or HttpRequestError.ConnectionError or HttpRequestError.SecureConnectionError };

    /// <summary>Whether an object, a bucket or an upload is not there.</summary>
    public static bool IsMissing(Exception fault) => fault is AmazonS3Exception { StatusCode: HttpStatusCode.NotFound, ErrorCode: not "NoSuchBucket" };

    /// <summary>Whether a precondition does not hold.</summary>
    public static bool IsRefusedCondition(Exception fault) => fault is AmazonS3Exception { StatusCode: HttpStatusCode.PreconditionFailed };

    /// <summary>Whether the server refuses what is sent as it is sent.</summary>
    public static bool IsRefusedContent(Exception fault) => fault is AmazonS3Exception { StatusCode: HttpStatusCode.BadRequest, ErrorCode: not "RequestTimeout" };

    /// <summary>What to do about a fault that does not pass, or did not.</summary>
    /// <param name="fault">The fault.</param>
    /// <param name="what">What was tried: <c>Object x cannot be read</c>.</param>
    /// <param name="address">The store.</param>
    /// <param name="endpoint">Where it is asked for; null for Amazon's own.</param>
    public static IOException Describe(Exception fault, string what, S3Address address, string? endpoint)
    {
        string place = endpoint is null ? address.ToString() : $"{address} at {endpoint}";
        string code = (fault as AmazonServiceException)?.ErrorCode is { Length: > 0 } said ? said : fault.GetType().Name;
        string? remedy = fault switch
        {
            AmazonS3Exception { ErrorCode: "NoSuchBucket" } =>
                $"There is no bucket '{address.Bucket}'. Make it first, or give the address of one that is there.",
            AmazonS3Exception { ErrorCode: "RequestTimeTooSkewed" or "RequestExpired" } =>
                "The clock of this machine is not that of the server: set it, and keep it with NTP ('piwa doctor' looks at it).",
            AmazonS3Exception { ErrorCode: "ExpiredToken" or "TokenRefreshRequired" or "InvalidToken" } =>
                "The session has expired or is none: renew AWS_SESSION_TOKEN and the keys that belong to it.",
            AmazonS3Exception s3 when CredentialCodes.Contains(s3.ErrorCode) =>
                "The server does not know these keys: look at AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or at the profile (AWS_PROFILE).",
            AmazonS3Exception s3 when RegionCodes.Contains(s3.ErrorCode) || (int)s3.StatusCode is >= 300 and < 400 =>
                "The bucket is of another region, or at another address: look at AWS_REGION and AWS_ENDPOINT_URL.",
            AmazonS3Exception { StatusCode: HttpStatusCode.Forbidden } =>
                "These keys may not do that. To read they need GetObject and ListBucket there; to write PutObject, AbortMultipartUpload and, for the probe, DeleteObject.",
            _ when IsUnreachable(fault) => "Nobody answers there: look at AWS_ENDPOINT_URL (unset, it is Amazon's), AWS_REGION and the network.",
            AmazonServiceException service when IsPassing(service) => "The server is busy or has a fault of its own. Try again later.",
            AmazonServiceException => null,
            AmazonClientException when fault.Message.Contains("credential", StringComparison.OrdinalIgnoreCase) =>
                "There are no credentials: set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or AWS_PROFILE to a profile of ~/.aws.",
            AmazonClientException when fault.Message.Contains("RegionEndpoint", StringComparison.Ordinal) =>
                "It is not said which server: set AWS_REGION for Amazon's, AWS_ENDPOINT_URL for another.",
            OperationCanceledException or TimeoutException => "The server took too long to answer. Try again later.",
            _ => null,
        };
        string detail = fault is AmazonClientException ? FirstLine(fault.Message) : fault.Message.Length > 0 ? fault.Message : code;
        return new IOException(remedy is null ? $"{what} ({place}): {code}: {detail}" : $"{what} ({place}): {remedy} ({code})", fault);
    }

    private static string FirstLine(string text) => text.Split('\n', 2)[0].Trim();
}
