namespace Piwa.Pipeline.Flow;

/// <content>Where exceptions end.</content>
internal static partial class Stage
{
    /// <summary>Runs the bodies of one stage and turns whatever happens into an outcome. No method of it throws.</summary>
    private sealed class Guard
    {
        private readonly FlowRun _run;
        private readonly StageMeter _meter;
        private readonly string _name;
        private readonly bool _finishesWhenCancelled;

        public Guard(FlowRun run, StageOptions options)
        {
            _run = run;
            _meter = run.Register(options);
            _name = options.Name;
            _finishesWhenCancelled = options.FinishesWhenCancelled;
        }

        public Outcome<TOut> Run<TIn, TOut>(Outcome<TIn> input, Func<TIn, TOut> body)
            where TIn : class
            where TOut : class
        {
            if (!TryEnter<TIn, TOut>(input, out var passed))
                return passed;

            var start = _meter.Start();
            Outcome<TOut> outcome;
            Exception? fault = null;
            try
            {
                outcome = Outcome<TOut>.Success(input.Ids, NotNull(body(input.Value!)));
            }
            catch (Exception exception)
            {
                fault = exception;
                outcome = Fail<TOut>(input.Ids, exception, input.Value);
            }

            Stop(start, input.Ids, input.Ids.Count, fault);
            return outcome;
        }

        public async Task<Outcome<TOut>> RunAsync<TIn, TOut>(Outcome<TIn> input, Func<TIn, Task<TOut>> body)
            where TIn : class
            where TOut : class
        {
            if (!TryEnter<TIn, TOut>(input, out var passed))
                return passed;

            var start = _meter.Start();
            Outcome<TOut> outcome;
            Exception? fault = null;
            try
            {
                outcome = Outcome<TOut>.Success(input.Ids, NotNull(await body(input.Value!).ConfigureAwait(false)));
            }
            catch (Exception exception)
            {
                fault = exception;
                outcome = Fail<TOut>(input.Ids, exception, input.Value);
            }

            Stop(start, input.Ids, input.Ids.Count, fault);
            return outcome;
        }

        /// <summary>Accounts for an outcome that has reached the end, and releases its value.</summary>
        public void End<T>(Outcome<T> outcome)
            where T : class
        {
            if (outcome.Succeeded)
            {
                _run.CountCompleted(outcome.Ids.Count);
                if (Ownership.Release(outcome.Value) is { } exception)
                    _run.Drain.Request(DrainCause.Failed(_name, exception));
                return;
            }

            try
            {
                _run.DeadLetter(outcome.Failure);
            }
            catch (Exception exception)
            {
                _run.Drain.Request(DrainCause.Failed("dead letters", exception));
            }
        }

        /// <summary>A failure of this stage. Releases <paramref name="owned"/>; tells the run if it cannot go on.</summary>
        public Outcome<TOut> Fail<TOut>(ItemIds ids, Exception exception, object? owned)
            where TOut : class
        {
            // Work that stopped half-way because of the drain is drained, not defective.
            if (exception is OperationCanceledException && _run.Drain.IsRequested)
                exception = _run.Drain.Exception;
            try
            {
                if (exception is not DrainedException && _run.IsRunFailure(exception))
                    _run.Drain.Request(DrainCause.Failed(_name, exception));
            }
            catch (Exception second)
            {
                _run.Drain.Request(DrainCause.Failed(_name, new AggregateException(exception, second)));
            }

            if (Ownership.Release(owned) is { } third)
                exception = new AggregateException(exception, third);
            var failure = new Failure(_name, ids, exception);
            try
            {
                _meter.CountFailure(failure);
            }
            catch (Exception listener)
            {
                _run.Drain.Request(DrainCause.Failed("telemetry", listener));
            }

            return Outcome<TOut>.Failed(failure);
        }

        /// <summary>False if there is nothing to work on: a failure passes, and a drained value becomes one.</summary>
        public bool TryEnter<TIn, TOut>(Outcome<TIn> input, out Outcome<TOut> passed)
            where TIn : class
            where TOut : class
        {
            if (!input.Succeeded)
            {
                passed = input.PassFailure<TOut>();
                return false;
            }

            if (_run.Drain.Cause is { } cause && !(_finishesWhenCancelled && cause.Reason == DrainReason.Cancelled))
            {
                passed = Fail<TOut>(input.Ids, _run.Drain.Exception, input.Value);
                return false;
            }

            passed = default;
            return true;
        }

        /// <summary>Says how to count what waits before and behind the stage's body.</summary>
        public void Watch(Func<(int Waiting, int Leaving)> queues) => _meter.Watch(queues);

        public long Start() => _meter.Start();

        /// <summary>Accounts for work that has just ended.</summary>
        /// <param name="start">When it began.</param>
        /// <param name="ids">The items.</param>
        /// <param name="items">How many of them are done with that.</param>
        /// <param name="fault">What it ended with; null if with a result.</param>
        public void Stop(long start, in ItemIds ids, int items, Exception? fault)
        {
            try
            {
                TimeSpan elapsed = _run.Time.GetElapsedTime(start);
                _run.Worked?.Invoke(_name, elapsed);
                _meter.Stop(elapsed, items);
                FlowTracing.Record(_name, in ids, elapsed, _run.Time, fault);
            }
            catch (Exception listener)
            {
                _run.Drain.Request(DrainCause.Failed("telemetry", listener));
            }
        }

        public T NotNull<T>(T? value)
            where T : class =>
            value ?? throw new InvalidOperationException($"Stage '{_name}' returned null.");
    }
}
