using Npgsql;
using Piwa.Pipeline.Fleet;

namespace Piwa.Tests.Fleet;

/// <summary>Calls that come while others are answered are answered together; what is wrong with one is nothing to the others.</summary>
public sealed class FleetGroupTests
{
    private readonly List<int[]> _groups = [];
    private readonly TaskCompletionSource _first = new();
    private readonly FleetGroup<int, string> _calls;
    private DateTimeOffset? _last;

    public FleetGroupTests() => _calls = new FleetGroup<int, string>(AnswerAsync);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task WhoComesAloneIsAnsweredAtOnceAndWhoComesMeanwhileTogether()
    {
        Task<string> first = AskAsync(1);
        Task<string>[] others = [AskAsync(2), AskAsync(3), AskAsync(4)];
        Assert.Equal([1], Assert.Single(_groups));
        _first.SetResult();
        Assert.Equal("1", await first);
        Assert.Equal(["2", "3", "4"], await Task.WhenAll(others));
        Assert.Equal("5", await AskAsync(5));
        Assert.Equal([[1], [2, 3, 4], [5]], _groups);
    }

    [Fact]
    public async Task WhatIsWrongWithOneIsNothingToTheOthers()
    {
        Task<string> first = AskAsync(1);
        Task<string>[] others = [AskAsync(2), AskAsync(-3), AskAsync(4)];
        _first.SetResult();
        Assert.Equal(("1", "2", "4"), (await first, await others[0], await others[2]));
        await Assert.ThrowsAsync<ArgumentException>(() => others[1]);
        Assert.Equal([[1], [2, -3, 4], [2], [-3], [4]], _groups);
        await Assert.ThrowsAsync<ArgumentException>(() => AskAsync(-5));
    }

    [Fact]
    public async Task WhileTheDatabaseIsAwayItIsTriedOnceForAll()
    {
        Task<string> first = AskAsync(1);
        Task<string>[] others = [AskAsync(2), AskAsync(0), AskAsync(4)];
        _first.SetResult();
        await first;
        foreach (Task<string> other in others)
            await Assert.ThrowsAsync<FleetDatabaseException>(() => other);
        Assert.Equal([[1], [2, 0, 4]], _groups);
        Assert.Equal("6", await AskAsync(6));
    }

    [Fact]
    public async Task WhoHasGivenUpIsNotAnswered()
    {
        using var stop = new CancellationTokenSource();
        Task<string> first = AskAsync(1), gone = _calls.AskAsync(2, null, stop.Token), other = AskAsync(3);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => gone);
        _first.SetResult();
        Assert.Equal(("1", "3"), (await first, await other));
        Assert.Equal([[1], [3]], _groups);
    }

    [Fact]
    public async Task AGroupHasTheTimeOfItsLast()
    {
        DateTimeOffset time = new(2030, 1, 1, 0, 0, 0, TimeSpan.Zero);
        Task<string> first = AskAsync(1);
        Assert.Null(_last);
        int[] seconds = [2, 5, 3];
        Task<string>[] others = [.. seconds.Select(second => _calls.AskAsync(second, time.AddSeconds(second), Stop))];
        _first.SetResult();
        await Task.WhenAll([first, .. others]);
        Assert.Equal(time.AddSeconds(5), _last);
    }

    [Fact]
    public async Task AGroupIsOf256AtMost()
    {
        Task<string> first = AskAsync(1);
        Task<string>[] others = [.. Enumerable.Range(2, 257).Select(AskAsync)];
        _first.SetResult();
        await Task.WhenAll([first, .. others]);
        Assert.Equal([1, 256, 1], _groups.Select(group => group.Length));
    }

    private Task<string> AskAsync(int ask) => _calls.AskAsync(ask, null, Stop);

    private async Task<IReadOnlyList<string>> AnswerAsync(IReadOnlyList<int> asks, DateTimeOffset? at)
    {
        _groups.Add([.. asks]);
        _last = at;
        await _first.Task.WaitAsync(Stop);
        if (asks.Any(ask => ask < 0))
            throw new ArgumentException("Less than nothing.");
        if (asks.Contains(0))
            throw new FleetDatabaseException("It is away.", new NpgsqlException("It is away."));
        return [.. asks.Select(ask => ask.ToString(System.Globalization.CultureInfo.InvariantCulture))];
    }
}
