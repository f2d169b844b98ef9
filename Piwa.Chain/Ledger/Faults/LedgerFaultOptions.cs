using System.Globalization;

namespace Piwa.Chain.Ledger.Faults;

/// <summary>What goes wrong on a ledger, as it does on a cluster: how often, and how badly.</summary>
/// <remarks>
/// <para>
/// All is drawn from one generator in a fixed order, so that the same calls at the same times of the ledger's clock give the same run.
/// Probabilities are 0 by default. Those of transactions and forks hold however the ledger is called; those of calls hold for its members
/// of <see cref="Rpc.IRpcClient"/> and for <see cref="Serving.LedgerServer"/>.
/// </para>
/// <para>
/// One promise is kept, as clusters keep it: once the final block height is above a transaction's last valid one, a status that is asked
/// for with the whole history and with that slot as the least does not change any more.
/// </para>
/// </remarks>
public sealed class LedgerFaultOptions
{
    /// <summary>The slots that a delayed transaction waits at most, unless told otherwise.</summary>
    public const int DefaultMaximumDelaySlots = 20;

    /// <summary>The slots that a fork takes back at most, unless told otherwise.</summary>
    public const int DefaultMaximumForkSlots = 8;

    /// <summary>The slots that a node lags behind at most, unless told otherwise.</summary>
    public const int DefaultMaximumLagSlots = 10;

    /// <summary>The chance of a transaction that a fork has undone to land again, unless told otherwise.</summary>
    public const double DefaultLandAgainProbability = 0.5;

    /// <summary>What the generator starts from.</summary>
    /// <value>0 by default.</value>
    public int Seed { get; set; }

    /// <summary>The chance of a transaction to be taken and never to land.</summary>
    public double DropProbability { get; set; }

    /// <summary>The chance of a transaction to land some slots later, if it can then; others may overtake it.</summary>
    public double DelayProbability { get; set; }

    /// <summary>The most slots that a transaction is delayed.</summary>
    /// <value><see cref="DefaultMaximumDelaySlots"/> by default; 1 to 150.</value>
    public int MaximumDelaySlots { get; set; } = DefaultMaximumDelaySlots;

    /// <summary>The chance of a transaction to arrive once more some slots later.</summary>
    public double DuplicateProbability { get; set; }

    /// <summary>The chance of a transaction to be held until its blockhash expires: it lands in the last slot that it can, or never.</summary>
    public double HoldProbability { get; set; }

    /// <summary>The chance of the latest blockhash to be one that expires within ten slots.</summary>
    public double StaleBlockhashProbability { get; set; }

    /// <summary>The chance of a slot to abandon those before it.</summary>
    public double ForkProbability { get; set; }

    /// <summary>The most slots that a fork takes back.</summary>
    /// <value><see cref="DefaultMaximumForkSlots"/> by default; at least 1, and no more than are not final.</value>
    public int MaximumForkSlots { get; set; } = DefaultMaximumForkSlots;

    /// <summary>The chance of a transaction that a fork has undone to land again, at once or within the slots of a delay.</summary>
    /// <value><see cref="DefaultLandAgainProbability"/> by default.</value>
    public double LandAgainProbability { get; set; } = DefaultLandAgainProbability;

    /// <summary>The chance of a call to be turned away, for there were too many.</summary>
    public double RateLimitProbability { get; set; }

    /// <summary>How long a caller that is turned away is told to wait.</summary>
    /// <value>One second by default; whole seconds up to a minute.</value>
    public TimeSpan RetryAfter { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>The chance of a call's connection to break before the call takes effect.</summary>
    public double DisconnectBeforeProbability { get; set; }

    /// <summary>The chance of a call's connection to break when the call has taken effect.</summary>
    public double DisconnectAfterProbability { get; set; }

    /// <summary>The chance of a call to be answered by a node that lags behind.</summary>
    public double LagProbability { get; set; }

    /// <summary>The most slots that a node lags behind.</summary>
    /// <value><see cref="DefaultMaximumLagSlots"/> by default; 1 to 150.</value>
    public int MaximumLagSlots { get; set; } = DefaultMaximumLagSlots;

    /// <summary>The chance of a transaction's logs to be cut off.</summary>
    public double TruncatedLogsProbability { get; set; }

    internal LedgerFaultOptions Copy() => (LedgerFaultOptions)MemberwiseClone();

    /// <summary>Adds what is wrong to a list.</summary>
    internal void Validate(int finalitySlots, List<string> violations)
    {
        foreach ((string name, double probability) in Probabilities())
        {
            if (!(probability is >= 0 and <= 1))
                violations.Add(string.Create(CultureInfo.InvariantCulture, $"Faults.{name} must be 0 to 1, not {probability}."));
        }

        CheckSlots(nameof(MaximumDelaySlots), MaximumDelaySlots, BlockhashQueue.MaximumAge, violations);
        CheckSlots(nameof(MaximumLagSlots), MaximumLagSlots, BlockhashQueue.MaximumAge, violations);
        if (ForkProbability > 0)
            CheckSlots(nameof(MaximumForkSlots), MaximumForkSlots, finalitySlots, violations);
        if (RetryAfter < TimeSpan.Zero || RetryAfter > TimeSpan.FromMinutes(1) || RetryAfter.Ticks % TimeSpan.TicksPerSecond != 0)
            violations.Add($"Faults.RetryAfter must be whole seconds up to a minute, not {RetryAfter}.");
    }

    private static void CheckSlots(string name, int slots, int most, List<string> violations)
    {
        if (slots < 1 || slots > most)
            violations.Add($"Faults.{name} must be 1 to {most}, not {slots}.");
    }

    private (string Name, double Probability)[] Probabilities() =>
    [
        (nameof(DropProbability), DropProbability),
        (nameof(DelayProbability), DelayProbability),
        (nameof(DuplicateProbability), DuplicateProbability),
        (nameof(HoldProbability), HoldProbability),
        (nameof(StaleBlockhashProbability), StaleBlockhashProbability),
        (nameof(ForkProbability), ForkProbability),
        (nameof(LandAgainProbability), LandAgainProbability),
        (nameof(RateLimitProbability), RateLimitProbability),
        (nameof(DisconnectBeforeProbability), DisconnectBeforeProbability),
        (nameof(DisconnectAfterProbability), DisconnectAfterProbability),
        (nameof(LagProbability), LagProbability),
        (nameof(TruncatedLogsProbability), TruncatedLogsProbability),
    ];
}
