using Piwa.Pipeline.Flow;

namespace Piwa.Tests.Flow;

public sealed class DrainSignalTests
{
    [Fact]
    public void FirstCauseIsKept()
    {
        var signal = new DrainSignal();
        Assert.False(signal.IsRequested);
        Assert.Null(signal.Cause);
        Assert.Throws<InvalidOperationException>(() => signal.Exception);

        var first = DrainCause.Failed("render", new InvalidOperationException("device lost"));
        Assert.True(signal.Request(first));
        Assert.False(signal.Request(DrainCause.Cancelled("the user")));
        Assert.True(signal.IsRequested);
        Assert.Same(first, signal.Cause);
        Assert.Same(first, signal.Exception.Cause);
        Assert.Contains("device lost", signal.Exception.Message, StringComparison.Ordinal);
        Assert.True(signal.Token.IsCancellationRequested);
    }

    [Fact]
    public async Task OneOfManyRequestsAtOnceIsTheFirst()
    {
        var signal = new DrainSignal();
        using var start = new ManualResetEventSlim();
        var causes = Enumerable.Range(0, 8).Select(i => DrainCause.Cancelled($"{i}")).ToArray();
        var requests = causes.Select(cause => Task.Run(() =>
        {
            start.WaitPatiently();
            return signal.Request(cause);
        })).ToArray();
        start.Set();
        var won = await Task.WhenAll(requests).Patiently();
        Assert.Single(won, true);
        Assert.Same(causes[Array.IndexOf(won, true)], signal.Cause);
    }

    [Fact]
    public void CancelledTokenIsAWishOfTheUser()
    {
        var signal = new DrainSignal();
        using var source = new CancellationTokenSource();
        using var registration = signal.RequestWhenCancelled(source.Token);
        Assert.False(signal.IsRequested);
        source.Cancel();
        Assert.Equal(DrainReason.Cancelled, signal.Cause!.Reason);
        Assert.Null(signal.Cause.Exception);
    }

    [Fact]
    public void TokenThatIsCancelledAlreadyDrainsAtOnce()
    {
        var signal = new DrainSignal();
        using var registration = signal.RequestWhenCancelled(new CancellationToken(canceled: true));
        Assert.True(signal.IsRequested);
    }

    // Whoever requests a drain is in the middle of a stage: a callback that throws must not surface there.
    [Fact]
    public async Task CallbackThatThrowsDoesNotReachTheRequester()
    {
        var signal = new DrainSignal();
        var called = new TaskCompletionSource();
        using var registration = signal.Token.Register(() =>
        {
            called.SetResult();
            throw new InvalidOperationException("callback");
        });
        Assert.True(signal.Request(DrainCause.Cancelled("the user")));
        await called.Task.Patiently();
    }
}
