using System.Net.Sockets;

namespace Piwa.Tests.Infrastructure;

/// <summary>A connection to a server, over which anything may be sent.</summary>
internal sealed class RawConnection(Uri address) : IDisposable
{
    private const int MostAnswerBytes = 1 << 16;

    private readonly TcpClient _client = new(address.Host, address.Port);

    public void Dispose() => _client.Dispose();

    /// <summary>Sends a text; who is cut off meanwhile reads so.</summary>
    public async Task SendAsync(string text)
    {
        try
        {
            await _client.GetStream().WriteAsync(System.Text.Encoding.Latin1.GetBytes(text), TestContext.Current.CancellationToken);
        }
        catch (IOException)
        {
        }
    }

    /// <summary>What comes until the server ends the connection; empty if it cuts it.</summary>
    public async Task<string> ReadAsync()
    {
        byte[] bytes = new byte[MostAnswerBytes];
        int length = 0;
        try
        {
            int read;
            while ((read = await _client.GetStream().ReadAsync(bytes.AsMemory(length), TestContext.Current.CancellationToken)) > 0)
                length += read;
        }
        catch (IOException)
        {
            // Cut off, perhaps behind an answer.
        }

        return System.Text.Encoding.Latin1.GetString(bytes, 0, length);
    }
}
