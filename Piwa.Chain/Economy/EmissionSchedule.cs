namespace Piwa.Chain.Economy;

/// <summary>The emissions of RNP-013: a month gives its nominal amount until its period has given a share of what the pool held when
/// the period began; then nothing until the next period.</summary>
/// <remarks>
/// RNP-013 gives a nominal amount ("potentially"), and "a maximum of 50% of the sum total remaining" that is spent "in any one 12 year
/// period". Periods one behind the other from month 0, and spending each month as much as both allow, is ours. A pure function.
/// </remarks>
public static class EmissionSchedule
{
    /// <summary>What a month emits.</summary>
    /// <param name="parameters">The rules.</param>
    /// <param name="month">The month, from 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">The month is negative.</exception>
    public static Amount Month(EconomyParameters parameters, long month)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(month);
        (long period, long monthOfPeriod) = Math.DivRem(month, parameters.EmissionPeriodMonths);
        Amount budget = Budget(parameters, period, out _);
        long before = (long)Int128.Min((Int128)parameters.EmissionMonth.Units * monthOfPeriod, budget.Units);
        return Amount.Min(parameters.EmissionMonth, budget - new Amount(before));
    }

    /// <summary>What the pool holds before a month, if every month before it was emitted.</summary>
    /// <param name="parameters">The rules.</param>
    /// <param name="month">The month, from 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">The month is negative.</exception>
    public static Amount Remaining(EconomyParameters parameters, long month)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(month);
        (long period, long monthOfPeriod) = Math.DivRem(month, parameters.EmissionPeriodMonths);
        Amount budget = Budget(parameters, period, out Amount remaining);
        return remaining - new Amount((long)Int128.Min((Int128)parameters.EmissionMonth.Units * monthOfPeriod, budget.Units));
    }

    /// <summary>What a period may emit, and what the pool holds when it begins.</summary>
    private static Amount Budget(EconomyParameters parameters, long period, out Amount remaining)
    {
        remaining = parameters.EmissionPool;
        for (long i = 0; ; i++)
        {
            Amount budget = remaining.Part(parameters.EmissionPeriodShare);
            if (i == period || budget.IsZero)
                return budget;
            remaining -= new Amount((long)Int128.Min((Int128)parameters.EmissionMonth.Units * parameters.EmissionPeriodMonths, budget.Units));
        }
    }
}
