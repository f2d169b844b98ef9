using Piwa.Chain.Hashing;
using Piwa.Chain.Keys;
using Piwa.Chain.Storage;

namespace Piwa.Chain.Minting;

/// <summary>All transactions that were ever signed to mint into a tree, each on the disk before it is sent: 240 to 350 bytes an
/// asset.</summary>
/// <remarks>
/// An entry takes the place of all before it that are not before it in the tree: those were given up. What has landed is not noted here,
/// for the tree knows. Not safe for several threads.
/// </remarks>
internal sealed class MintJournal : IDisposable
{
    private readonly LogFile _log;
    private readonly List<Place> _places = [];
    private byte[] _frame = [];

    public MintJournal(ILogStorage storage, PublicKey tree, PublicKey treeDelegate)
    {
        _log = new LogFile(storage, JournalHeader.Kind);
        try
        {
            if (JournalHeader.Check(_log.ReadHead(), tree, treeDelegate) is { } problem)
                throw new JournalException($"'{storage.Name}' cannot be used: {problem}. Restore it from a backup.");
            _log.ReadAll((body, offset) => Take(JournalEntry.Read(body), offset, body.Length));
        }
        catch (WireFormatException error)
        {
            _log.Dispose();
            throw new JournalException($"'{storage.Name}' is damaged: {error.Message} Restore it from a backup.", error);
        }
        catch
        {
            _log.Dispose();
            throw;
        }
    }

    /// <summary>The leaves that the tree has when all has landed.</summary>
    public long End => _places is [.., Place last] ? last.FirstLeaf + last.Count : 0;

    /// <summary>Notes an entry, durably.</summary>
    public void Append(JournalEntry entry)
    {
        int bytes = LogFrame.HeadBytes + entry.EncodedBytes;
        if (_frame.Length < bytes)
            _frame = new byte[bytes];
        Span<byte> frame = _frame.AsSpan(..bytes);
        entry.Write(frame[LogFrame.HeadBytes..]);
        long offset = _log.NextBodyOffset;
        _log.Append(frame);
        _log.Flush();
        Take(entry, offset, entry.EncodedBytes);
    }

    /// <summary>Forgets the entries from a leaf on, which were given up; the next one takes their place.</summary>
    public void Forget(long firstLeaf)
    {
        while (_places is [.., Place last] && last.FirstLeaf >= firstLeaf)
            _places.RemoveAt(_places.Count - 1);
    }

    /// <summary>The entry whose first leaf stands at an index; null if there is none.</summary>
    public JournalEntry? Find(long firstLeaf)
    {
        int index = _places.BinarySearch(new Place(firstLeaf, 0, 0, 0));
        return index < 0 ? null : Read(_places[index]);
    }

    /// <summary>Reads leaves.</summary>
    /// <returns>How many there were: at least one.</returns>
    public int ReadLeaves(long firstIndex, Span<Hash256> destination)
    {
        int index = _places.BinarySearch(new Place(firstIndex, 0, 0, 0));
        int read = 0;
        for (index = index < 0 ? ~index - 1 : index; index >= 0 && index < _places.Count && read < destination.Length; index++)
        {
            int skip = (int)(firstIndex + read - _places[index].FirstLeaf);
            if (skip >= _places[index].Count)
                break;
            IReadOnlyList<Hash256> leaves = Read(_places[index]).Leaves;
            for (int i = skip; i < leaves.Count && read < destination.Length; i++)
                destination[read++] = leaves[i];
        }

        return read != 0 || destination.IsEmpty
            ? read
            : throw new ArgumentOutOfRangeException(nameof(firstIndex), firstIndex, $"The journal has {End} leaves.");
    }

    public void Dispose() => _log.Dispose();

    private JournalEntry Read(Place place)
    {
        byte[] body = new byte[place.Bytes];
        _log.ReadAt(place.Offset, body);
        return JournalEntry.Read(body);
    }

    private void Take(JournalEntry entry, long offset, int bytes)
    {
        Forget(entry.FirstLeaf);
        if (entry.FirstLeaf != End)
        {
            throw new JournalException(
                $"The journal has an entry for leaf {entry.FirstLeaf} where leaf {End} follows. Restore it from a backup.");
        }

        _places.Add(new Place(entry.FirstLeaf, entry.Leaves.Count, offset, bytes));
    }

    private readonly record struct Place(long FirstLeaf, int Count, long Offset, int Bytes) : IComparable<Place>
    {
        public int CompareTo(Place other) => FirstLeaf.CompareTo(other.FirstLeaf);
    }
}
