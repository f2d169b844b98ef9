using System.Threading.Channels;
using Microsoft.Extensions.Time.Testing;

namespace Piwa.Tests.Infrastructure;

/// <summary>A clock that goes on only when it is told to, and knows who waits on it.</summary>
internal sealed class WatchedClock : FakeTimeProvider
{
    private readonly Channel<TimeSpan> _waits = Channel.CreateUnbounded<TimeSpan>();
    private int _waiting;

    /// <summary>Completes once someone waits for so long; each wait counts once, in their order.</summary>
    public async Task WaitForAsync(TimeSpan wait, CancellationToken cancellationToken)
    {
        while (await _waits.Reader.ReadAsync(cancellationToken) != wait)
        {
        }
    }

    /// <summary>Completes once nobody waits.</summary>
    public async Task WaitForNobodyAsync(CancellationToken cancellationToken)
    {
        while (Volatile.Read(ref _waiting) != 0)
        {
            cancellationToken.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        Interlocked.Increment(ref _waiting);
        WatchedTimer timer = new(this, base.CreateTimer(callback, state, dueTime, period));
        _waits.Writer.TryWrite(dueTime);
        return timer;
    }

    private sealed class WatchedTimer(WatchedClock clock, ITimer timer) : ITimer
    {
        private int _isDisposed;

        public bool Change(TimeSpan dueTime, TimeSpan period) => timer.Change(dueTime, period);

        public void Dispose()
        {
            timer.Dispose();
            if (Interlocked.Exchange(ref _isDisposed, 1) == 0)
                Interlocked.Decrement(ref clock._waiting);
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
