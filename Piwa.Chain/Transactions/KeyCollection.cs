using System.Runtime.InteropServices;
using Piwa.Chain.Keys;

namespace Piwa.Chain.Transactions;

/// <summary>Every account that a set of instructions names, once, with all it is needed for, in the order of first mention.</summary>
internal sealed class KeyCollection
{
    private readonly List<Entry> _entries = [];
    private readonly Dictionary<PublicKey, int> _indexes = [];

    public KeyCollection(PublicKey feePayer, IReadOnlyList<Instruction> instructions)
    {
        Add(feePayer, isSigner: true, isWritable: true, isProgram: false);
        foreach (Instruction instruction in instructions)
        {
            Add(instruction.ProgramId, isSigner: false, isWritable: false, isProgram: true);
            foreach (AccountMeta account in instruction.Accounts)
                Add(account.Key, account.IsSigner, account.IsWritable, isProgram: false);
        }
    }

    public IReadOnlyList<Entry> Entries => _entries;

    private void Add(PublicKey key, bool isSigner, bool isWritable, bool isProgram)
    {
        if (!_indexes.TryGetValue(key, out int index))
        {
            index = _entries.Count;
            _indexes.Add(key, index);
            _entries.Add(new Entry(key, false, false, false));
        }

        ref Entry entry = ref CollectionsMarshal.AsSpan(_entries)[index];
        entry = new Entry(key, entry.IsSigner | isSigner, entry.IsWritable | isWritable, entry.IsProgram | isProgram);
    }

    public readonly record struct Entry(PublicKey Key, bool IsSigner, bool IsWritable, bool IsProgram)
    {
        /// <summary>The group of the message that the account stands in, from 0 to 3.</summary>
        public int Group => (IsSigner ? 0 : 2) + (IsWritable ? 0 : 1);
    }
}
