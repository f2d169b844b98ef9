using System.Text;

namespace Piwa.Bench.Reports;

/// <summary>A table for the terminal: the first column to the left, numbers to the right, a last column of remarks to the left.</summary>
/// <param name="headers">Names of the columns.</param>
internal sealed class TextTable(params string[] headers)
{
    private const string Gap = "  ";

    private readonly List<string[]> _rows = [];

    /// <summary>Whether the last column is text.</summary>
    public bool EndsWithText { get; init; }

    /// <summary>Adds a row; cells that are missing at its end are empty.</summary>
    public TextTable Add(params string[] cells)
    {
        _rows.Add([.. cells, .. Enumerable.Repeat("", headers.Length - cells.Length)]);
        return this;
    }

    /// <inheritdoc/>
    public override string ToString()
    {
        int[] widths = [.. headers.Select((header, column) => _rows.Select(row => row[column].Length).Append(header.Length).Max())];
        var text = new StringBuilder();
        Append(text, headers, widths);
        text.AppendLine(new string('-', widths.Sum() + (Gap.Length * (widths.Length - 1))));
        foreach (string[] row in _rows)
            Append(text, row, widths);
        return text.ToString();
    }

    private void Append(StringBuilder text, string[] cells, int[] widths)
    {
        IEnumerable<string> padded = cells.Select((cell, column) =>
            column == 0 || (EndsWithText && column == cells.Length - 1) ? cell.PadRight(widths[column]) : cell.PadLeft(widths[column]));
        text.AppendLine(string.Join(Gap, padded).TrimEnd());
    }
}
