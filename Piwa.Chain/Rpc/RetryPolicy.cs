using Polly;
using Polly.Retry;

namespace Piwa.Chain.Rpc;

/// <summary>Trying again after a pause that doubles each time and is shifted by chance.</summary>
internal static class RetryPolicy
{
    /// <param name="maximumAttempts">How often in all.</param>
    /// <param name="delay">The first pause.</param>
    /// <param name="maximumDelay">The longest pause.</param>
    /// <param name="jitterSeed">What shifts the pauses; null for a seed of its own.</param>
    /// <param name="clock">The clock of the pauses.</param>
    /// <param name="isWorthAnother">Which failures are worth another attempt.</param>
    /// <param name="pause">The pause after a failure of an attempt, from 0; null for the usual one.</param>
    public static ResiliencePipeline Create(
        int maximumAttempts,
        TimeSpan delay,
        TimeSpan maximumDelay,
        int? jitterSeed,
        TimeProvider clock,
        Func<RpcException, bool> isWorthAnother,
        Func<int, RpcException?, TimeSpan?>? pause = null)
    {
        if (maximumAttempts == 1)
            return ResiliencePipeline.Empty;

        Jitter jitter = new(jitterSeed ?? Random.Shared.Next());
        return new ResiliencePipelineBuilder { TimeProvider = clock }
            .AddRetry(new RetryStrategyOptions
            {
                ShouldHandle = new PredicateBuilder().Handle(isWorthAnother),
                MaxRetryAttempts = maximumAttempts - 1,
                Delay = delay,
                MaxDelay = maximumDelay,
                BackoffType = DelayBackoffType.Exponential,
                UseJitter = true,
                Randomizer = jitter.Next,
                DelayGenerator = arguments =>
                    ValueTask.FromResult(pause?.Invoke(arguments.AttemptNumber, arguments.Outcome.Exception as RpcException)),
            })
            .Build();
    }

    /// <summary>Chance from one seed, for several threads.</summary>
    private sealed class Jitter(int seed)
    {
        private readonly Lock _gate = new();
#pragma warning disable CA5394 // Pauses need no secrecy.
        private readonly Random _random = new(seed);

        public double Next()
        {
            lock (_gate)
                return _random.NextDouble();
        }
#pragma warning restore CA5394
    }
}
