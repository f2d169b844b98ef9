using System.Runtime.InteropServices;
using Piwa.Chain.Bubblegum;
using Piwa.Chain.Hashing;
using Piwa.Chain.Keys;
using Piwa.Chain.Ledger.Execution;
using Piwa.Chain.Rpc;
using Piwa.Chain.Transactions;
using Piwa.Chain.Trees;

namespace Piwa.Chain.Ledger.Assets;

/// <summary>The compressed assets of a ledger, told from what an indexer sees of a transaction: the events that Bubblegum and account
/// compression emit through the noop program, and the instruction's arguments.</summary>
/// <remarks>
/// <para>
/// Whose leaf a change of a tree is, the leaf's event tells, which has the same hash; a change to nothing is a burn. Metadata is not kept:
/// the index remembers the transaction that tells it, and whoever wants it reads it from the log. An asset takes some 140 bytes, and 12
/// more for each later change, if owners and creators are few; each further owner, or list of creators, takes some 150.
/// </para>
/// <para>
/// Bubblegum is called by transactions only: the ledger has no program that would call it. Not safe for several threads.
/// </para>
/// </remarks>
/// <param name="isReversible">Whether transactions can be undone until they are settled.</param>
internal sealed class AssetIndex(bool isReversible = false)
{
    private readonly Pieces<AssetRecord> _assets = new();
    private readonly Pieces<AssetEvent> _events = new();
    private readonly Dictionary<ulong, int> _byPrefix = [];
    private readonly Dictionary<PublicKey, int> _byId = [];
    private readonly Dictionary<PublicKey, int> _keyNumbers = [];
    private readonly List<PublicKey> _keys = [];
    private readonly Dictionary<PublicKey, int> _treeNumbers = [];
    private readonly List<AssetTree> _trees = [];
    private readonly Dictionary<Hash256, int> _profileNumbers = [];
    private readonly List<AssetProfile> _profiles = [];
    private readonly List<AssetUndo> _undo = [];

    /// <summary>The number of assets, burnt ones included; they are numbered in the order of their minting.</summary>
    public int Count => _assets.Count;

    public ref readonly AssetRecord this[int number] => ref _assets[number];

    public PublicKey KeyOf(int number) => _keys[number];

    public AssetTree TreeOf(int number) => _trees[number];

    public AssetProfile ProfileOf(int number) => _profiles[number];

    public AssetEvent EventOf(int number) => _events[number];

    /// <summary>The number of an owner or delegate; null if nobody of that name ever was one.</summary>
    public int? NumberOf(PublicKey key) => _keyNumbers.TryGetValue(key, out int number) ? number : null;

    /// <summary>Looks an asset up.</summary>
    public bool TryFind(PublicKey id, out int number) =>
        (_byPrefix.TryGetValue(PrefixOf(id), out number) && _assets[number].Id == id) || _byId.TryGetValue(id, out number);

    /// <summary>Takes in a transaction that has landed.</summary>
    /// <param name="transaction">The transaction.</param>
    /// <param name="number">Its number in the ledger.</param>
    /// <param name="result">What it came to.</param>
    public void Add(Transaction transaction, int number, TransactionResult result)
    {
        if (result.Error is not null)
            return;

        // The calls of one instruction stand side by side, in the order of the instructions.
        IReadOnlyList<InnerInstruction> calls = result.InnerInstructions;
        for (int start = 0; start < calls.Count;)
        {
            int outer = calls[start].OuterIndex;
            int end = start + 1;
            while (end < calls.Count && calls[end].OuterIndex == outer)
                end++;
            CompiledInstruction instruction = transaction.Message.InstructionSpan[outer];
            if (transaction.Message.AccountKeySpan[instruction.ProgramIndex] == ProgramIds.Bubblegum)
            {
                PublicKey[] accounts = AccountsOf(instruction, transaction.Message, result.LoadedAddresses);
                Add(instruction.Data.Span, accounts, calls, start, end, number, (byte)outer);
            }

            start = end;
        }
    }

    /// <summary>Undoes the last transactions, which are not settled, down to a number.</summary>
    /// <param name="count">How many transactions are left.</param>
    public void Truncate(int count)
    {
        for (; _undo.Count != 0 && _undo[^1].Transaction >= count; _undo.RemoveAt(_undo.Count - 1))
            Undo(_undo[^1]);
        int events = _events.Count;
        while (events != 0 && _events[events - 1].Transaction >= count)
            events--;
        _events.Truncate(events);
        for (; _trees.Count != 0 && _trees[^1].FirstEvent >= events; _trees.RemoveAt(_trees.Count - 1))
            _treeNumbers.Remove(_trees[^1].Address);
    }

    /// <summary>Makes final all transactions before a number.</summary>
    public void Settle(int number)
    {
        int settled = 0;
        while (settled < _undo.Count && _undo[settled].Transaction < number)
            settled++;
        _undo.RemoveRange(0, settled);
    }

    /// <summary>The accounts of an instruction.</summary>
    public static PublicKey[] AccountsOf(CompiledInstruction instruction, Message message, IReadOnlyList<PublicKey> loaded)
    {
        ReadOnlySpan<byte> indexes = instruction.AccountIndexes.Span;
        ReadOnlySpan<PublicKey> own = message.AccountKeySpan;
        PublicKey[] accounts = new PublicKey[indexes.Length];
        for (int i = 0; i < accounts.Length; i++)
            accounts[i] = indexes[i] < own.Length ? own[indexes[i]] : loaded[indexes[i] - own.Length];
        return accounts;
    }

    private void Add(
        ReadOnlySpan<byte> data,
        PublicKey[] accounts,
        IReadOnlyList<InnerInstruction> calls,
        int start,
        int end,
        int transaction,
        byte instruction)
    {
        LeafEvent? leaf = null;
        BubblegumOperation operation = BubblegumCall.OperationOf(data);
        for (int i = start; i < end; i++)
        {
            if (calls[i].ProgramId != ProgramIds.SplNoop && calls[i].ProgramId != ProgramIds.MplNoop)
                continue;
            ReadOnlySpan<byte> words = calls[i].Data.Span;
            if (LeafEvent.IsOne(words))
            {
                leaf = LeafEvent.Parse(words);
            }
            else if (ChangeLogEvent.IsOne(words))
            {
                ChangeLogEvent change = ChangeLogEvent.Parse(words);
                LeafSchema? told = leaf is { } one && one.LeafHash == change.Leaf ? one.Leaf : null;
                Apply(change, told, operation, transaction);
                if (told is { } described && BubblegumCall.ReadMetadata(data, account => accounts[account]) is { } metadata)
                    Describe(described.AssetId, metadata, transaction, instruction);
            }
        }
    }

    private void Apply(ChangeLogEvent change, LeafSchema? leaf, BubblegumOperation operation, int transaction)
    {
        if (operation is BubblegumOperation.CreateTree or BubblegumOperation.CreateTreeV2)
        {
            AddTree(change.Tree, _events.Add(new AssetEvent(transaction, Previous: -1, operation)));
            return;
        }

        PublicKey id = leaf?.AssetId ?? ProgramAddress.AssetId(change.Tree, change.LeafIndex);
        if (!TryFind(id, out int number))
        {
            if (leaf is null)
                return;
            number = Mint(id, change);
            if (isReversible)
                _undo.Add(new AssetUndo(transaction, number, Before: null));
        }
        else if (isReversible)
        {
            _undo.Add(new AssetUndo(transaction, number, _assets[number]));
        }

        ref AssetRecord asset = ref _assets[number];
        asset.LastEvent = _events.Add(new AssetEvent(transaction, asset.LastEvent, operation));
        asset.SequenceNumber = change.SequenceNumber;
        asset.IsBurnt = change.Leaf.IsZero;
        if (leaf is not { } schema)
            return;
        asset.Version = schema.Version;
        asset.Owner = Number(schema.Owner);
        asset.Delegate = Number(schema.Delegate);
        asset.Flags = schema.Flags;
    }

    private int Mint(PublicKey id, ChangeLogEvent change)
    {
        int tree = _treeNumbers.TryGetValue(change.Tree, out int known) ? known : AddTree(change.Tree, createdBy: -1);
        int before = change.LeafIndex == 0 ? _trees[tree].FirstEvent : -1;
        AssetRecord asset = new() { Id = id, Tree = tree, LeafIndex = change.LeafIndex, LastEvent = before };
        int number = _assets.Add(asset);
        if (!_byPrefix.TryAdd(PrefixOf(id), number))
            _byId.Add(id, number);
        return number;
    }

    private void Undo(AssetUndo undo)
    {
        if (undo.Before is { } before)
        {
            _assets[undo.Asset] = before;
            return;
        }

        // What was minted last goes first, so that it is the last asset of all.
        PublicKey id = _assets[undo.Asset].Id;
        if (!_byId.Remove(id))
            _byPrefix.Remove(PrefixOf(id));
        _assets.Truncate(undo.Asset);
    }

    private int AddTree(PublicKey address, int createdBy)
    {
        _trees.Add(new AssetTree(address, ProgramAddress.TreeAuthority(address), createdBy));
        return _treeNumbers[address] = _trees.Count - 1;
    }

    private void Describe(PublicKey id, AssetMetadata metadata, int transaction, byte instruction)
    {
        _ = TryFind(id, out int number);
        ref AssetRecord asset = ref _assets[number];
        asset.MetadataTransaction = transaction;
        asset.MetadataInstruction = instruction;
        asset.UriHash = string.GetHashCode(metadata.Uri, StringComparison.Ordinal);
        asset.Profile = Number(new AssetProfile([.. metadata.Creators], metadata.Collection, metadata.SellerFeeBasisPoints));
    }

    private int Number(PublicKey key)
    {
        ref int number = ref CollectionsMarshal.GetValueRefOrAddDefault(_keyNumbers, key, out bool isKnown);
        if (!isKnown)
        {
            number = _keys.Count;
            _keys.Add(key);
        }

        return number;
    }

    private int Number(AssetProfile profile)
    {
        ref int number = ref CollectionsMarshal.GetValueRefOrAddDefault(_profileNumbers, profile.Hash(), out bool isKnown);
        if (!isKnown)
        {
            number = _profiles.Count;
            _profiles.Add(profile);
        }

        return number;
    }

    /// <summary>Ids are hashes: their first eight bytes tell most apart.</summary>
    private static ulong PrefixOf(PublicKey id) => MemoryMarshal.Read<ulong>(PublicKey.AsSpan(in id));

    /// <summary>How an asset was before a change; null if it was not there.</summary>
    private readonly record struct AssetUndo(int Transaction, int Asset, AssetRecord? Before);
}
