using System.Numerics;

namespace Piwa.Chain.Economy.Licensing;

/// <summary>What a licence costs.</summary>
public static class LicencePricing
{
    private const long PricedAssets = 1000;
    private const long SecondsPerDay = 24 * 3600;

    /// <summary>The shortest term.</summary>
    public static readonly TimeSpan ShortestTerm = TimeSpan.FromHours(1);

    /// <summary>The longest term.</summary>
    public static readonly TimeSpan LongestTerm = TimeSpan.FromDays(3650);

    /// <summary>The price: assets by days by price by the purpose's share, rounded up to a base unit, and at least the least one.</summary>
    /// <param name="parameters">The rules.</param>
    /// <param name="assets">How many assets: at least 1.</param>
    /// <param name="term">For how long, in whole seconds: <see cref="ShortestTerm"/> to <see cref="LongestTerm"/>.</param>
    /// <param name="purpose">What for.</param>
    /// <exception cref="ArgumentException">A number is out of its limits, or the price is more than an amount holds.</exception>
    public static Amount PriceOf(EconomyParameters parameters, long assets, TimeSpan term, LicencePurpose purpose)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        ArgumentOutOfRangeException.ThrowIfLessThan(assets, 1);
        if (term < ShortestTerm || term > LongestTerm || term.Ticks % TimeSpan.TicksPerSecond != 0)
            throw new ArgumentException($"The term is {term}; it must be whole seconds, {ShortestTerm} to {LongestTerm}.", nameof(term));
        if (!Enum.IsDefined(purpose))
            throw new ArgumentException($"{purpose} is no purpose.", nameof(purpose));
        BigInteger units = new BigInteger(assets) * (long)term.TotalSeconds * parameters.LicencePrice.Units * parameters.LicenceShare(purpose);
        BigInteger whole = new BigInteger(PricedAssets) * SecondsPerDay * EconomyParameters.Whole;
        BigInteger price = BigInteger.Max((units + whole - 1) / whole, parameters.LeastLicence.Units);
        return price <= long.MaxValue
            ? new Amount((long)price)
            : throw new ArgumentException($"{assets} assets for {term} cost more than an amount holds.", nameof(assets));
    }
}
