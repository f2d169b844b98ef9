using System.Globalization;

namespace Piwa.Pipeline.Exports;

/// <summary>Where values lie along one side of a chart, and which of them are labelled.</summary>
/// <param name="Low">Value at <paramref name="Start"/>; above 0 on a logarithmic axis.</param>
/// <param name="High">Value at <paramref name="End"/>.</param>
/// <param name="Start">Pixel of the lower end.</param>
/// <param name="End">Pixel of the upper end.</param>
/// <param name="IsLogarithmic">Equal steps are equal ratios.</param>
internal sealed record Axis(double Low, double High, int Start, int End, bool IsLogarithmic = false)
{
    private const double Thousand = 1e3;
    private const double Million = 1e6;

    /// <summary>The pixel of a value; values outside are drawn at the nearer end.</summary>
    public float At(double value)
    {
        double share = IsLogarithmic ? Math.Log(value / Low) / Math.Log(High / Low) : (value - Low) / (High - Low);
        return (float)(Start + (Math.Clamp(share, 0, 1) * (End - Start)));
    }

    /// <summary>Round values along a linear axis, at most <paramref name="most"/> steps apart.</summary>
    public IEnumerable<(double Value, string Label)> Ticks(int most)
    {
        double step = RoundUp((High - Low) / most);
        double slack = step * 1e-6; // adding 0 turns -0 into 0
        for (double k = Math.Ceiling((Low - slack) / step) + 0.0; k * step <= High + slack; k++)
            yield return (k * step, Label(k * step, step, High));
    }

    /// <summary>The least of 1, 2 and 5 times a power of ten that is not below a value.</summary>
    public static double RoundUp(double value)
    {
        double power = Math.Pow(10, Math.Floor(Math.Log10(value)));
        return power * ((value / power) switch { <= 1.0001 => 1, <= 2.0001 => 2, <= 5.0001 => 5, _ => 10 });
    }

    /// <summary>A number as short as it is clear beside others that are <paramref name="step"/> apart and reach to <paramref name="largest"/>.</summary>
    public static string Label(double value, double step, double largest)
    {
        (double scale, string suffix) = largest switch
        {
            >= 10 * Million => (Million, "M"),
            >= 10 * Thousand => (Thousand, "k"),
            _ => (1, ""),
        };
        int decimals = Math.Max(0, (int)Math.Ceiling(-Math.Log10(step / scale) - 1e-6));
        string format = "N" + decimals.ToString(CultureInfo.InvariantCulture);
        return (value / scale).ToString(format, CultureInfo.InvariantCulture) + (value == 0 ? "" : suffix);
    }
}
