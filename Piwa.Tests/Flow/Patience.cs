namespace Piwa.Tests.Flow;

/// <summary>
/// Waiting in tests: for events, never for time to pass. The limit only ends a test that would hang; no test depends on it.
/// </summary>
internal static class Patience
{
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    public static Task Patiently(this Task task) => task.WaitAsync(Limit, TestContext.Current.CancellationToken);

    public static Task<T> Patiently<T>(this Task<T> task) => task.WaitAsync(Limit, TestContext.Current.CancellationToken);

    public static Task<T> Patiently<T>(this ValueTask<T> task) => task.AsTask().Patiently();

    /// <summary>
    /// Gives everything that could run now the opportunity to do so, before a test asserts that something has not happened. A
    /// correct program passes without; a wrong one is caught.
    /// </summary>
    public static async Task LetOthersRunAsync()
    {
        const int Turns = 200;
        for (var turn = 0; turn < Turns; turn++)
            await Task.Run(Thread.Yield, TestContext.Current.CancellationToken);
    }

    /// <summary>Blocks the thread of a stage body until a gate opens.</summary>
    public static void WaitPatiently(this ManualResetEventSlim gate) =>
        Assert.True(gate.Wait(Limit, TestContext.Current.CancellationToken), "The gate did not open.");
}
