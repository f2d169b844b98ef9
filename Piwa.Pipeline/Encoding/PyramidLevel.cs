namespace Piwa.Pipeline.Encoding;

/// <summary>A split of a plane: pixels of even and odd places.</summary>
/// <param name="EvenWidth">Pixels of even x.</param>
/// <param name="EvenHeight">Rows of even y.</param>
/// <param name="OddWidth">Pixels of odd x.</param>
/// <param name="OddHeight">Rows of odd y.</param>
/// <param name="Stride">Elements from one row of a band to the next.</param>
/// <param name="Even">First element of the band of even x and y.</param>
/// <param name="BandLength">Elements from one band to the next.</param>
internal readonly record struct PyramidLevel(
    int EvenWidth, int EvenHeight, int OddWidth, int OddHeight, int Stride, int Even, int BandLength)
{
    /// <summary>First element of the band of odd x and y.</summary>
    public int Odd => Even + BandLength;

    /// <summary>First element of the band of even x and odd y.</summary>
    public int Below => Even + (2 * BandLength);

    /// <summary>First element of the band of odd x and even y.</summary>
    public int Beside => Even + (3 * BandLength);
}
