using System.Net;
using System.Threading.RateLimiting;
using Microsoft.AspNetCore.Http;
using Piwa.Chain.Requests;
using Piwa.Pipeline.Fleet;

namespace Piwa.Host.Serving;

/// <summary>A coordinator over HTTP, or HTTPS.</summary>
/// <param name="service">The coordinator; stays its owner's.</param>
/// <param name="listen">The address and port to listen at; port 0 for any that is free.</param>
/// <param name="certificate">Its certificate, with its key; null for HTTP.</param>
/// <param name="requestsPerMinute">Requests of one address in a minute; more are turned away.</param>
/// <param name="ready">Told where it is reached, once it is; null if nobody is to be told.</param>
internal sealed class FleetServer(FleetService service, IPEndPoint listen, ServerCertificate? certificate, int requestsPerMinute, Action<Uri>? ready)
    : RequestServer(listen, ("The coordinator", "--listen"), ready, FleetService.MaximumBodyBytes)
{
    /// <summary>Shards that are taken at once.</summary>
    private const int MostFiles = 32;

    private readonly SemaphoreSlim _files = new(MostFiles);
    private readonly PartitionedRateLimiter<IPAddress> _rate = PartitionedRateLimiter.Create<IPAddress, IPAddress>(address =>
        RateLimitPartition.GetTokenBucketLimiter(address, _ => new TokenBucketRateLimiterOptions
        {
            TokenLimit = requestsPerMinute,
            TokensPerPeriod = Math.Max(requestsPerMinute / 60, 1),
            ReplenishmentPeriod = TimeSpan.FromSeconds(1),
            QueueLimit = 0,
        }));

    /// <inheritdoc/>
    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync().ConfigureAwait(false);
        _files.Dispose();
        await _rate.DisposeAsync().ConfigureAwait(false);
    }

    /// <inheritdoc/>
    protected override ServerCertificate? Certificate => certificate;

    /// <inheritdoc/>
    protected override async Task ServeAsync(HttpContext context)
    {
        using RateLimitLease permitted = _rate.AttemptAcquire(context.Connection.RemoteIpAddress ?? IPAddress.None);
        if (!permitted.IsAcquired)
        {
            await AnswerOrRefuseAsync(context, () => Task.FromResult(RequestReply.Refuse(
                HttpStatusCode.TooManyRequests, $"More than {requestsPerMinute} requests in a minute came from {context.Connection.RemoteIpAddress}."))).ConfigureAwait(false);
            return;
        }

        if (context.Request.Method == HttpMethods.Put && FleetService.TakesFile(context.Request.Path))
            await TakeAsync(context).ConfigureAwait(false);
        else
            await base.ServeAsync(context).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    protected override async ValueTask<RequestReply> AnswerAsync(HttpRequest request, ReadOnlyMemory<byte> body, CancellationToken cancellationToken) =>
        await service.AnswerAsync(request.Method, request.Path + request.QueryString, request.Headers.Authorization, body, cancellationToken)
            .ConfigureAwait(false);

    private async Task TakeAsync(HttpContext context)
    {
        if (!await _files.WaitAsync(TimeSpan.Zero, context.RequestAborted).ConfigureAwait(false))
        {
            await RefuseForNowAsync(context, "Other shards are being taken. Try again in a second.").ConfigureAwait(false);
            return;
        }

        try
        {
            // How long it may be stands in the ticket.
            await AnswerOrRefuseAsync(
                context, () => service.TakeAsync(context.Request.Path, context.Request.ContentLength, context.Request.Body, context.RequestAborted))
                .ConfigureAwait(false);
        }
        finally
        {
            _files.Release();
        }
    }
}
