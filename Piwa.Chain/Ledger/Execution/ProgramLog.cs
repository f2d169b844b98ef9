using System.Collections;
using Piwa.Chain.Keys;

namespace Piwa.Chain.Ledger.Execution;

/// <summary>What the programs of a transaction have logged. What they return is written out when it is read: hardly ever.</summary>
internal sealed class ProgramLog : IReadOnlyList<string>
{
    /// <summary>The last line of a log that was cut off (solana_log_collector).</summary>
    private const string CutLine = "Log truncated";

    private readonly List<Line> _lines;

    public ProgramLog() => _lines = [];

    private ProgramLog(List<Line> lines) => _lines = lines;

    public int Count => _lines.Count;

    public string this[int index] => _lines[index].ToString();

    public void Add(string line) => _lines.Add(new Line(line, default, default));

    /// <summary>Notes what a program returns, in the words of the runtime's log.</summary>
    /// <param name="program">The program.</param>
    /// <param name="data">What it returns; kept, not copied.</param>
    public void AddReturn(PublicKey program, ReadOnlyMemory<byte> data) => _lines.Add(new Line(null, program, data));

    public void Clear() => _lines.Clear();

    /// <summary>Keeps the first lines only, as nodes do with long logs.</summary>
    public void Cut(int lines)
    {
        if (lines >= _lines.Count)
            return;
        _lines.RemoveRange(lines, _lines.Count - lines);
        Add(CutLine);
    }

    /// <summary>The same lines, for whoever keeps them.</summary>
    public ProgramLog Copy() => new([.. _lines.Select(line => line with { Returned = line.Returned.ToArray() })]);

    public IEnumerator<string> GetEnumerator() => _lines.Select(line => line.ToString()).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>A text, or what a program returned.</summary>
    private readonly record struct Line(string? Text, PublicKey Program, ReadOnlyMemory<byte> Returned)
    {
        public override string ToString() => Text ?? $"Program return: {Program} {Convert.ToBase64String(Returned.Span)}";
    }
}
