using Piwa.Chain.Ledger;
using Piwa.Chain.Memos;
using Piwa.Chain.Rpc;
using Piwa.Pipeline.Shards;

namespace Piwa.Pipeline.Telemetry;

/// <summary>Posts for a run: when it begins, once in an interval, and when it ends; on disk first, then on the ledger.</summary>
/// <remarks>
/// <para>
/// A post is made durable in <c>telemetry.jsonl</c>, then its text is written to the ledger as a memo. A crash in between leaves a post that
/// waits: whoever opens the data set next finds by the ledger itself what stands there, and writes the rest, in order. So each stands there
/// once. A ledger that fails costs no run: posts wait on disk, and all that wait are tried again with the next post, or a minute later.
/// </para>
/// <para>
/// A file that was lost is taken from the ledger again. The caller's task opens, starts and ends; between these a task of its own posts, so
/// that one thread at a time is here.
/// </para>
/// </remarks>
internal sealed class TelemetryPoster : IAsyncDisposable
{
    private static readonly TimeSpan RetryPause = TimeSpan.FromMinutes(1);

    private readonly TelemetryPosterOptions _options;
    private readonly TelemetryLog _log;
    private readonly MemoBook _memos;
    private readonly CancellationTokenSource _stop = new();
    private readonly List<string> _waiting;
    private bool _isLedgerKnown;
    private Task _following = Task.CompletedTask;

    private TelemetryPoster(TelemetryPosterOptions options, ILedger ledger)
    {
        _options = options;
        _memos = new MemoBook(ledger, options.Wallet);
        _log = TelemetryLog.Open(options.Dataset.TelemetryPath);
        options.Meter.Begin(options.Work);
        _waiting = [.. _log.Lines.Select(line => line.Text)];
    }

    private NodeMeter Meter => _options.Meter;

    /// <summary>Opens the posts of a data set, and writes to the ledger what waits.</summary>
    /// <param name="options">Whose posts, and of what.</param>
    /// <param name="ledger">Where they go; stays its owner's.</param>
    /// <exception cref="ManifestException">The posts on disk are damaged, or another's.</exception>
    public static async Task<TelemetryPoster> OpenAsync(TelemetryPosterOptions options, ILedger ledger)
    {
        var poster = new TelemetryPoster(options, ledger);
        if (poster._log.FindFault(options.Wallet.PublicKey, options.Dataset.CampaignHash) is { } fault)
        {
            throw new ManifestException(
                $"{options.Dataset.TelemetryPath}: its last post {fault} Put a copy in place, or delete the file: the next run takes the posts from the ledger.");
        }

        await poster.SendAsync().ConfigureAwait(false);
        return poster;
    }

    /// <summary>Posts that a run begins, the first time, and goes on to post until it is ended or disposed.</summary>
    /// <param name="hasWork">Whether there is something to make. A run without posts only if shards were committed that no post counts.</param>
    public async Task StartAsync(bool hasWork)
    {
        ShardTotals totals = _options.Dataset.Totals;
        if (!hasWork && (_log.Last is not { } last || last.InAll.Shards == totals.Shards))
            return;
        if (!Meter.HasStarted)
            await PostAsync(TelemetryOccasion.Start).ConfigureAwait(false);
        _following = FollowAsync();
    }

    /// <summary>Posts that the run has ended, if it posted that it began.</summary>
    public async Task EndAsync()
    {
        await StopAsync().ConfigureAwait(false);
        if (Meter.HasStarted)
            await PostAsync(TelemetryOccasion.End).ConfigureAwait(false);
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync().ConfigureAwait(false);
        _stop.Dispose();
        Meter.End();
    }

    private async Task StopAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        await _following.ConfigureAwait(false);
    }

    private async Task FollowAsync()
    {
        await Task.Yield();
        try
        {
            while (true)
            {
                TimeSpan left = _options.Interval - Meter.SinceLast;
                TimeSpan pause = _waiting.Count > 0 && left > RetryPause ? RetryPause : left;
                await Task.Delay(pause > TimeSpan.Zero ? pause : TimeSpan.Zero, _options.Clock, _stop.Token).ConfigureAwait(false);
                if (Meter.SinceLast >= _options.Interval)
                    await PostAsync(TelemetryOccasion.Period).ConfigureAwait(false);
                else
                    await SendAsync().ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            // The run is over.
        }
        catch (Exception fault)
        {
            // The disk, as a rule: no shard could be committed to it either.
            _options.Fail(fault);
        }
    }

    private async Task PostAsync(TelemetryOccasion occasion)
    {
        NodeMeter.Reading reading = Meter.Read();
        TelemetryPost post = Make(occasion, reading);
        _log.Append(post, await TelemetryLine.SignAsync(post.Text, _options.Wallet, CancellationToken.None).ConfigureAwait(false));
        Meter.Accept(reading);
        _waiting.Add(post.Text);
        _options.Log.TelemetryPosted(post.Number, post.InPeriod.Assets, post.Up);
        await SendAsync().ConfigureAwait(false);
    }

    private TelemetryPost Make(TelemetryOccasion occasion, NodeMeter.Reading reading)
    {
        TelemetryPost? last = _log.Last;
        TelemetryCounts all = TelemetryCounts.Of(_options.Dataset.Totals, _options.LedgerBytes());
        DateTimeOffset from = last?.To ?? ToMilliseconds(Meter.StartedAt), now = ToMilliseconds(_options.Clock.GetUtcNow());
        DateTimeOffset to = now > from ? now : from;
        return new TelemetryPost
        {
            Wallet = _options.Wallet.PublicKey,
            Campaign = _options.Dataset.CampaignHash,
            Number = (last?.Number ?? 0) + 1,
            Occasion = occasion,
            Previous = last?.Hash ?? default,
            From = from,
            To = to,
            Up = reading.Up + (Meter.HasStarted ? TimeSpan.Zero : UpOfKilled(last, to)),
            Waiting = reading.Work.Waiting,
            Device = _options.Device,
            Cores = Environment.ProcessorCount,
            Made = reading.Work.Made,
            Busy = reading.Work.Busy,
            InPeriod = last is null ? default : all.Since(last.InAll),
            InAll = all,
        };
    }

    /// <summary>How long a process was up that was killed after the last post: no process has committed shards since then but that one.</summary>
    private TimeSpan UpOfKilled(TelemetryPost? last, DateTimeOffset now)
    {
        IReadOnlyList<ShardRecord> shards = _options.Dataset.Outbox;
        if (last is null or { Occasion: TelemetryOccasion.End } || shards.Count <= last.InAll.Shards || shards[^1].Time is not { } time)
            return TimeSpan.Zero;
        DateTimeOffset committed = DateTimeOffset.FromUnixTimeMilliseconds(time);
        return committed <= last.To ? TimeSpan.Zero : (committed < now ? committed : now) - last.To;
    }

    /// <summary>Writes what waits to the ledger, in order, until it takes no more.</summary>
    private async Task SendAsync()
    {
        // Also after a failure: what was sent then may have landed.
        if (!_isLedgerKnown)
            await LookAsync().ConfigureAwait(false);
        while (_isLedgerKnown && _waiting is [var text, ..])
        {
            if (await TryAsync(async () => await _memos.WriteAsync(text).ConfigureAwait(false)).ConfigureAwait(false))
                _waiting.RemoveAt(0);
        }

        Meter.WaitingPosts = _waiting.Count;
    }

    /// <summary>Finds out what stands on the ledger; what the file has lost comes back from there.</summary>
    private async Task LookAsync()
    {
        IReadOnlyList<Memo> memos = [];
        _isLedgerKnown = await TryAsync(async () => memos = await _memos.ReadAsync().ConfigureAwait(false)).ConfigureAwait(false);
        HashSet<string> landed = [.. memos.Select(memo => memo.Text)];
        _waiting.RemoveAll(landed.Contains);
        foreach (Memo memo in memos)
        {
            if (TelemetryPost.TryParse(memo.Text) is { } post && IsNext(post))
                _log.Append(post, await TelemetryLine.SignAsync(memo.Text, _options.Wallet, CancellationToken.None).ConfigureAwait(false));
        }
    }

    /// <summary>Asks the ledger, unless it fails: then it is not known what stands there.</summary>
    private async Task<bool> TryAsync(Func<Task> ask)
    {
        try
        {
            await ask().ConfigureAwait(false);
            return true;
        }
        catch (Exception fault) when (fault is RpcException or TransactionRejectedException or IOException)
        {
            _isLedgerKnown = false;
            _options.Log.TelemetryWaits(_waiting.Count, fault.Message);
            return false;
        }
    }

    private bool IsNext(TelemetryPost post) =>
        post.Wallet == _options.Wallet.PublicKey
        && post.Campaign == _options.Dataset.CampaignHash
        && post.Number == (_log.Last?.Number ?? 0) + 1
        && post.Previous == (_log.Last?.Hash ?? default);

    private static DateTimeOffset ToMilliseconds(DateTimeOffset time) => DateTimeOffset.FromUnixTimeMilliseconds(time.ToUnixTimeMilliseconds());
}
