using Piwa.Chain.Bubblegum;
using Piwa.Chain.Hashing;
using Piwa.Chain.Keys;
using Piwa.Chain.Ledger;
using Piwa.Chain.Rpc;
using Piwa.Chain.Trees;

namespace Piwa.Chain.Minting;

/// <summary>What a lane reads from its ledger.</summary>
internal sealed class LaneReader(ILedger ledger, string laneName, PublicKey treeDelegate)
{
    /// <summary>
    /// Numbers in a row whose address may be spoiled, because somebody sent lamports there before the tree was made. Each costs them
    /// the rent of an account, so this many are no accident.
    /// </summary>
    private const int MaximumSpoiledNumbers = 64;

    /// <summary>Leaves read at once: 128 KiB.</summary>
    private const int LeavesPerRead = 4096;

    /// <summary>Finds all trees of the lane, in order, and the number that the next one will have.</summary>
    public async ValueTask<(List<LaneTree> Trees, int NextNumber)> FindTreesAsync(CancellationToken cancellationToken)
    {
        List<LaneTree> trees = [];
        long firstIndex = 0;
        int spoiled = 0;
        for (int number = 0; ; number++)
        {
            PublicKey address = LaneTree.AddressOf(laneName, treeDelegate, number);
            AccountInfo? account = await ledger.GetAccountInfoAsync(
                address, new DataSlice(0, TreeSize.HeaderBytes), cancellationToken: cancellationToken).ConfigureAwait(false);
            if (account is null)
                return (trees, number);
            if (account.Owner != ProgramIds.SplAccountCompression)
            {
                if (++spoiled > MaximumSpoiledNumbers)
                {
                    throw new InvalidOperationException(
                        $"The addresses of lane '{laneName}' are taken by others. Choose another name for it.");
                }

                continue;
            }

            // The account and its configuration come into being in one transaction, so a tree without one is not Bubblegum's.
            TreeConfig config = await ReadConfigAsync(address, cancellationToken).ConfigureAwait(false);
            if (config.TreeCreator != treeDelegate && config.TreeDelegate != treeDelegate)
                throw new InvalidOperationException($"Tree {address} of lane '{laneName}' has been handed to {config.TreeDelegate}.");
            LaneTree tree = new(number, address, (int)TreeHeader.Depth(account.Data.Span), firstIndex, (long)config.MintedCount);
            trees.Add(tree);
            firstIndex += tree.MintedCount;
            spoiled = 0;
        }
    }

    public async ValueTask<TreeConfig> ReadConfigAsync(PublicKey tree, CancellationToken cancellationToken)
    {
        AccountInfo? account = await ledger.GetAccountInfoAsync(
            ProgramAddress.TreeAuthority(tree), cancellationToken: cancellationToken).ConfigureAwait(false);
        return account is null
            ? throw new InvalidOperationException($"Tree {tree} has no configuration: Bubblegum did not make it.")
            : TreeConfig.Parse(account.Data.Span);
    }

    /// <summary>The root and the number of leaves of a tree, without the rest of its account.</summary>
    public async ValueTask<(Hash256 Root, ulong SequenceNumber)> ReadRootAsync(PublicKey tree, CancellationToken cancellationToken)
    {
        AccountInfo account = await ReadAsync(0, TreeSize.HeaderBytes + TreeSize.CounterBytes).ConfigureAwait(false);
        (int rootOffset, ulong sequenceNumber) = ConcurrentMerkleTree.LocateRoot(account.Data.Span);
        AccountInfo root = await ReadAsync(rootOffset, Hash256.Size).ConfigureAwait(false);
        return (new Hash256(root.Data.Span), sequenceNumber);

        async ValueTask<AccountInfo> ReadAsync(int offset, int length) =>
            await ledger.GetAccountInfoAsync(
                tree, new DataSlice(offset, length), cancellationToken: cancellationToken).ConfigureAwait(false)
            ?? throw new InvalidOperationException($"Tree {tree} is gone.");
    }

    /// <summary>Reads leaves of a tree that were minted.</summary>
    public async ValueTask<Hash256[]> ReadLeavesAsync(LaneTree tree, long firstIndex, int count, CancellationToken cancellationToken)
    {
        Hash256[] leaves = new Hash256[count];
        for (int read = 0; read < count;)
        {
            Memory<Hash256> piece = leaves.AsMemory(read, Math.Min(LeavesPerRead, count - read));
            int found = await ledger.ReadLeavesAsync(tree.Address, firstIndex + read, piece, cancellationToken).ConfigureAwait(false);
            if (found == 0)
            {
                throw new InvalidOperationException(
                    $"The ledger has {firstIndex + read} leaves of tree {tree.Address}, where {tree.MintedCount} were minted.");
            }

            read += found;
        }

        return leaves;
    }

    /// <summary>Reads all leaves of a tree.</summary>
    public ValueTask<Hash256[]> ReadLeavesAsync(LaneTree tree, CancellationToken cancellationToken) =>
        ReadLeavesAsync(tree, firstIndex: 0, checked((int)tree.MintedCount), cancellationToken);
}
