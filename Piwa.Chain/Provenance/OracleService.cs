using System.Net;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Piwa.Chain.Keys;
using Piwa.Chain.Requests;

namespace Piwa.Chain.Provenance;

/// <summary>An oracle for requests over HTTP, of which it knows method, path, the header <c>Authorization</c> and body.</summary>
/// <remarks>
/// <para>
/// <c>GET /v1/oracle</c> tells its address. <c>POST /v1/shards</c> takes a shard and answers a verdict; <c>POST /v1/signatures</c> takes a
/// message and answers a signature. Both count for the wallet that has signed the request (<see cref="RequestVerifier"/>), and for no
/// other. Nothing that goes over the wire is secret; what is worth anything, the signature, proves itself.
/// </para>
/// <para>Safe to use from several threads. The oracle stays its owner's.</para>
/// </remarks>
public sealed class OracleService
{
    /// <summary>The longest body: a shard of 131,072 assets.</summary>
    public const int MaximumBodyBytes = 64 * 1024 * 1024;

    private readonly Oracle _oracle;
    private readonly RequestVerifier _requests;

    /// <summary>Creates a service.</summary>
    /// <param name="oracle">The oracle; not disposed.</param>
    /// <param name="requests">Checks the requests, for the oracle's address.</param>
    public OracleService(Oracle oracle, RequestVerifier requests)
    {
        ArgumentNullException.ThrowIfNull(oracle);
        ArgumentNullException.ThrowIfNull(requests);
        _oracle = oracle;
        _requests = requests;
    }

    /// <summary>Answers a request.</summary>
    /// <param name="method">The method, in capitals.</param>
    /// <param name="path">The path.</param>
    /// <param name="authorization">The header <c>Authorization</c>; null if there is none.</param>
    /// <param name="body">The body, of at most <see cref="MaximumBodyBytes"/>.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async ValueTask<OracleReply> AnswerAsync(
        string method, string path, string? authorization, ReadOnlyMemory<byte> body, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(method);
        ArgumentNullException.ThrowIfNull(path);
        bool isPost = method == HttpMethod.Post.Method;
        if (path == OracleRoutes.Oracle && method == HttpMethod.Get.Method)
            return Reply(HttpStatusCode.OK, new WireOracle(_oracle.Address.ToString(), _oracle.Samples), OracleJson.Default.WireOracle);
        if (path is not (OracleRoutes.Shards or OracleRoutes.Signatures))
            return Fault(path == OracleRoutes.Oracle ? HttpStatusCode.MethodNotAllowed : HttpStatusCode.NotFound, "There is nothing here.");
        if (!isPost)
            return Fault(HttpStatusCode.MethodNotAllowed, "POST it.");

        RequestFault fault = _requests.Verify(method, path, authorization, body.Span, out PublicKey wallet);
        if (fault != RequestFault.None)
            return Refuse(fault);
        try
        {
            return path == OracleRoutes.Shards
                ? await JudgeAsync(wallet, body, cancellationToken).ConfigureAwait(false)
                : await SignAsync(wallet, body, cancellationToken).ConfigureAwait(false);
        }
        catch (OracleException refusal)
        {
            return Fault(
                refusal.Kind switch
                {
                    OracleErrorKind.Unavailable => HttpStatusCode.ServiceUnavailable,
                    OracleErrorKind.Malformed => HttpStatusCode.BadRequest,
                    OracleErrorKind.Unauthorized => HttpStatusCode.Unauthorized,
                    _ => HttpStatusCode.Forbidden,
                },
                refusal.Message);
        }
    }

    /// <summary>The answer to a request that whoever serves turns away before it comes here.</summary>
    /// <param name="status">The status of HTTP.</param>
    /// <param name="why">A sentence that says why.</param>
    public static OracleReply Refuse(int status, string why) => Fault((HttpStatusCode)status, why);

    private async ValueTask<OracleReply> JudgeAsync(PublicKey wallet, ReadOnlyMemory<byte> body, CancellationToken cancellationToken)
    {
        ShardSubmission submission = SubmissionCodec.Decode(body.Span);
        if (submission.Wallet != wallet)
            throw new OracleException(OracleErrorKind.Unauthorized, $"The shard is of {submission.Wallet}, and {wallet} submits it.");
        OracleVerdict verdict = await _oracle.SubmitAsync(submission, cancellationToken).ConfigureAwait(false);
        return Reply(
            HttpStatusCode.OK,
            new WireVerdict(verdict.IsApproved, verdict.Findings, verdict.Sampled, verdict.Duplicates),
            OracleJson.Default.WireVerdict);
    }

    private async ValueTask<OracleReply> SignAsync(PublicKey wallet, ReadOnlyMemory<byte> body, CancellationToken cancellationToken)
    {
        WireMessage message;
        try
        {
            message = JsonSerializer.Deserialize(body.Span, OracleJson.Default.WireMessage) ?? throw new JsonException("It is null.");
        }
        catch (JsonException fault)
        {
            throw new OracleException(OracleErrorKind.Malformed, $"This is no message to sign: {fault.Message}", fault);
        }

        Signature signature = await _oracle.SignAsync(wallet, message.Message, cancellationToken).ConfigureAwait(false);
        return Reply(HttpStatusCode.OK, new WireSignature(signature.ToString()), OracleJson.Default.WireSignature);
    }

    private static OracleReply Refuse(RequestFault fault) => fault switch
    {
        RequestFault.OutOfTime => Fault(
            HttpStatusCode.Unauthorized, "The request's time is too far from this machine's. Set the clock that is wrong."),
        RequestFault.BadSignature => Fault(
            HttpStatusCode.Unauthorized, "The request's signature does not hold: for another oracle, another path, or another body."),
        RequestFault.Replayed => Fault(HttpStatusCode.Conflict, "This very request came before. Sign it anew."),
        RequestFault.TooMany => Fault(HttpStatusCode.TooManyRequests, "More requests came than are remembered. Try again in some minutes."),
        _ => Fault(HttpStatusCode.Unauthorized, $"The request is not signed in the scheme {RequestSigner.Scheme}."),
    };

    private static OracleReply Fault(HttpStatusCode status, string message) =>
        Reply(status, new WireFault(message), OracleJson.Default.WireFault);

    private static OracleReply Reply<T>(HttpStatusCode status, T answer, JsonTypeInfo<T> type) =>
        new((int)status, JsonSerializer.SerializeToUtf8Bytes(answer, type));
}
