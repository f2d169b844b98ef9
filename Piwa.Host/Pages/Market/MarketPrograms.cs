using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using Microsoft.AspNetCore.Http;
using Piwa.Chain.Requests;
using Piwa.Host.Serving;
using Piwa.Pipeline.Economy;

namespace Piwa.Host.Pages.Market;

/// <summary>A market for programs, beside its pages: requests that wallets sign, and files of licences.</summary>
/// <remarks>
/// Of a file a part can be asked for (RFC 9110, one range), so that a download goes on where it broke off; its tag is its BLAKE3. What lies in a bucket is
/// read there: the answer is the address. Thread-safe.
/// </remarks>
/// <param name="service">The market.</param>
/// <param name="gate">Knows where requests come from.</param>
/// <param name="clock">The clock.</param>
internal sealed class MarketPrograms(MarketService service, MarketGate gate, TimeProvider clock)
{
    /// <summary>Requests of one address in a minute.</summary>
    private const int RequestsPerMinute = 3000;

    /// <summary>Files that are sent at once.</summary>
    private const int MostFiles = 64;

    private const string Bytes = "bytes";

    private readonly RequestPace _pace = new(RequestsPerMinute, clock);
    private int _files;

    /// <summary>Answers a request for a path of <see cref="MarketService.Takes"/>.</summary>
    public async Task ServeAsync(HttpContext context)
    {
        if (_pace.Take(gate.PeerOf(context)) is { } wait)
        {
            context.Response.Headers.RetryAfter = Math.Max(1, (long)Math.Ceiling(wait.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
            await WriteAsync(context, RequestReply.Refuse(HttpStatusCode.TooManyRequests, "That is too much at once. Wait as long as Retry-After says.")).ConfigureAwait(false);
            return;
        }

        string path = context.Request.Path.Value ?? "/";
        bool isRead = HttpMethods.IsGet(context.Request.Method) || HttpMethods.IsHead(context.Request.Method);
        if (MarketService.IsFile(path) && isRead)
            await SendFileAsync(context, path).ConfigureAwait(false);
        else
            await AnswerAsync(context, path).ConfigureAwait(false);
    }

    private async Task AnswerAsync(HttpContext context, string path)
    {
        HttpRequest request = context.Request;
        RequestReply reply;
        try
        {
            ReadOnlyMemory<byte> body = await RequestBody.ReadAsync(request, MarketService.MaximumBodyBytes, context.RequestAborted).ConfigureAwait(false);
            reply = await service.AnswerAsync(
                request.Method, path + request.QueryString, request.Headers.Authorization, body, context.RequestAborted).ConfigureAwait(false);
        }
        catch (Microsoft.AspNetCore.Http.BadHttpRequestException fault)
        {
            reply = RequestReply.Refuse((HttpStatusCode)fault.StatusCode, fault.Message);
        }

        await WriteAsync(context, reply).ConfigureAwait(false);
    }

    private async Task SendFileAsync(HttpContext context, string path)
    {
        (LicensedFile? file, RequestReply? refusal) = await service.FindFileAsync(path, context.Request.Query["access"], context.RequestAborted).ConfigureAwait(false);
        if (refusal is not null)
        {
            await WriteAsync(context, refusal).ConfigureAwait(false);
            return;
        }

        if (file!.Address is { } address)
        {
            context.Response.StatusCode = StatusCodes.Status307TemporaryRedirect;
            context.Response.Headers.Location = address;
            return;
        }

        if (Interlocked.Increment(ref _files) > MostFiles)
        {
            Interlocked.Decrement(ref _files);
            context.Response.Headers.RetryAfter = "1";
            await WriteAsync(context, RequestReply.Refuse(HttpStatusCode.ServiceUnavailable, "Many files are being sent. Try again in a second.")).ConfigureAwait(false);
            return;
        }

        try
        {
            await SendAsync(context, file).ConfigureAwait(false);
        }
        finally
        {
            Interlocked.Decrement(ref _files);
        }
    }

    private static async Task SendAsync(HttpContext context, LicensedFile file)
    {
        HttpResponse response = context.Response;
        long length = file.Shard.Bytes;
        string tag = $"\"{file.Shard.FileHash}\"";
        if (!File.Exists(file.Path) || new FileInfo(file.Path).Length != length)
        {
            await WriteAsync(context, RequestReply.Refuse(HttpStatusCode.ServiceUnavailable, "The file is not there as it should be. Tell the market's operator.")).ConfigureAwait(false);
            return;
        }

        response.Headers.AcceptRanges = Bytes;
        response.Headers.ETag = tag;
        response.Headers.CacheControl = "private, no-transform";
        response.ContentType = "application/vnd.apache.parquet";
        if (ReadRange(context.Request, tag, length) is var (from, count))
        {
            if (count <= 0)
            {
                response.StatusCode = StatusCodes.Status416RangeNotSatisfiable;
                response.Headers.ContentRange = string.Create(CultureInfo.InvariantCulture, $"{Bytes} */{length}");
                return;
            }

            response.StatusCode = StatusCodes.Status206PartialContent;
            response.Headers.ContentRange = string.Create(CultureInfo.InvariantCulture, $"{Bytes} {from}-{from + count - 1}/{length}");
        }
        else
        {
            (from, count) = (0, length);
        }

        response.ContentLength = count;
        if (!HttpMethods.IsHead(context.Request.Method))
            await response.SendFileAsync(file.Path, from, count, context.RequestAborted).ConfigureAwait(false);
    }

    /// <summary>The part that is asked for; null for all of it, also where more than one part is asked for, or one of another file.</summary>
    private static (long From, long Count)? ReadRange(HttpRequest request, string tag, long length)
    {
        if (!RangeHeaderValue.TryParse(request.Headers.Range, out RangeHeaderValue? header) || header.Unit != Bytes || header.Ranges.Count != 1)
            return null;
        string condition = request.Headers.IfRange.ToString();
        if (condition.Length > 0 && condition != tag)
            return null;
        RangeItemHeaderValue range = header.Ranges.Single();
        if (range.From is not { } from)
            return range.To is > 0 and long last ? (Math.Max(0, length - last), Math.Min(last, length)) : (0, 0);
        return (from, Math.Min(range.To ?? length - 1, length - 1) - from + 1);
    }

    private static async Task WriteAsync(HttpContext context, RequestReply reply)
    {
        context.Response.StatusCode = reply.Status;
        context.Response.ContentType = "application/json; charset=utf-8";
        context.Response.Headers.CacheControl = "no-store";
        context.Response.ContentLength = reply.Json.Length;
        await context.Response.Body.WriteAsync(reply.Json, context.RequestAborted).ConfigureAwait(false);
    }
}
