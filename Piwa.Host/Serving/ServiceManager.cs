using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace Piwa.Host.Serving;

/// <summary>Tells systemd how the service is: datagrams to the socket that <c>NOTIFY_SOCKET</c> names (sd_notify(3)).</summary>
/// <remarks>Thread-safe. A datagram that cannot be sent is lost: the service goes on.</remarks>
internal sealed class ServiceManager : IDisposable
{
    private readonly Socket _socket = new(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
    private readonly UnixDomainSocketEndPoint _end;

    private ServiceManager(string path, TimeSpan? watchdog)
    {
        // A name in the abstract name space is written with an @.
        _end = new UnixDomainSocketEndPoint(path[0] == '@' ? '\0' + path[1..] : path);
        Watchdog = watchdog;

        // A manager that does not read is not waited for.
        _socket.Blocking = false;
    }

    /// <summary>The time in which it wants a sign of life; null if it wants none.</summary>
    public TimeSpan? Watchdog { get; }

    /// <summary>The manager that started this process; null if none did.</summary>
    /// <param name="environment">Gives a variable of the environment.</param>
    /// <param name="process">Id of this process.</param>
    public static ServiceManager? Find(Func<string, string?> environment, int process)
    {
        if (environment("NOTIFY_SOCKET") is not [('/' or '@'), _, ..] path)
            return null;
        bool isOurs = environment("WATCHDOG_PID") is not { } pid || pid == process.ToString(CultureInfo.InvariantCulture);
        TimeSpan? watchdog = isOurs && long.TryParse(environment("WATCHDOG_USEC"), CultureInfo.InvariantCulture, out long microseconds) && microseconds > 0
            ? TimeSpan.FromMicroseconds(microseconds)
            : null;
        return new ServiceManager(path, watchdog);
    }

    /// <summary>Sends assignments, a line each: <c>READY=1</c>.</summary>
    public void Notify(string assignments)
    {
        try
        {
            _socket.SendTo(Encoding.UTF8.GetBytes(assignments), SocketFlags.None, _end);
        }
        catch (SocketException)
        {
            // It is gone, or does not read. Nobody else is to be told.
        }
    }

    public void Dispose() => _socket.Dispose();
}
