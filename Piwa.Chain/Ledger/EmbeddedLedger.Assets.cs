using Piwa.Chain.Bubblegum;
using Piwa.Chain.Hashing;
using Piwa.Chain.Keys;
using Piwa.Chain.Ledger.Assets;
using Piwa.Chain.Ledger.Execution;
using Piwa.Chain.Transactions;
using Piwa.Chain.Trees;

namespace Piwa.Chain.Ledger;

/// <content>The compressed assets, where <see cref="EmbeddedLedgerOptions.IndexAssets"/> asks for an index of them.</content>
public sealed partial class EmbeddedLedger
{
    /// <summary>Whether there is an index of assets.</summary>
    internal bool IndexesAssets => _history.Assets is not null;

    /// <summary>The assets that are chosen, as they are at one moment.</summary>
    /// <param name="choose">Chooses from the index, by the assets' numbers; -1 stands for none. The ledger is held meanwhile.</param>
    internal IReadOnlyList<AssetView?> ReadAssets(Func<AssetIndex, IEnumerable<int>> choose)
    {
        lock (_gate)
        {
            ThrowIfUnusable();
            AssetIndex assets = _history.Assets!;
            return [.. choose(assets).Select(number => number < 0 ? null : View(assets, in assets[number]))];
        }
    }

    /// <summary>The URI of an asset, by its number in the index.</summary>
    internal string ReadAssetUri(int number)
    {
        lock (_gate)
        {
            ThrowIfUnusable();
            AssetRecord asset = _history.Assets![number];
            return ReadMetadata(asset.MetadataTransaction, asset.MetadataInstruction).Uri;
        }
    }

    /// <summary>The trees of assets, by their numbers in the index; -1 where there is no such asset.</summary>
    internal IReadOnlyList<int> ReadTreeNumbers(IReadOnlyList<PublicKey> ids)
    {
        lock (_gate)
        {
            ThrowIfUnusable();
            AssetIndex assets = _history.Assets!;
            return [.. ids.Select(id => assets.TryFind(id, out int number) ? assets[number].Tree : -1)];
        }
    }

    /// <summary>Where an asset stands, with the leaves of its tree.</summary>
    /// <param name="id">The asset.</param>
    /// <param name="known">Tells the root of a tree whose leaves are known; they are left out if it is still the same.</param>
    /// <returns>Null if there is no such asset, or if it is burnt.</returns>
    internal AssetPlace? LocateAsset(PublicKey id, Func<PublicKey, Hash256?> known)
    {
        lock (_gate)
        {
            ThrowIfUnusable();
            AssetIndex assets = _history.Assets!;
            if (!assets.TryFind(id, out int number) || assets[number].IsBurnt)
                return null;
            PublicKey address = assets.TreeOf(assets[number].Tree).Address;
            ConcurrentMerkleTree tree = ConcurrentMerkleTree.Open(_bank.Find(address)!.Data);
            Hash256[] leaves = [];
            if (known(address) != tree.Root)
            {
                LeafLog log = _history.LeavesOf(address)!;
                leaves = new Hash256[log.Count];
                log.Read(0, leaves);
            }

            return new AssetPlace(address, assets[number].LeafIndex, tree.Size.Depth, tree.Root, leaves);
        }
    }

    /// <summary>Some of the transactions that changed an asset's leaf; null if there is no such asset.</summary>
    /// <param name="id">The asset.</param>
    /// <param name="isDescending">Whether the newest comes first.</param>
    /// <param name="offset">How many to leave out.</param>
    /// <param name="limit">The most to return.</param>
    internal IReadOnlyList<AssetSignature>? ReadAssetSignatures(PublicKey id, bool isDescending, long offset, int limit)
    {
        lock (_gate)
        {
            ThrowIfUnusable();
            AssetIndex assets = _history.Assets!;
            if (!assets.TryFind(id, out int number))
                return null;
            List<AssetEvent> changes = [];
            for (int at = assets[number].LastEvent; at >= 0; at = changes[^1].Previous)
                changes.Add(assets.EventOf(at));
            if (!isDescending)
                changes.Reverse();
            return
            [
                .. changes.Skip((int)Math.Min(offset, changes.Count)).Take(limit).Select(change =>
                {
                    LedgerEntry entry = _history.EntryAt(change.Transaction);
                    return new AssetSignature(ReadTransaction(entry).Id, change.Operation.ToString(), entry.Slot);
                }),
            ];
        }
    }

    private AssetView View(AssetIndex assets, in AssetRecord asset)
    {
        AssetTree tree = assets.TreeOf(asset.Tree);
        AssetMetadata metadata = ReadMetadata(asset.MetadataTransaction, asset.MetadataInstruction);
        LeafSchema leaf = new()
        {
            Version = asset.Version,
            AssetId = asset.Id,
            Owner = assets.KeyOf(asset.Owner),
            Delegate = assets.KeyOf(asset.Delegate),
            Nonce = asset.LeafIndex,
            DataHash = metadata.DataHash(asset.Version),
            CreatorHash = LeafHashing.CreatorHash([.. metadata.Creators]),
            CollectionHash = asset.Version == LeafVersion.V1 ? default : LeafHashing.CollectionHash(metadata.Collection?.Key),
            AssetDataHash = asset.Version == LeafVersion.V1 ? default : LeafHashing.NoAssetDataHash,
            Flags = asset.Flags,
        };
        Hash256 hash = leaf.Hash();

        // What is told is checked against the tree: an index that misread an instruction must not answer.
        if (!asset.IsBurnt && _history.LeavesOf(tree.Address)!.LeafAt(asset.LeafIndex) != hash)
            throw new InvalidDataException($"What the index knows of asset {asset.Id} does not have the hash of its leaf.");
        return new AssetView(leaf, hash, metadata, tree.Address, tree.Authority, asset.SequenceNumber, asset.IsBurnt);
    }

    private AssetMetadata ReadMetadata(int number, int instruction)
    {
        Message message = ReadTransaction(_history.EntryAt(number)).Message;
        CompiledInstruction call = message.InstructionSpan[instruction];
        PublicKey[] accounts = AssetIndex.AccountsOf(call, message, _history.LoadedAt(number));
        return BubblegumCall.ReadMetadata(call.Data.Span, account => accounts[account])!;
    }
}
