using Piwa.Chain.Provenance.Registry;

namespace Piwa.Tests.Chain.Provenance;

public sealed class RegistryQueueTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task WhoWaitsToBeLetInIsAnsweredThoughTheQueueIsGone()
    {
        const int Rounds = 500, Waiting = 16;
        for (int round = 0; round < Rounds; round++)
        {
            RegistryQueue queue = new(capacity: 1);
            await queue.AddAsync(Call(), Cancellation);
            Task[] waiting = [.. Enumerable.Range(0, Waiting).Select(_ => queue.AddAsync(Call(), Cancellation).AsTask())];
            queue.Close();
            queue.Dispose();
            foreach (Task call in waiting)
                await Assert.ThrowsAsync<ObjectDisposedException>(() => call.WaitAsync(TimeSpan.FromMinutes(1), Cancellation));
        }
    }

    private static GetOrAddCall Call() => new(TestContent.Origin(1), [TestContent.Claim(1)], 1);
}
