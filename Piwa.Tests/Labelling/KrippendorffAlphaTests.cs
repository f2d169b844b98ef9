using Piwa.Pipeline.Labelling;

namespace Piwa.Tests.Labelling;

/// <summary>The examples of K. Krippendorff, Computing Krippendorff's Alpha-Reliability, 2011.</summary>
public sealed class KrippendorffAlphaTests
{
    private const int None = 0;

    /// <summary>Part A: two observers, two values, nothing is missing.</summary>
    [Fact]
    public void TwoObserversOfTwoValuesAgreeAsPublished() => Assert.Equal(
        0.095,
        AlphaOf(AgreementScale.Nominal, [1, 2, 1, 1, 1, 1, 1, 1, 2, 1], [2, 2, 2, 1, 1, 2, 1, 1, 1, 1])!.Value,
        precision: 3);

    /// <summary>Part B: two observers, five values.</summary>
    [Fact]
    public void TwoObserversOfFiveValuesAgreeAsPublished() => Assert.Equal(
        0.692,
        AlphaOf(AgreementScale.Nominal, [1, 1, 2, 2, 4, 3, 3, 3, 5, 4, 4, 1], [2, 1, 2, 2, 2, 3, 3, 3, 5, 4, 4, 4])!.Value,
        precision: 3);

    /// <summary>Part C and D: four observers, five values, some are missing.</summary>
    [Theory]
    [InlineData(AgreementScale.Nominal, 0.743)]
    [InlineData(AgreementScale.Ordinal, 0.815)]
    public void FourObserversWithValuesMissingAgreeAsPublished(AgreementScale scale, double alpha) => Assert.Equal(
        alpha,
        AlphaOf(
            scale,
            [1, 2, 3, 3, 2, 1, 4, 1, 2, None, None, None],
            [1, 2, 3, 3, 2, 2, 4, 1, 2, 5, None, 3],
            [None, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, None],
            [1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, None])!.Value,
        precision: 3);

    [Fact]
    public void PerfectAgreementIsOneAndWhereNothingIsToBeSeenThereIsNone()
    {
        Assert.Equal(1, AlphaOf(AgreementScale.Ordinal, [1, 2, 5], [1, 2, 5])!.Value, precision: 12);
        Assert.Null(AlphaOf(AgreementScale.Nominal, [3, 3], [3, 3]));
        Assert.Null(AlphaOf(AgreementScale.Nominal, [1, 2, 3]));
        Assert.Null(KrippendorffAlpha.Compute([], AgreementScale.Nominal));
    }

    private static double? AlphaOf(AgreementScale scale, params int[][] observers) => KrippendorffAlpha.Compute(
        Enumerable.Range(0, observers[0].Length).Select(unit => (IReadOnlyList<int>)[.. observers.Select(observer => observer[unit]).Where(value => value != None)]),
        scale);
}
