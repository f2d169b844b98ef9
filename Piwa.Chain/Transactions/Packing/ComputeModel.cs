namespace Piwa.Chain.Transactions.Packing;

/// <summary>What a lane has learned about the compute units of its instructions, all of one kind.</summary>
/// <remarks>
/// <para>
/// A transaction of n instructions uses first + (n - 1) further units, and what is known of each: the first pays for what the others
/// find done. The line is fitted to what transactions used, by least squares, the older the less it counts. Two more points hold it
/// where nothing was seen yet: the measures it started with, scaled by what this lane uses in proportion to them.
/// </para>
/// <para>
/// The limit asked for is the line and a margin: a tenth, or four mean deviations where they are more. A transaction that dies of its
/// budget tells that it would have used more than its limit; what is expected counts double until one succeeds, double again if that
/// dies too, and half of that with each success. While the limit exceeds what a transaction can have, transactions hold less.
/// </para>
/// <para>Not safe to use from several threads: a model belongs to a lane.</para>
/// </remarks>
public sealed class ComputeModel
{
    /// <summary>The part of the expected use that is asked for on top: what the landing guides of RPC providers advise.</summary>
    private const double Margin = 0.10;

    /// <summary>Mean deviations asked for on top where they are more: as TCP does for its timeouts (RFC 6298).</summary>
    private const double DeviationMargin = 4;

    /// <summary>What an observation counts after each further one.</summary>
    private const double Forgetting = 0.95;

    /// <summary>What an observation moves the scale and the deviation.</summary>
    private const double Smoothing = 0.125;

    /// <summary>What each of the two points that the line started with counts, against 1 of a fresh observation.</summary>
    private const double PriorWeight = 0.1;

    /// <summary>Where the second of them stands: about as many instructions as make a transaction full.</summary>
    private const int PriorCount = 8;

    private const double BackOff = 2;

    /// <summary>Enough for one instruction to ask for all that there is.</summary>
    private const double MaximumBackOff = 64;

    private readonly double _priorFirst;
    private readonly double _priorFurther;
    private double _scale = 1;
    private double _deviation;
    private double _backOff = 1;

    // Weighted sums over the observations: of 1, x, xx, y, xy, where x = n - 1.
    private double _s1;
    private double _sx;
    private double _sxx;
    private double _sy;
    private double _sxy;

    /// <summary>Starts with measures made elsewhere.</summary>
    /// <param name="firstUnits">Compute units of a transaction with one instruction.</param>
    /// <param name="furtherUnits">Compute units of each further one.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is 0 or exceeds what a transaction can have.</exception>
    public ComputeModel(uint firstUnits, uint furtherUnits)
    {
        ArgumentOutOfRangeException.ThrowIfZero(firstUnits);
        ArgumentOutOfRangeException.ThrowIfZero(furtherUnits);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(firstUnits, ComputeBudgetInstructions.MaximumComputeUnits);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(furtherUnits, ComputeBudgetInstructions.MaximumComputeUnits);
        _priorFirst = firstUnits;
        _priorFurther = furtherUnits;
    }

    /// <summary>Transactions observed, those that died of their budget included.</summary>
    public long ObservationCount { get; private set; }

    /// <summary>A model of mints of either version: 48,000 to 80,000 units for the first, 39,000 to 66,000 for each further one were
    /// measured with the real programs; it starts with the most.</summary>
    public static ComputeModel ForMints() => new(firstUnits: 80_000, furtherUnits: 66_000);

    /// <summary>A model of leaves appended directly: 167,000 to 199,000 units were measured for 20.</summary>
    public static ComputeModel ForAppends() => new(firstUnits: 12_000, furtherUnits: 10_000);

    /// <summary>Compute units that a transaction is expected to use.</summary>
    /// <param name="count">Its instructions of the lane's kind.</param>
    /// <param name="knownUnits">Units that are known: <see cref="PackedTransaction.KnownUnits"/>.</param>
    public double Expect(int count, uint knownUnits = 0)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(count);
        (double first, double further) = Fit();
        return Math.Max(0, first + (further * (count - 1))) + knownUnits;
    }

    /// <summary>The limit to ask for.</summary>
    /// <param name="count">The transaction's instructions of the lane's kind.</param>
    /// <param name="knownUnits">Units that are known: <see cref="PackedTransaction.KnownUnits"/>.</param>
    public uint LimitFor(int count, uint knownUnits = 0) =>
        (uint)Math.Min(ComputeBudgetInstructions.MaximumComputeUnits, Math.Ceiling(Need(count, knownUnits)));

    /// <summary>Learns what a transaction used.</summary>
    /// <param name="transaction">The transaction.</param>
    /// <param name="unitsConsumed">The compute units that the network says it used.</param>
    public void Observe(PackedTransaction transaction, ulong unitsConsumed)
    {
        ArgumentNullException.ThrowIfNull(transaction);
        double units = unitsConsumed - (double)transaction.KnownUnits;

        // What the first misses says nothing about how much this lane varies.
        if (ObservationCount != 0)
            _deviation += Smoothing * (Math.Abs(units - Expect(transaction.ItemCount)) - _deviation);
        Learn(transaction.ItemCount, units);
        _backOff = 1 + ((_backOff - 1) / BackOff);
    }

    /// <summary>Learns that a transaction died of its budget.</summary>
    /// <param name="transaction">The transaction.</param>
    /// <returns>Whether to pack its instructions anew; false if one instruction alone had all that a transaction can have.</returns>
    public bool ObserveExhausted(PackedTransaction transaction)
    {
        ArgumentNullException.ThrowIfNull(transaction);
        Learn(transaction.ItemCount, transaction.ComputeUnitLimit - (double)transaction.KnownUnits);
        _backOff = Math.Min(MaximumBackOff, _backOff * BackOff);
        return transaction.ItemCount > 1 || transaction.ComputeUnitLimit < ComputeBudgetInstructions.MaximumComputeUnits;
    }

    internal bool Fits(int count, uint knownUnits) => Need(count, knownUnits) <= ComputeBudgetInstructions.MaximumComputeUnits;

    private double Need(int count, uint knownUnits)
    {
        double expected = Expect(count, knownUnits);
        return (expected * _backOff) + Math.Max(expected * Margin, DeviationMargin * _deviation);
    }

    private void Learn(int count, double units)
    {
        double ratio = units / (_priorFirst + (_priorFurther * (count - 1)));
        _scale = ObservationCount == 0 ? ratio : _scale + (Smoothing * (ratio - _scale));
        double x = count - 1;
        _s1 = (_s1 * Forgetting) + 1;
        _sx = (_sx * Forgetting) + x;
        _sxx = (_sxx * Forgetting) + (x * x);
        _sy = (_sy * Forgetting) + units;
        _sxy = (_sxy * Forgetting) + (x * units);
        ObservationCount++;
    }

    /// <summary>The line through the observations and the two points it started with.</summary>
    private (double First, double Further) Fit()
    {
        const double PriorX = PriorCount - 1;
        double first = _priorFirst * _scale;
        double last = first + (PriorX * _priorFurther * _scale);
        double s1 = _s1 + (2 * PriorWeight);
        double sx = _sx + (PriorWeight * PriorX);
        double sxx = _sxx + (PriorWeight * PriorX * PriorX);
        double sy = _sy + (PriorWeight * (first + last));
        double sxy = _sxy + (PriorWeight * PriorX * last);

        // Not zero: the two points stand apart.
        double further = ((s1 * sxy) - (sx * sy)) / ((s1 * sxx) - (sx * sx));
        return ((sy - (further * sx)) / s1, further);
    }
}
