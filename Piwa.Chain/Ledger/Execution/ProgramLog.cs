using System.Collections;
using Piwa.Chain.Keys;

namespace Piwa.Chain.Ledger.Execution;

/// <summary>What the programs of a transaction have logged. What they return is written out when it is read: hardly ever.</summary>
/// <param name="capacity">Lines that are likely.</param>
internal sealed class ProgramLog(int capacity) : IReadOnlyList<string>
{
    // Texts, and what becomes one.
    private readonly List<object> _lines = new(capacity);

    public int Count => _lines.Count;

    public string this[int index] => _lines[index].ToString()!;

    public void Add(string line) => _lines.Add(line);

    /// <summary>Notes what a program returns, in the words of the runtime's log.</summary>
    /// <param name="program">The program.</param>
    /// <param name="data">What it returns; kept, not copied.</param>
    public void AddReturn(PublicKey program, byte[] data) => _lines.Add(new Returned(program, data));

    public IEnumerator<string> GetEnumerator() => _lines.Select(line => line.ToString()!).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private sealed class Returned(PublicKey program, byte[] data)
    {
        public override string ToString() => $"Program return: {program} {Convert.ToBase64String(data)}";
    }
}
