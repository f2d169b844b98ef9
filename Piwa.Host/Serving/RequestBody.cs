using Microsoft.AspNetCore.Http;

namespace Piwa.Host.Serving;

/// <summary>Bodies of requests, read into memory and counted.</summary>
internal static class RequestBody
{
    /// <summary>What is announced is taken for true up to here; memory for more is taken as it comes.</summary>
    private const int LargestReserve = 64 << 10;

    /// <summary>What comes, as it comes.</summary>
    /// <param name="request">The request.</param>
    /// <param name="most">Its longest body; one that is announced to be longer is refused before it is read.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="BadHttpRequestException">It is longer: 413. Or it came too slowly, or not as HTTP has it.</exception>
    public static async Task<ReadOnlyMemory<byte>> ReadAsync(HttpRequest request, long most, CancellationToken cancellationToken)
    {
        Check(request, most);
        MemoryStream body = new((int)Math.Min(request.ContentLength ?? 0, LargestReserve));
        byte[] buffer = new byte[16 << 10];
        int read;
        while ((read = await request.Body.ReadAsync(buffer, cancellationToken).ConfigureAwait(false)) > 0)
        {
            if (body.Length + read > most)
                throw TooLong(most);
            body.Write(buffer, 0, read);
        }

        return body.GetBuffer().AsMemory(0, (int)body.Length);
    }

    /// <summary>Refuses a body that is announced longer; who reads it counts what comes of one that is not.</summary>
    /// <param name="request">The request.</param>
    /// <param name="most">Its longest body.</param>
    /// <exception cref="BadHttpRequestException">It is longer: 413.</exception>
    public static void Check(HttpRequest request, long most)
    {
        if (request.ContentLength > most)
            throw TooLong(most);
    }

    private static BadHttpRequestException TooLong(long most) =>
        new($"The body is too long: at most {most} bytes are taken here.", StatusCodes.Status413PayloadTooLarge);
}
