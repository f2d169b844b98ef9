using Microsoft.Extensions.Hosting;
using Piwa.Host.Terminal;

namespace Piwa.Host.Serving;

/// <summary>
/// Has the host stop when the process is interrupted. Signals are <see cref="Interruption"/>'s, here as in every other command.
/// </summary>
/// <remarks>
/// The lifetime that a host has by itself handles every signal that comes: the second one, which is to end a run that drains too long,
/// would do nothing.
/// </remarks>
/// <param name="application">The host.</param>
/// <param name="interrupted">Cancelled by the first signal.</param>
internal sealed class InterruptionLifetime(IHostApplicationLifetime application, CancellationToken interrupted) : IHostLifetime, IDisposable
{
    private CancellationTokenRegistration _registration;

    /// <inheritdoc/>
    public Task WaitForStartAsync(CancellationToken cancellationToken)
    {
        _registration = interrupted.UnsafeRegister(_ => application.StopApplication(), null);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public void Dispose() => _registration.Dispose();
}
