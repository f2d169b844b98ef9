using System.Globalization;
using System.Text;

namespace Piwa.Bench.Fleet;

/// <summary>Draws what a simulation came to: the coordinator's rate, a loss of nodes, shares by stake. SVG, in light and dark.</summary>
internal sealed class FleetSimulationPlot
{
    private const int Width = 1060, PanelHeight = 230, Left = 76, Right = 28, Top = 64, Gap = 104;

    private readonly StringBuilder _svg = new();
    private int _panel;

    private int Y0 => Top + (_panel * (PanelHeight + Gap));

    private static int PlotWidth => Width - Left - Right;

    /// <summary>Draws reports.</summary>
    /// <param name="scale">The large fleet.</param>
    /// <param name="scarce">The fleet with too little work; null if there was none.</param>
    /// <returns>The SVG.</returns>
    public static string Draw(FleetSimulationReport scale, FleetSimulationReport? scarce)
    {
        var plot = new FleetSimulationPlot();
        plot.DrawTenths(scale);
        plot.DrawPeriods(scale);
        if (scarce is not null)
            plot.DrawShares(scarce);
        int height = plot.Y0 - Gap + 72;
        return Text($$"""
            <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {{Width}} {{height}}" width="{{Width}}" height="{{height}}" role="img" aria-labelledby="title">
              <title id="title">A simulated fleet of {{scale.Nodes:N0}} nodes and {{scale.Units:N0}} units: the coordinator's rate, the loss of nodes, shares by stake</title>
              <style>
                svg { --paper: #fbfcfd; --edge: #d5dbe1; --ink: #1d2731; --soft: #5a6772; --one: #2f7d5b; --two: #35618f; --loss: #b3452c; }
                @media (prefers-color-scheme: dark) {
                  svg { --paper: #141a20; --edge: #303a44; --ink: #e8edf2; --soft: #a3b0bc; --one: #5fbf95; --two: #7fb0e6; --loss: #ef8a6f; }
                }
                text { font-family: system-ui, -apple-system, "Segoe UI", "DejaVu Sans", sans-serif; font-size: 12px; fill: var(--soft); }
                .paper { fill: var(--paper); stroke: var(--edge); }
                .head { font-size: 16px; font-weight: 600; fill: var(--ink); }
                .grid { stroke: var(--edge); }
                .one { stroke: var(--one); } .two { stroke: var(--two); } .line { fill: none; stroke-width: 2; stroke-linejoin: round; }
                .fillone { fill: var(--one); } .filltwo { fill: var(--two); }
                .loss { stroke: var(--loss); stroke-dasharray: 5 4; } .losstext { fill: var(--loss); paint-order: stroke; stroke: var(--paper); stroke-width: 4px; }
                .end { text-anchor: end; } .middle { text-anchor: middle; }
              </style>
              <rect class="paper" x="0.5" y="0.5" width="{{Width - 1}}" height="{{height - 1}}" rx="8"/>
            """) + "\n" + plot._svg + "</svg>\n";
    }

    private void DrawTenths(FleetSimulationReport report)
    {
        SimulatedTenth[] tenths = [.. report.Tenths];
        double most = Nice(tenths.Max(tenth => tenth.Calls / tenth.Seconds));
        Begin(
            "What the coordinator does, in real time",
            Text($"calls on its state a second, by tenth of {report.Units:N0} units leased; {report.Nodes:N0} nodes"), most);
        double step = PlotWidth / (double)tenths.Length, bar = step / 3.2;
        for (int i = 0; i < tenths.Length; i++)
        {
            double x = Left + (step * (i + 0.5));
            Bar(x - (bar / 2), bar, tenths[i].Calls / tenths[i].Seconds, most, "fillone", Text($"{tenths[i].Calls / tenths[i].Seconds:N0}"));
            Label(x, Y0 + PanelHeight + 18, Text($"{i + 1}"), "middle");
        }

        _panel++;
    }

    private void DrawPeriods(FleetSimulationReport report)
    {
        const double Period = FleetSimulationReport.PeriodSeconds;
        double most = Nice(1.3 * report.Periods.Max(period => period.Finished / Period)), end = report.VirtualSeconds;
        Begin("What the fleet does, in virtual time", "units a second, in periods of 10 seconds; who begins takes several units at once, beyond the upper edge", most);
        Curve(report.Periods.Select(period => (period.Second + (Period / 2), period.Leases / Period)), end, most, "two");
        Curve(report.Periods.Select(period => (period.Second + (Period / 2), period.Finished / Period)), end, most, "one");
        double step = Nice(end / 8);
        for (double at = 0; at <= end; at += step)
            Label(X(at, end), Y0 + PanelHeight + 18, Text($"{at:0} s"), "middle");
        if (report.Loss is { } loss)
        {
            List<(double At, string Text)> marks = [(loss.At, Text($"{loss.Nodes:N0} nodes die with {loss.Units:N0} units"))];
            if (loss.LeasedAgain is { } again)
                marks.Add((loss.At + again, Text($"all of these are leased again, {again:0} s after")));
            if (loss.At + loss.Returned < end)
                marks.Add((loss.At + loss.Returned, "they are started again"));

            // Lines first: texts may cross those of others.
            foreach ((double at, string _) in marks)
                _svg.Append(Text($"  <line class=\"loss\" x1=\"{X(at, end):F1}\" y1=\"{Y0}\" x2=\"{X(at, end):F1}\" y2=\"{Y0 + PanelHeight}\"/>\n"));
            foreach ((int row, (double at, string text)) in marks.Index())
                Label(X(at, end) + 6, Y0 + 14 + (16 * row), text, "losstext");
        }

        Legend([("filltwo", "leased"), ("fillone", "handed in")]);
        _panel++;
    }

    private void DrawShares(FleetSimulationReport report)
    {
        StakeShare[] shares = [.. report.Shares];
        double most = Nice(100 * shares.Max(share => Math.Max(share.Share, share.Expected)));
        Begin(
            "Who gets the work where there is too little of it",
            Text($"% of units, and of weight, by stake; {report.Nodes:N0} nodes, {report.FleetLeases:N0} units at once; largest deviation {100 * report.LargestDeviation:F1} %, Jain {report.Jain:F4}"),
            most);
        double step = PlotWidth / (double)shares.Length, bar = step / 5;
        for (int i = 0; i < shares.Length; i++)
        {
            double x = Left + (step * (i + 0.5));
            Bar(x - bar - 2, bar, 100 * shares[i].Share, most, "fillone", Text($"{100 * shares[i].Share:F1}"));
            Bar(x + 2, bar, 100 * shares[i].Expected, most, "filltwo", Text($"{100 * shares[i].Expected:F1}"));
            Label(x, Y0 + PanelHeight + 18, Text($"{shares[i].Stake} RENDER with each of {shares[i].Nodes}"), "middle");
        }

        Legend([("fillone", "units"), ("filltwo", "weight")]);
        _panel++;
    }

    private void Begin(string title, string subtitle, double most)
    {
        Label(Left, Y0 - 30, title, "head");
        Label(Left, Y0 - 12, subtitle, "");
        const int Lines = 4;
        for (int i = 0; i <= Lines; i++)
        {
            double y = Y0 + (PanelHeight * (1 - (i / (double)Lines)));
            _svg.Append(Text($"  <line class=\"grid\" x1=\"{Left}\" y1=\"{y:F1}\" x2=\"{Width - Right}\" y2=\"{y:F1}\"/>\n"));
            Label(Left - 8, y + 4, Text($"{most * i / Lines:#,0.##}"), "end");
        }
    }

    private void Bar(double x, double width, double value, double most, string style, string label = "")
    {
        double height = PanelHeight * value / most;
        _svg.Append(Text($"  <rect class=\"{style}\" x=\"{x:F1}\" y=\"{Y0 + PanelHeight - height:F1}\" width=\"{width:F1}\" height=\"{height:F1}\"/>\n"));
        if (label.Length > 0)
            Label(x + (width / 2), Y0 + PanelHeight - height - 5, label, "middle");
    }

    private void Curve(IEnumerable<(double At, double Value)> points, double end, double most, string style)
    {
        string path = string.Join(' ', points.Select(point => Text($"{X(Math.Min(point.At, end), end):F1},{Y0 + (PanelHeight * (1 - (Math.Min(point.Value, most) / most))):F1}")));
        _svg.Append(Text($"  <polyline class=\"line {style}\" points=\"{path}\"/>\n"));
    }

    private void Legend(IReadOnlyList<(string Style, string Name)> entries)
    {
        int x = Width - Right;
        foreach ((string style, string name) in entries.Reverse())
        {
            Label(x, Y0 - 30, name, "end");
            x -= (name.Length * 7) + 18;
            _svg.Append(Text($"  <rect class=\"{style}\" x=\"{x}\" y=\"{Y0 - 40}\" width=\"11\" height=\"11\"/>\n"));
            x -= 18;
        }
    }

    private void Label(double x, double y, string text, string style) =>
        _svg.Append(Text($"  <text class=\"{style}\" x=\"{x:F1}\" y=\"{y:F1}\">{text}</text>\n"));

    private static double X(double at, double end) => Left + (PlotWidth * at / end);

    /// <summary>The next larger of 1, 2, 4, 6 or 8 times a power of ten.</summary>
    private static double Nice(double value)
    {
        double power = Math.Pow(10, Math.Floor(Math.Log10(Math.Max(value, 1e-9))));
        return power * new[] { 1.0, 2, 4, 6, 8, 10 }.First(step => step * power >= value * 0.999);
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
