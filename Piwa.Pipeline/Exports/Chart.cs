namespace Piwa.Pipeline.Exports;

/// <summary>One chart on a canvas: heading, frame, axes with labels, and what is drawn between them.</summary>
internal sealed class Chart
{
    /// <summary>Colours that people with any kind of colour vision can tell apart (M. Okabe, K. Ito, 2008).</summary>
    public static readonly int Blue = Canvas.Rgb(0, 114, 178);
    public static readonly int Vermilion = Canvas.Rgb(213, 94, 0);
    public static readonly int Green = Canvas.Rgb(0, 158, 115);
    public static readonly int Ink = Canvas.Rgb(32, 32, 36);
    public static readonly int FaintInk = Canvas.Rgb(112, 112, 118);

    private const int Left = 52;
    private const int Right = 14;
    private const int Top = 68;
    private const int Bottom = 46;
    private const int TickLength = 4;
    private const int MostTicks = 6;
    private const int LabelGap = 8;
    private const int LegendLine = 18;
    private const int RowHeight = 18;
    private const int RankingTop = 44;
    private const float CurveThickness = 2f;
    private const float PointRadius = 3.2f;

    private static readonly int GridInk = Canvas.Rgb(232, 232, 235);
    private static readonly int AxisInk = Canvas.Rgb(140, 140, 146);

    private readonly Canvas _canvas;
    private readonly int _x;
    private readonly int _y;
    private readonly int _width;
    private readonly int _height;

    /// <summary>Begins a chart in a rectangle of the canvas.</summary>
    public Chart(Canvas canvas, int x, int y, int width, int height, string title, string subtitle)
    {
        (_canvas, _x, _y, _width, _height) = (canvas, x, y, width, height);
        _canvas.BoldText(x, y, title, Ink);
        _canvas.Text(x, y + Font.LineHeight + 2, subtitle, FaintInk);
        X = new Axis(0, 1, x + Left, x + width - Right);
        Y = new Axis(0, 1, y + height - Bottom, y + Top);
    }

    /// <summary>The horizontal axis.</summary>
    public Axis X { get; private set; }

    /// <summary>The vertical axis, from below.</summary>
    public Axis Y { get; private set; }

    /// <summary>Draws grid and axes.</summary>
    /// <param name="x">Range and label of the horizontal axis.</param>
    /// <param name="y">Range and label of the vertical axis, which begins at 0; its upper end is rounded up to a tick.</param>
    /// <param name="ticks">Labelled values of the horizontal axis; by default round ones.</param>
    public void Frame((double Low, double High, string Label) x, (double High, string Label) y, IReadOnlyList<double>? ticks = null)
    {
        double step = Axis.RoundUp(y.High / MostTicks);
        X = X with { Low = x.Low, High = x.High, IsLogarithmic = ticks is not null };
        Y = Y with { High = Math.Max(Math.Ceiling((y.High / step) - 1e-6), 1) * step };
        foreach ((double value, string label) in Y.Ticks(MostTicks))
        {
            int at = (int)MathF.Round(Y.At(value));
            _canvas.Fill(X.Start, at, X.End - X.Start, 1, value == 0 ? AxisInk : GridInk);
            _canvas.Text(X.Start - LabelGap - Font.Measure(label), at - (Font.LineHeight / 2), label, FaintInk);
        }

        // From the right: where labels would touch, the larger values keep theirs.
        int free = int.MaxValue;
        foreach ((double value, string label) in (ticks is null ? X.Ticks(MostTicks) : ticks.Select(tick => (tick, Count(tick)))).Reverse())
        {
            int at = (int)MathF.Round(X.At(value)), width = Font.Measure(label), left = at - (width / 2);
            _canvas.Fill(at, Y.Start, 1, TickLength, AxisInk);
            if (left + width + LabelGap > free)
                continue;
            _canvas.Text(left, Y.Start + TickLength + 2, label, FaintInk);
            free = left;
        }

        _canvas.Text(_x, Y.End - Font.LineHeight - LabelGap, y.Label, FaintInk);
        _canvas.Text((X.Start + X.End - Font.Measure(x.Label)) / 2, _y + _height - Font.LineHeight - 4, x.Label, FaintInk);
    }

    /// <summary>Draws an upright bar between two values of the horizontal axis.</summary>
    public void Bar(double low, double high, double value, int color)
    {
        const float Gap = 0.5f;
        float left = X.At(low) + Gap, right = X.At(high) - Gap;
        if (value > 0)
            _canvas.FillSmooth(left, MathF.Min(Y.At(value), Y.Start - 1), MathF.Max(right, left + 1), Y.Start, color);
    }

    /// <summary>Marks a value of the horizontal axis with a dashed upright line.</summary>
    public void Mark(double value, int color)
    {
        const int Dash = 4, Period = 7;
        float x = MathF.Floor(X.At(value)) + 0.5f;
        for (int y = Y.End; y < Y.Start; y += Period)
            _canvas.FillSmooth(x - 0.75f, y, x + 0.75f, Math.Min(y + Dash, Y.Start), color);
    }

    /// <summary>Draws a curve through points.</summary>
    public void Curve(IReadOnlyList<(double X, double Y)> points, int color, bool showPoints = false)
    {
        for (int i = 1; i < points.Count; i++)
            _canvas.Line(X.At(points[i - 1].X), Y.At(points[i - 1].Y), X.At(points[i].X), Y.At(points[i].Y), CurveThickness, color);
        foreach ((double x, double y) in showPoints ? points : [])
            _canvas.Disc(X.At(x), Y.At(y), PointRadius, color);
    }

    /// <summary>Names curves in the upper right corner, or the left one, on a ground of the paper's colour.</summary>
    public void Legend(bool atLeft, params ReadOnlySpan<(string Name, int Color)> entries)
    {
        const int Sample = 20, Inset = 8;
        int width = 0;
        foreach ((string name, _) in entries)
            width = Math.Max(width, Font.Measure(name));
        int total = Sample + LabelGap + width, x = atLeft ? X.Start + Inset : X.End - total - Inset, y = Y.End + Inset;
        _canvas.Fill(x - Inset + 1, y - 4, total + (2 * Inset) - 2, (entries.Length * LegendLine) + 6, Canvas.Rgb(255, 255, 255));
        foreach ((string name, int color) in entries)
        {
            float middle = y + (Font.LineHeight / 2f);
            _canvas.Line(x + 1, middle, x + Sample - 1, middle, CurveThickness, color);
            _canvas.Text(x + Sample + LabelGap, y, name, Ink);
            y += LegendLine;
        }
    }

    /// <summary>Pixels that a chart of lying bars is high.</summary>
    public static int RankingHeight(int entries, int columns) => RankingTop + ((entries + columns - 1) / columns * RowHeight);

    /// <summary>Draws lying bars with their names and values, in as many columns as are needed.</summary>
    public void Ranking(IReadOnlyList<(string Name, double Value, string Label)> entries, int columns, int color)
    {
        const int BarHeight = 11, ColumnGap = 28;
        int rows = (entries.Count + columns - 1) / columns;
        int columnWidth = (_width - Right - ((columns - 1) * ColumnGap)) / columns;
        int names = entries.Max(entry => Font.Measure(entry.Name)), labels = entries.Max(entry => Font.Measure(entry.Label));
        float longest = columnWidth - names - labels - (2 * LabelGap);
        double greatest = entries.Max(entry => entry.Value);
        for (int i = 0; i < entries.Count; i++)
        {
            int x = _x + (i / rows * (columnWidth + ColumnGap)), y = _y + RankingTop + (i % rows * RowHeight);
            _canvas.Text(x + names - Font.Measure(entries[i].Name), y, entries[i].Name, Ink);
            float start = x + names + LabelGap, length = greatest > 0 ? (float)(entries[i].Value / greatest * longest) : 0;
            _canvas.FillSmooth(start, y + 2, start + MathF.Max(length, 1), y + 2 + BarHeight, color);
            _canvas.Text((int)(start + length) + LabelGap, y, entries[i].Label, FaintInk);
        }
    }

    /// <summary>A count with three digits.</summary>
    private static string Count(double value) =>
        value < 10_000 ? Axis.Label(value, 1, value) : Axis.Label(value, Math.Pow(10, Math.Floor(Math.Log10(value)) - 2), value);
}
