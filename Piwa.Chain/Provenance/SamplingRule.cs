namespace Piwa.Chain.Provenance;

/// <summary>How many assets of a shard an oracle makes again, by what others have found of its wallet.</summary>
/// <remarks>
/// <para>
/// With e samples that came out the same and w that did not, k samples at least and m at most: t = (e - <see cref="TrustedAfter"/> w) /
/// <see cref="TrustedAfter"/>, no less than 0 and no more than 1, and 0 while there are strikes; k + (m - k) (1 - t) samples, rounded up.
/// </para>
/// <para>
/// So who is not known is sampled m times, as is one that was wrong; who has <see cref="TrustedAfter"/> clean samples is sampled k times and
/// never less; a wrong sample takes as many clean ones to be made good. The rule is ours: RNP-011 has none.
/// </para>
/// </remarks>
public sealed class SamplingRule
{
    /// <summary>Clean samples after which a wallet is trusted: who fakes one asset in twenty gets so far with a probability of 0.046.</summary>
    public const int TrustedAfter = 60;

    /// <summary>Samples of who is not known, for each sample of who is trusted.</summary>
    internal const int DefaultFactor = 4;

    /// <summary>Creates a rule.</summary>
    /// <param name="least">Samples of who is trusted, at least 0.</param>
    /// <param name="most">Samples of who is not, at least as many.</param>
    /// <exception cref="ArgumentOutOfRangeException">The numbers are not so.</exception>
    public SamplingRule(int least, int most)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(least);
        ArgumentOutOfRangeException.ThrowIfLessThan(most, least);
        (Least, Most) = (least, most);
    }

    /// <summary>Samples of who is trusted.</summary>
    public int Least { get; }

    /// <summary>Samples of who is not.</summary>
    public int Most { get; }

    /// <summary>How many assets of a shard are made again.</summary>
    /// <param name="record">What is known of its wallet; null if nothing is.</param>
    public int SamplesFor(ValidationRecord? record)
    {
        decimal trust = record is null || record.Strikes > 0 || record.Barred is not null
            ? 0
            : Math.Clamp((record.Equal - ((decimal)TrustedAfter * record.Wrong)) / TrustedAfter, 0, 1);
        return Least + (int)Math.Ceiling((Most - Least) * (1 - trust));
    }
}
