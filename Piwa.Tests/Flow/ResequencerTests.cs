using CsCheck;
using Piwa.Pipeline.Flow;

namespace Piwa.Tests.Flow;

public sealed class ResequencerTests
{
    // Numbers as they come from workers that overtake each other: at any time the next one is among the first of the window.
    [Fact]
    public void AllComesOutOnceInOrder() => Gen.Select(Gen.Int[1, 20], Gen.Long[0, 1L << 40], Gen.Int).Sample((window, first, seed) =>
    {
        var random = new Random(seed);
        var resequencer = new Resequencer<string>(first, window);
        var underWay = new List<long>();
        var expected = first;
        for (var next = first; next < first + 200 || underWay.Count > 0;)
        {
            while (next < first + 200 && next < resequencer.Next + window)
                underWay.Add(next++);
            var arrived = underWay[random.Next(underWay.Count)];
            underWay.Remove(arrived);
            Assert.True(resequencer.TryAdd(arrived, $"{arrived}"));
            Assert.InRange(resequencer.Count, 1, window);
            while (resequencer.TryTake(out var item))
                Assert.Equal($"{expected++}", item);
        }

        Assert.Equal(first + 200, expected);
        Assert.Equal(0, resequencer.Count);
    });

    [Fact]
    public void WhatHasBeenAndWhatIsTooFarAheadIsNotTaken()
    {
        var resequencer = new Resequencer<string>(10, 3);
        Assert.False(resequencer.TryAdd(9, "before the first"));
        Assert.True(resequencer.TryAdd(10, "first"));
        Assert.False(resequencer.TryAdd(10, "again"));
        Assert.True(resequencer.TryAdd(12, "last of the window"));
        Assert.False(resequencer.TryAdd(13, "one too far"));
        Assert.False(resequencer.TryAdd(14, "two too far, where the slot is free"));
        Assert.True(resequencer.TryTake(out _));
        Assert.False(resequencer.TryAdd(10, "after it was taken"));
        Assert.True(resequencer.TryAdd(13, "in the window now"));
        Assert.False(resequencer.TryTake(out var missing));
        Assert.Null(missing);
        Assert.Equal((11L, 2), (resequencer.Next, resequencer.Count));
    }

    [Fact]
    public void RestComesOutInOrderAcrossGaps()
    {
        var resequencer = new Resequencer<string>(0, 8);
        foreach (var number in new[] { 6, 1, 3 })
            Assert.True(resequencer.TryAdd(number, $"{number}"));
        var rest = new List<string>();
        while (resequencer.TryTakeAny(out var item))
            rest.Add(item);
        Assert.Equal(["1", "3", "6"], rest);
        Assert.Equal((7L, 0), (resequencer.Next, resequencer.Count));
    }

    [Fact]
    public void DisposingReleasesWhatIsHeldOnce()
    {
        var ledger = new Ledger();
        var resequencer = new Resequencer<Ledger.Thing>(0, 8);
        foreach (var number in new[] { 0, 2, 5 })
            Assert.True(resequencer.TryAdd(number, ledger.Make()));
        Assert.True(resequencer.TryTake(out var taken));
        resequencer.Dispose();
        resequencer.Dispose();
        Assert.False(taken.IsReleased);
        Assert.Equal((1, 0), (ledger.Alive, ledger.ReleasedAgain));
    }

    [Fact]
    public void ArgumentsAreChecked()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new Resequencer<string>(-1, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Resequencer<string>(0, 0));
    }
}
