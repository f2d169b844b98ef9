using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Threading.Tasks.Dataflow;

namespace Piwa.Pipeline.Flow;

/// <content>The accumulating stage.</content>
internal static partial class Stage
{
    /// <summary>
    /// An action block that takes items into the open group, and a bounded buffer for finished outputs. The action waits for room in
    /// the buffer, and so the bound of the next stage reaches the one before.
    /// </summary>
    /// <remarks>
    /// One semaphore guards all state, because a group can be completed by an item, by its age, and by the end of the input. It is held
    /// while the group works and while the buffer is full; neither calls back into the stage.
    /// </remarks>
    [SuppressMessage("Design", "CA1001", Justification = "The semaphore has no wait handle to dispose.")]
    private sealed class Accumulation<TIn, TOut>
        where TIn : class
        where TOut : class
    {
        private readonly FlowRun _run;
        private readonly AccumulateOptions _options;
        private readonly Func<IAccumulator<TIn, TOut>> _open;
        private readonly Guard _guard;
        private readonly Resequencer<Outcome<TIn>>? _order;
        private readonly ActionBlock<Outcome<TIn>> _input;
        private readonly BufferBlock<Outcome<TOut>> _output;
        private readonly ITimer? _timer;
        // Never disposed: without a wait handle there is nothing to dispose, and a timer that was late may still ask for its turn.
        private readonly SemaphoreSlim _turn = new(1, 1);
        private readonly List<long> _ids = [];
        private IAccumulator<TIn, TOut>? _group;
        private long _openedAt;

        public Accumulation(FlowRun run, AccumulateOptions options, Func<IAccumulator<TIn, TOut>> open)
        {
            Check(options);
            var blockOptions = options.ToBlockOptions();
            _run = run;
            _options = options;
            _open = open;
            _guard = new Guard(run, options);
            _order = options.InOrder is { } window ? new Resequencer<Outcome<TIn>>(window.First, window.Size) : null;
            _input = new ActionBlock<Outcome<TIn>>(ArriveAsync, blockOptions);
            _output = new BufferBlock<Outcome<TOut>>(new DataflowBlockOptions { BoundedCapacity = options.OutputCapacity });
            _guard.Watch(() => (_input.InputCount, _output.Count));
            _timer = options.MaxAge is null ? null
                : run.Time.CreateTimer(_ => _ = AgeAsync(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
            _ = _input.Completion.ContinueWith(
                _ => EndAsync(), CancellationToken.None, TaskContinuationOptions.None, blockOptions.TaskScheduler);
            Block = DataflowBlock.Encapsulate(_input, _output);
        }

        public IPropagatorBlock<Outcome<TIn>, Outcome<TOut>> Block { get; }

        private static void Check(AccumulateOptions options)
        {
            var violations = new List<string>();
            if (options.Parallelism != 1)
                violations.Add($"expected a parallelism of 1, got {options.Parallelism}");
            if (options.OutputCapacity < 1)
                violations.Add($"expected an output capacity of at least 1, got {options.OutputCapacity}");
            if (options.MaxAge is { } age && (age <= TimeSpan.Zero || age > AccumulateOptions.LargestMaxAge))
                violations.Add($"expected an age above zero and up to {AccumulateOptions.LargestMaxAge}, got {age}");
            if (options.Scheduler is not null)
                violations.Add("expected no scheduler, since it waits for what follows it");
            if (violations.Count > 0)
                throw new ArgumentException($"Stage '{options.Name}': {string.Join("; ", violations)}.", nameof(options));
        }

        private async Task ArriveAsync(Outcome<TIn> input)
        {
            await _turn.WaitAsync().ConfigureAwait(false);
            try
            {
                if (_order is null)
                {
                    await TakeAsync(input).ConfigureAwait(false);
                    return;
                }

                var last = _order.Next + _options.InOrder!.Size - 1;
                if (!_order.TryAdd(input.Ids.First, input))
                    await RefuseAsync(input, $"Item {input.Ids} cannot be put in order: expected {_order.Next} to {last}, once each.")
                        .ConfigureAwait(false);
                while (_order.TryTake(out var next))
                {
                    await TakeAsync(next).ConfigureAwait(false);
                    _options.InOrder.Leave();
                }
            }
            finally
            {
                _turn.Release();
            }
        }

        /// <summary>Takes an item whose turn it is.</summary>
        private async Task TakeAsync(Outcome<TIn> input)
        {
            if (_run.Drain.IsRequested)
                await DiscardAsync().ConfigureAwait(false);
            if (!_guard.TryEnter<TIn, TOut>(input, out var passed))
            {
                await EmitAsync(passed).ConfigureAwait(false);
                return;
            }

            var value = input.Value!;
            bool fits;
            try
            {
                fits = _group is null || _group.Accepts(value);
            }
            catch (Exception exception)
            {
                // The group has not taken the item: it goes alone.
                await EmitAsync(_guard.Fail<TOut>(input.Ids, exception, value)).ConfigureAwait(false);
                return;
            }

            if (!fits)
                await CompleteAsync().ConfigureAwait(false);
            _ids.AddRange(input.Ids.Ids);
            var full = false;
            Exception? thrown = null;
            var start = _guard.Start();
            try
            {
                _group ??= Open();
                full = await _group.AddAsync(value).ConfigureAwait(false);
            }
            catch (Exception exception)
            {
                thrown = exception;
            }

            _guard.Stop(start, input.Ids, input.Ids.Count, thrown);
            if (thrown is not null)
                await FailAsync(thrown, value).ConfigureAwait(false);
            else if (full)
                await CompleteAsync().ConfigureAwait(false);
        }

        private IAccumulator<TIn, TOut> Open()
        {
            var group = _open();
            _openedAt = _run.Time.GetTimestamp();
            if (_options.MaxAge is { } age)
                _timer!.Change(age, Timeout.InfiniteTimeSpan);
            return group;
        }

        /// <summary>Makes the output of the open group.</summary>
        private async Task CompleteAsync()
        {
            var (group, ids) = Close();
            var start = _guard.Start();
            TOut? output = null;
            Exception? thrown = null;
            try
            {
                output = _guard.NotNull(await group!.CompleteAsync().ConfigureAwait(false));
            }
            catch (Exception exception)
            {
                thrown = exception;
            }

            var late = await DisposeAsync(group!).ConfigureAwait(false);
            _guard.Stop(start, ids, items: 0, thrown);
            await EmitAsync(
                thrown is not null ? _guard.Fail<TOut>(ids, Join(thrown, late), null)
                : late is not null ? _guard.Fail<TOut>(ids, late, output)
                : Outcome<TOut>.Success(ids, output!)).ConfigureAwait(false);
        }

        /// <summary>Gives up the open group, if there is one, because the run drains.</summary>
        private Task DiscardAsync() => _group is null ? Task.CompletedTask : FailAsync(_run.Drain.Exception, null);

        /// <summary>Gives up the open group, and the item that it would not take.</summary>
        private async Task FailAsync(Exception exception, TIn? refused)
        {
            var (group, ids) = Close();
            if (group is not null)
                exception = Join(exception, await DisposeAsync(group).ConfigureAwait(false));
            await EmitAsync(_guard.Fail<TOut>(ids, exception, refused)).ConfigureAwait(false);
        }

        private (IAccumulator<TIn, TOut>? Group, ItemIds Ids) Close()
        {
            var closed = (_group, new ItemIds(_ids));
            _group = null;
            _ids.Clear();
            return closed;
        }

        /// <summary>Disposes a group; gives back what that threw.</summary>
        private static async Task<Exception?> DisposeAsync(IAccumulator<TIn, TOut> group)
        {
            try
            {
                await group.DisposeAsync().ConfigureAwait(false);
                return null;
            }
            catch (Exception exception)
            {
                return exception;
            }
        }

        private static Exception Join(Exception first, Exception? second) =>
            second is null ? first : new AggregateException(first, second);

        /// <summary>An item that cannot be put in order is a bug in the graph: the item is lost and the run fails.</summary>
        private Task RefuseAsync(Outcome<TIn> input, string message)
        {
            if (!input.Succeeded)
                return EmitAsync(input.PassFailure<TOut>());
            var exception = new InvalidOperationException(message);
            _run.Drain.Request(DrainCause.Failed(_options.Name, exception));
            return EmitAsync(_guard.Fail<TOut>(input.Ids, exception, input.Value));
        }

        private async Task EmitAsync(Outcome<TOut> outcome)
        {
            var accepted = await _output.SendAsync(outcome).ConfigureAwait(false);
            Debug.Assert(accepted, "The buffer is completed only after the last output.");
        }

        private async Task AgeAsync()
        {
            await _turn.WaitAsync().ConfigureAwait(false);
            try
            {
                if (_group is null)
                    return;
                var rest = _options.MaxAge!.Value - _run.Time.GetElapsedTime(_openedAt);
                if (rest > TimeSpan.Zero)
                    // Meant for the group before, or early by less than a timer can count.
                    _timer!.Change(rest + TimeSpan.FromMilliseconds(1), Timeout.InfiniteTimeSpan);
                else if (_run.Drain.IsRequested)
                    await DiscardAsync().ConfigureAwait(false);
                else
                    await CompleteAsync().ConfigureAwait(false);
            }
            finally
            {
                _turn.Release();
            }
        }

        private async Task EndAsync()
        {
            await _turn.WaitAsync().ConfigureAwait(false);
            try
            {
                // Whatever still waits has a gap before it that nothing will fill.
                while (_order is not null && _order.TryTakeAny(out var left))
                    if (_run.Drain.IsRequested)
                        await TakeAsync(left).ConfigureAwait(false);
                    else
                        await RefuseAsync(left, $"The input ended before item {left.Ids} had its turn: an item before it never came.")
                            .ConfigureAwait(false);
                if (_run.Drain.IsRequested)
                    await DiscardAsync().ConfigureAwait(false);
                else if (_group is not null)
                    await CompleteAsync().ConfigureAwait(false);
                if (_timer is not null)
                    await _timer.DisposeAsync().ConfigureAwait(false);
            }
            finally
            {
                _output.Complete();
                _turn.Release();
            }
        }
    }
}
