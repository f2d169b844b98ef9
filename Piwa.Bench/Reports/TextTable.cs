using System.Text;

namespace Piwa.Bench.Reports;

/// <summary>A table for the terminal.</summary>
/// <param name="alignment">By column, <c>l</c> for text, which stands to the left, or <c>r</c> for numbers.</param>
/// <param name="headers">Names of the columns.</param>
internal sealed class TextTable(string alignment, params string[] headers)
{
    private const string Gap = "  ";

    private readonly List<string[]> _rows = [];

    /// <summary>Adds a row; cells that are missing at its end are empty.</summary>
    public void Add(params string[] cells) => _rows.Add([.. cells, .. Enumerable.Repeat("", headers.Length - cells.Length)]);

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
            alignment[column] == 'l' ? cell.PadRight(widths[column]) : cell.PadLeft(widths[column]));
        text.AppendLine(string.Join(Gap, padded).TrimEnd());
    }
}
