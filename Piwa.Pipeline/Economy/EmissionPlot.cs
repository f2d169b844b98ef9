using System.Globalization;
using System.Text;
using Piwa.Chain.Economy;

namespace Piwa.Pipeline.Economy;

/// <summary>Draws a schedule of emissions as SVG: what is in the pool, and what each month emits.</summary>
/// <remarks>Places are whole tenths of a pixel, computed in whole numbers: the same file on every machine.</remarks>
public static class EmissionPlot
{
    private const int Width = 1060, Height = 640, Left = 96, Right = 1032, Tenths = 10;
    private const int PoolTop = 72, PoolBottom = 312, MonthTop = 404, MonthBottom = 564;
    private const int GridLines = 4;

    private const string Style =
        """
          <style>
            svg { --paper: #fbfcfd; --edge: #d5dbe1; --ink: #1d2731; --soft: #5a6772; --one: #2f7d5b; --two: #35618f; }
            @media (prefers-color-scheme: dark) {
              svg { --paper: #141a20; --edge: #303a44; --ink: #e8edf2; --soft: #a3b0bc; --one: #5fbf95; --two: #7fb0e6; }
            }
            text { font-family: system-ui, -apple-system, "Segoe UI", "DejaVu Sans", sans-serif; font-size: 12px; fill: var(--soft); }
            .paper { fill: var(--paper); stroke: var(--edge); }
            .head { font-size: 16px; font-weight: 600; fill: var(--ink); }
            .grid { stroke: var(--edge); }
            .one { fill: none; stroke: var(--one); stroke-width: 2; stroke-linejoin: round; }
            .filltwo { fill: var(--two); }
            .end { text-anchor: end; } .middle { text-anchor: middle; }
          </style>

        """;

    /// <summary>Draws months.</summary>
    /// <param name="parameters">The rules that they follow.</param>
    /// <param name="months">The months, from the first on.</param>
    public static string Draw(EconomyParameters parameters, IReadOnlyList<EmissionMonth> months)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        ArgumentNullException.ThrowIfNull(months);
        ArgumentOutOfRangeException.ThrowIfZero(months.Count, nameof(months));
        StringBuilder svg = new();
        Amount pool = new(parameters["emission.pool"]), nominal = new(parameters["emission.month"]);
        string title = $"Emissions of RNP-013: {Whole(pool)} RENDER, periods of {parameters["emission.period"]} months";
        svg.Append(CultureInfo.InvariantCulture, $"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {Width} {Height}\" width=\"{Width}\" height=\"{Height}\" role=\"img\" aria-labelledby=\"title\">\n");
        svg.Append(CultureInfo.InvariantCulture, $"  <title id=\"title\">{title}</title>\n");
        svg.Append(Style.ReplaceLineEndings("\n"));
        svg.Append(CultureInfo.InvariantCulture, $"  <rect class=\"paper\" x=\"0.5\" y=\"0.5\" width=\"{Width - 1}\" height=\"{Height - 1}\" rx=\"8\"/>\n");
        Text(svg, "head", Left * Tenths, 34 * Tenths, title);
        Text(svg, "", Left * Tenths, 54 * Tenths, $"in the pool, in thousands of RENDER: a period gives {Percent(parameters["emission.period-share"])} % of what it held when the period began");
        Grid(svg, PoolTop, PoolBottom, pool);
        Pool(svg, pool, months);
        Text(svg, "head", Left * Tenths, 366 * Tenths, "What a month emits");
        Text(svg, "", Left * Tenths, 386 * Tenths, $"in thousands of RENDER: {Whole(nominal)} until the period's part is spent, then nothing until the next period");
        Grid(svg, MonthTop, MonthBottom, nominal);
        foreach (EmissionMonth month in months.Where(month => !month.Emitted.IsZero))
        {
            long x = X(months, month.Month), y = Y(MonthTop, MonthBottom, month.Emitted, nominal);
            long width = Math.Max(X(months, month.Month + 1) - x - 2, 2);
            svg.Append(CultureInfo.InvariantCulture, $"  <rect class=\"filltwo\" x=\"{Px(x)}\" y=\"{Px(y)}\" width=\"{Px(width)}\" height=\"{Px((MonthBottom * Tenths) - y)}\"/>\n");
        }

        Axis(svg, parameters, months);
        return svg.Append("</svg>\n").ToString();
    }

    private static void Pool(StringBuilder svg, Amount pool, IReadOnlyList<EmissionMonth> months)
    {
        StringBuilder points = new();
        foreach (EmissionMonth month in months)
            points.Append(CultureInfo.InvariantCulture, $"{Px(X(months, month.Month))},{Px(Y(PoolTop, PoolBottom, month.Pool, pool))} ");
        EmissionMonth last = months[^1];
        points.Append(CultureInfo.InvariantCulture, $"{Px(X(months, months.Count))},{Px(Y(PoolTop, PoolBottom, last.Pool - last.Emitted, pool))}");
        svg.Append(CultureInfo.InvariantCulture, $"  <polyline class=\"one\" points=\"{points}\"/>\n");
    }

    /// <summary>Ends of periods, below both charts; of many only some are named.</summary>
    private static void Axis(StringBuilder svg, EconomyParameters parameters, IReadOnlyList<EmissionMonth> months)
    {
        const int MostTicks = 12;
        long ticks = months.Count / parameters["emission.period"];
        long step = Math.Max(1, (ticks + MostTicks - 1) / MostTicks) * parameters["emission.period"];
        for (long month = 0; month <= months.Count; month += step)
        {
            Text(svg, "middle", X(months, month), (PoolBottom + 18) * Tenths, month.ToString(CultureInfo.InvariantCulture));
            Text(svg, "middle", X(months, month), (MonthBottom + 18) * Tenths, month.ToString(CultureInfo.InvariantCulture));
        }

        Text(svg, "end", Right * Tenths, (PoolBottom + 34) * Tenths, "month");
        Text(svg, "end", Right * Tenths, (MonthBottom + 34) * Tenths, "month");
    }

    private static void Grid(StringBuilder svg, int top, int bottom, Amount greatest)
    {
        const long Thousand = 1000 * Amount.UnitsPerRender, TenthOfThousand = Thousand / Tenths;
        for (int line = 0; line <= GridLines; line++)
        {
            long y = (bottom * Tenths) - ((bottom - top) * Tenths * line / GridLines);
            svg.Append(CultureInfo.InvariantCulture, $"  <line class=\"grid\" x1=\"{Left}\" y1=\"{Px(y)}\" x2=\"{Right}\" y2=\"{Px(y)}\"/>\n");
            long value = (long)((Int128)greatest.Units * line / GridLines / TenthOfThousand);
            Text(svg, "end", (Left - 8) * Tenths, y + (4 * Tenths), string.Create(CultureInfo.InvariantCulture, $"{value / Tenths:N0}.{value % Tenths}"));
        }
    }

    private static void Text(StringBuilder svg, string kind, long x, long y, string text) =>
        svg.Append(CultureInfo.InvariantCulture, $"  <text class=\"{kind}\" x=\"{Px(x)}\" y=\"{Px(y)}\">{text}</text>\n");

    private static long X(IReadOnlyList<EmissionMonth> months, long month) => (Left * Tenths) + ((Right - Left) * Tenths * month / months.Count);

    private static long Y(int top, int bottom, Amount amount, Amount greatest) =>
        (bottom * Tenths) - (long)((Int128)amount.Units * ((bottom - top) * Tenths) / Math.Max(greatest.Units, 1));

    /// <summary>Tenths of a pixel as pixels.</summary>
    private static string Px(long tenths) => string.Create(CultureInfo.InvariantCulture, $"{tenths / Tenths}.{tenths % Tenths}");

    private static string Whole(Amount amount) => (amount.Units / Amount.UnitsPerRender).ToString("N0", CultureInfo.InvariantCulture);

    private static string Percent(long partsPerMillion)
    {
        const long OfPercent = EconomyParameters.Whole / 100;
        return (partsPerMillion / OfPercent).ToString(CultureInfo.InvariantCulture);
    }
}
