using Piwa.Chain.Keys;
using Piwa.Chain.Minting;
using Piwa.Chain.Storage;

namespace Piwa.Tests.Chain.Minting.Schedules;

/// <summary>Journals in memory, whose process dies at a chosen write or flush, before or after it; what was not flushed is then lost from
/// a random byte on.</summary>
internal sealed class DyingJournals(Random random) : IJournalStore
{
    private readonly Dictionary<PublicKey, MemoryLogStorage> _journals = [];

    /// <summary>The operation to die at, counted down; negative for none.</summary>
    public int OperationsLeft { get; set; } = -1;

    /// <summary>Whether the operation has taken effect when the process dies.</summary>
    public bool DiesAfterEffect { get; set; }

    public ILogStorage Open(PublicKey tree, byte[]? headOfNew)
    {
        if (!_journals.TryGetValue(tree, out MemoryLogStorage? journal))
        {
            Operate(() => _journals.Add(
                tree, new MemoryLogStorage(headOfNew ?? throw new JournalException($"The journal of tree {tree} is missing."))));
            journal = _journals[tree];
        }

        return new Dying(this, journal);
    }

    /// <summary>Loses what was not flushed.</summary>
    public void Crash()
    {
        foreach (MemoryLogStorage journal in _journals.Values)
            journal.Crash(random);
    }

    private void Operate(Action operation)
    {
        bool dies = OperationsLeft >= 0 && OperationsLeft-- == 0;
        if (dies && !DiesAfterEffect)
            throw new ProcessDiedException();
        operation();
        if (dies)
            throw new ProcessDiedException();
    }

    private sealed class Dying(DyingJournals owner, MemoryLogStorage inner) : ILogStorage
    {
        public string Name => inner.Name;

        public bool IsReadOnly => false;

        public long Length => inner.Length;

        public int ReadAt(long offset, Span<byte> destination) => inner.ReadAt(offset, destination);

        public void WriteAt(long offset, ReadOnlySpan<byte> bytes)
        {
            byte[] copy = bytes.ToArray();
            owner.Operate(() => inner.WriteAt(offset, copy));
        }

        public void Flush() => owner.Operate(inner.Flush);

        public string? CutOff(long offset) => inner.CutOff(offset);

        public void Dispose() => inner.Dispose();
    }
}
