using System.Net;
using Microsoft.AspNetCore.Http;
using Piwa.Chain.Provenance;
using Piwa.Chain.Requests;

namespace Piwa.Host.Serving;

/// <summary>An oracle over HTTP.</summary>
/// <param name="service">The oracle; stays its owner's.</param>
/// <param name="listen">The address and port to listen at; port 0 for any that is free.</param>
/// <param name="ready">Told where it is reached, once it is; null if nobody is to be told.</param>
internal sealed class OracleServer(OracleService service, IPEndPoint listen, Action<Uri>? ready)
    : RequestServer(listen, ("The oracle", "--port"), ready, OracleService.MaximumBodyBytes)
{
    /// <inheritdoc/>
    protected override ValueTask<RequestReply> AnswerAsync(HttpRequest request, ReadOnlyMemory<byte> body, CancellationToken cancellationToken) =>
        service.AnswerAsync(request.Method, request.Path + request.QueryString, request.Headers.Authorization, body, cancellationToken);
}
