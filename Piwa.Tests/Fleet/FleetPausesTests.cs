using Piwa.Chain.Keys;
using Piwa.Pipeline.Fleet;

namespace Piwa.Tests.Fleet;

/// <summary>Nodes without work ask so many times a second in all, however many they are.</summary>
public sealed class FleetPausesTests
{
    private static readonly DateTimeOffset Now = new(2030, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly TimeSpan Shortest = TimeSpan.FromSeconds(5);

    [Fact]
    public void WhoIsAloneAsksAgainAfterTheShortestPause()
    {
        var pauses = new FleetPauses(100, Shortest);
        for (DateTimeOffset at = Now; at < Now.AddMinutes(1); at += Shortest)
            Assert.Equal(Shortest, pauses.Next(at));
    }

    [Theory]
    [InlineData(499, 5)]
    [InlineData(500, 5)]
    [InlineData(501, 5.01)]
    [InlineData(10_000, 100)]
    [InlineData(30_000, 300)]
    public void TheMoreThereAreTheLongerEachWaits(int nodes, double seconds)
    {
        var pauses = new FleetPauses(100, Shortest);

        // Each asks when it was told to, for a while; in the end as often as there are turns.
        PriorityQueue<int, DateTimeOffset> queue = new();
        for (int i = 0; i < nodes; i++)
            queue.Enqueue(i, Now + (Shortest * i / nodes));
        Dictionary<int, int> seconds100 = [];
        for (int i = 0; i < 4 * nodes && queue.TryDequeue(out int node, out DateTimeOffset at); i++)
        {
            TimeSpan pause = pauses.Next(at);
            Assert.InRange(pause, Shortest, FleetPauses.Longest);
            if (i >= nodes)
                seconds100[(int)(at - Now).TotalSeconds] = seconds100.GetValueOrDefault((int)(at - Now).TotalSeconds) + 1;
            if (i >= 3 * nodes)
                Assert.Equal(seconds, pause.TotalSeconds, 0.02);
            queue.Enqueue(node, at + pause);
        }

        Assert.InRange(seconds100.Values.Max(), 1, 101);
    }

    [Fact]
    public void ANodeWaitsAsItIsToldWithinReason()
    {
        var first = new PublicKey(new byte[PublicKey.Size]);
        var last = new PublicKey([.. Enumerable.Repeat(byte.MaxValue, PublicKey.Size)]);
        foreach ((double told, double seconds) in ((double, double)[])[(-1, 5), (0, 5), (5, 5), (100, 100), (300, 300), (1e9, 300)])
        {
            Assert.Equal(seconds, FleetPauses.Kept(told, Shortest, first).TotalSeconds, 1e-3);
            Assert.Equal(1.1 * seconds, FleetPauses.Kept(told, Shortest, last).TotalSeconds, 1e-3);
        }
    }

    [Fact]
    public void NobodyIsSentAwayForLongerThanFiveMinutes()
    {
        var pauses = new FleetPauses(1, Shortest);
        for (int i = 0; i < 1000; i++)
            Assert.InRange(pauses.Next(Now), Shortest, FleetPauses.Longest);
        Assert.Equal(FleetPauses.Longest, pauses.Next(Now));

        // The queue is served meanwhile.
        Assert.Equal(Shortest, pauses.Next(Now.AddMinutes(6)));
    }
}
