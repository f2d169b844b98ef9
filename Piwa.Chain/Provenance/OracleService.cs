using System.Net;
using System.Text.Json;
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
    public async ValueTask<RequestReply> AnswerAsync(
        string method, string path, string? authorization, ReadOnlyMemory<byte> body, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(method);
        ArgumentNullException.ThrowIfNull(path);
        bool isPost = method == HttpMethod.Post.Method;
        if (path == OracleRoutes.Oracle && method == HttpMethod.Get.Method)
            return RequestReply.Of(new WireOracle(_oracle.Address.ToString(), _oracle.Samples), OracleJson.Default.WireOracle);
        if (path is not (OracleRoutes.Shards or OracleRoutes.Signatures))
            return RequestReply.Refuse(path == OracleRoutes.Oracle ? HttpStatusCode.MethodNotAllowed : HttpStatusCode.NotFound, "There is nothing here.");
        if (!isPost)
            return RequestReply.Refuse(HttpStatusCode.MethodNotAllowed, "POST it.");

        RequestFault fault = _requests.Verify(method, path, authorization, body.Span, out PublicKey wallet);
        if (fault != RequestFault.None)
            return RequestReply.Refuse(fault, "oracle");
        try
        {
            return path == OracleRoutes.Shards
                ? await JudgeAsync(wallet, body, cancellationToken).ConfigureAwait(false)
                : await SignAsync(wallet, body, cancellationToken).ConfigureAwait(false);
        }
        catch (OracleException refusal)
        {
            return RequestReply.Refuse(
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

    private async ValueTask<RequestReply> JudgeAsync(PublicKey wallet, ReadOnlyMemory<byte> body, CancellationToken cancellationToken)
    {
        ShardSubmission submission = SubmissionCodec.Decode(body.Span);
        if (submission.Wallet != wallet)
            throw new OracleException(OracleErrorKind.Unauthorized, $"The shard is of {submission.Wallet}, and {wallet} submits it.");
        OracleVerdict verdict = await _oracle.SubmitAsync(submission, cancellationToken).ConfigureAwait(false);
        return RequestReply.Of(
            new WireVerdict(verdict.IsApproved, verdict.Findings, verdict.Sampled, verdict.Duplicates),
            OracleJson.Default.WireVerdict);
    }

    private async ValueTask<RequestReply> SignAsync(PublicKey wallet, ReadOnlyMemory<byte> body, CancellationToken cancellationToken)
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
        return RequestReply.Of(new WireSignature(signature.ToString()), OracleJson.Default.WireSignature);
    }
}
