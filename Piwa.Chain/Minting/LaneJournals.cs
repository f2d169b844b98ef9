using Piwa.Chain.Keys;

namespace Piwa.Chain.Minting;

/// <summary>The journals of a lane.</summary>
internal sealed class LaneJournals(IJournalStore store, PublicKey treeDelegate) : IDisposable
{
    private readonly Dictionary<PublicKey, MintJournal> _open = [];

    /// <summary>The journal of a tree that exists.</summary>
    /// <exception cref="JournalException">It is damaged, in use, or missing.</exception>
    public MintJournal Of(PublicKey tree) => _open.TryGetValue(tree, out MintJournal? open) ? open : Open(tree, headOfNew: null);

    /// <summary>The journal of a tree that exists, read anew: a write to it may have failed.</summary>
    /// <exception cref="JournalException">It is damaged, in use, or missing.</exception>
    public MintJournal Reopen(PublicKey tree)
    {
        if (_open.Remove(tree, out MintJournal? open))
            open.Dispose();
        return Of(tree);
    }

    /// <summary>Opens the journal of a tree that is about to be created, or creates it.</summary>
    public void Create(PublicKey tree)
    {
        if (!_open.ContainsKey(tree))
            Open(tree, JournalHeader.Encode(tree, treeDelegate));
    }

    public void Dispose()
    {
        foreach (MintJournal journal in _open.Values)
            journal.Dispose();
        _open.Clear();
    }

    private MintJournal Open(PublicKey tree, byte[]? headOfNew)
    {
        MintJournal journal = new(store.Open(tree, headOfNew), tree, treeDelegate);
        _open.Add(tree, journal);
        return journal;
    }
}
