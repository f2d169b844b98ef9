using System.Net;
using System.Net.Http.Headers;
using Piwa.Chain.Requests;

namespace Piwa.Pipeline.Economy;

/// <summary>Reads files over HTTP, and goes on where it was when the network fails.</summary>
/// <remarks>Thread-safe. Whoever reads compares the hash: what comes of a file that was replaced in between is not told from it here.</remarks>
internal sealed class RangeReader : IDisposable
{
    /// <summary>Times that reading goes on without a byte having come.</summary>
    private const int MostAttempts = 6;

    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(250);

    /// <summary>Nothing comes for so long: the other side is gone.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly HttpClient _http;
    private readonly Uri _host;
    private readonly TimeProvider _time;

    /// <param name="host">Whose files they are: what is sent elsewhere, it says.</param>
    /// <param name="time">The clock.</param>
    public RangeReader(Uri host, TimeProvider time)
    {
        _host = host;
        _time = time;

        // A file in a bucket is at an address of its own, signed for a time.
        _http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = true, MaxAutomaticRedirections = 3 }) { Timeout = Timeout.InfiniteTimeSpan };
    }

    /// <summary>Opens a file of a known length.</summary>
    /// <exception cref="RequestException">It is refused, or cannot be had.</exception>
    public async Task<Stream> OpenAsync(Uri address, long bytes, CancellationToken cancellationToken)
    {
        Body first = await BeginAsync(address, 0, cancellationToken).ConfigureAwait(false);
        return new ResumingStream(this, address, bytes, first);
    }

    public void Dispose() => _http.Dispose();

    private async Task<Body> BeginAsync(Uri address, long from, CancellationToken cancellationToken)
    {
        for (int attempt = 1; ; attempt++)
        {
            try
            {
                return await AskAsync(address, from, cancellationToken).ConfigureAwait(false);
            }
            catch (RequestException fault) when (fault.IsTransient && attempt < MostAttempts)
            {
                await Task.Delay(FirstPause * (1 << (attempt - 1)), _time, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    private async Task<Body> AskAsync(Uri address, long from, CancellationToken cancellationToken)
    {
        using HttpRequestMessage request = new(HttpMethod.Get, address);
        if (from > 0)
            request.Headers.Range = new RangeHeaderValue(from, null);
        using var late = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        late.CancelAfter(Patience);
        HttpResponseMessage? response = null;
        try
        {
            response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, late.Token).ConfigureAwait(false);
            if (!response.IsSuccessStatusCode)
            {
                string said = await response.Content.ReadAsStringAsync(late.Token).ConfigureAwait(false);
                throw new RequestException(response.StatusCode, $"{NameOf(address)} answers {(int)response.StatusCode}: {ReasonOf(said)}");
            }

            if (from > 0 && (response.StatusCode != HttpStatusCode.PartialContent || response.Content.Headers.ContentRange?.From != from))
                throw new RequestException(HttpStatusCode.OK, $"{NameOf(address)} does not go on where it was asked to.");
            Stream stream = await response.Content.ReadAsStreamAsync(late.Token).ConfigureAwait(false);
            var body = new Body(response, stream);
            response = null;
            return body;
        }
        catch (HttpRequestException fault)
        {
            throw new RequestException(null, $"{NameOf(address)} cannot be reached: {fault.Message}", fault);
        }
        catch (OperationCanceledException fault) when (!cancellationToken.IsCancellationRequested)
        {
            throw new RequestException(null, $"{NameOf(address)} does not answer within {Patience.TotalSeconds} seconds.", fault);
        }
        finally
        {
            response?.Dispose();
        }
    }

    private string NameOf(Uri address) =>
        $"{(address.Authority == _host.Authority ? "The market" : "The store")} at {address.GetComponents(UriComponents.SchemeAndServer, UriFormat.UriEscaped)}";

    private static string ReasonOf(string said)
    {
        const int Most = 300;
        const string Mark = "\"error\":\"";
        int at = said.IndexOf(Mark, StringComparison.Ordinal);
        string reason = at < 0 ? said : said[(at + Mark.Length)..].Split('"')[0];
        return reason.Length <= Most ? reason : reason[..Most];
    }

    private sealed record Body(HttpResponseMessage Response, Stream Stream) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync()
        {
            await Stream.DisposeAsync().ConfigureAwait(false);
            Response.Dispose();
        }
    }

    /// <summary>A body that is begun anew, from where it is, when it breaks off.</summary>
    private sealed class ResumingStream(RangeReader reader, Uri address, long bytes, Body body) : Stream
    {
        private Body _body = body;
        private long _position;
        private int _failures;

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => bytes;

        public override long Position
        {
            get => _position;
            set => throw new NotSupportedException();
        }

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            while (true)
            {
                int count = await TryReadAsync(buffer, cancellationToken).ConfigureAwait(false);
                if (count > 0 || buffer.IsEmpty || _position >= bytes)
                {
                    _position += count;
                    _failures = count > 0 ? 0 : _failures;
                    return count;
                }

                // It broke off, or ended early.
                if (++_failures >= MostAttempts)
                    throw new IOException($"{reader.NameOf(address)} broke off {_failures} times after {_position} of {bytes} bytes. Try again: whole files stay.");
                await _body.DisposeAsync().ConfigureAwait(false);
                _body = await reader.BeginAsync(address, _position, cancellationToken).ConfigureAwait(false);
            }
        }

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException("It is read without blocking.");

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override void Flush()
        {
        }

        public override async ValueTask DisposeAsync()
        {
            await _body.DisposeAsync().ConfigureAwait(false);
            await base.DisposeAsync().ConfigureAwait(false);
        }

        /// <returns>0 where it ends, or breaks off.</returns>
        private async ValueTask<int> TryReadAsync(Memory<byte> buffer, CancellationToken cancellationToken)
        {
            using var late = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            late.CancelAfter(Patience);
            try
            {
                return await _body.Stream.ReadAsync(buffer, late.Token).ConfigureAwait(false);
            }
            catch (IOException)
            {
                return 0;
            }
            catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
            {
                return 0;
            }
        }
    }
}
