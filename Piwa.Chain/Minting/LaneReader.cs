using Piwa.Chain.Bubblegum;
using Piwa.Chain.Hashing;
using Piwa.Chain.Keys;
using Piwa.Chain.Rpc;
using Piwa.Chain.Transactions;
using Piwa.Chain.Trees;

namespace Piwa.Chain.Minting;

/// <summary>What a lane reads from its chain.</summary>
internal sealed class LaneReader(IRpcClient rpc, string laneName, PublicKey treeDelegate)
{
    /// <summary>
    /// Numbers in a row whose address may be spoiled, because somebody sent lamports there before the tree was made. Each costs them
    /// the rent of an account, so this many are no accident.
    /// </summary>
    private const int MaximumSpoiledNumbers = 64;

    /// <summary>Times that a root is read anew because the tree has changed meanwhile.</summary>
    private const int MaximumRereads = 8;

    /// <summary>The two accounts of a tree are read with one slice: the whole configuration, and the head of the tree.</summary>
    private static readonly DataSlice PositionSlice = new(0, TreeConfig.Size);

    /// <summary>Finds all trees of the lane, in order, and the number that the next one will have.</summary>
    public async ValueTask<(List<LaneTree> Trees, int NextNumber)> FindTreesAsync(Commitment commitment, CancellationToken cancellationToken)
    {
        List<LaneTree> trees = [];
        long firstIndex = 0;
        int spoiled = 0;
        for (int number = 0; ; number++)
        {
            PublicKey address = LaneTree.AddressOf(laneName, treeDelegate, number);
            AccountInfo? account = await rpc.GetAccountInfoAsync(
                address, new DataSlice(0, TreeSize.HeaderBytes), commitment, cancellationToken).ConfigureAwait(false);
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
            TreeConfig config = await ReadConfigAsync(address, commitment, cancellationToken).ConfigureAwait(false);
            if (config.TreeCreator != treeDelegate && config.TreeDelegate != treeDelegate)
                throw new InvalidOperationException($"Tree {address} of lane '{laneName}' has been handed to {config.TreeDelegate}.");
            LaneTree tree = new(number, address, (int)TreeHeader.Depth(account.Data.Span), firstIndex, (long)config.MintedCount);
            trees.Add(tree);
            firstIndex += tree.MintedCount;
            spoiled = 0;
        }
    }

    /// <summary>How far a tree has come, from its two accounts at one moment, and a durable nonce at the same.</summary>
    /// <param name="tree">The tree.</param>
    /// <param name="commitment">How settled the state must be.</param>
    /// <param name="minContextSlot">The slot that the node must have reached at that commitment.</param>
    /// <param name="nonceAccount">The durable nonce's account; null for none.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    public async ValueTask<LanePosition> ReadPositionAsync(
        LaneTree tree, Commitment commitment, ulong minContextSlot, PublicKey? nonceAccount, CancellationToken cancellationToken)
    {
        PublicKey[] keys = nonceAccount is { } nonce ? [tree.Authority, tree.Address, nonce] : [tree.Authority, tree.Address];
        IReadOnlyList<AccountInfo?> accounts = await rpc.GetMultipleAccountsAsync(
            keys, PositionSlice, commitment, minContextSlot, cancellationToken).ConfigureAwait(false);
        if (accounts is not [{ } config, { } account, ..])
            throw new InvalidOperationException($"Tree {tree.Address} is gone.");
        (_, ulong sequenceNumber) = ConcurrentMerkleTree.LocateRoot(account.Data.Span);
        Hash256? value = nonceAccount is null ? null : NonceOf(nonceAccount.Value, accounts[2]);
        return new LanePosition((long)TreeConfig.Parse(config.Data.Span).MintedCount, sequenceNumber, value);
    }

    /// <summary>The value of a durable nonce.</summary>
    public async ValueTask<Hash256> ReadNonceAsync(PublicKey nonceAccount, CancellationToken cancellationToken) => NonceOf(
        nonceAccount, await rpc.GetAccountInfoAsync(nonceAccount, cancellationToken: cancellationToken).ConfigureAwait(false));

    /// <summary>The root and the number of changes of a tree, without the rest of its account.</summary>
    public async ValueTask<(Hash256 Root, ulong SequenceNumber)> ReadRootAsync(
        PublicKey tree, CancellationToken cancellationToken, Commitment commitment = Commitment.Confirmed)
    {
        ReadOnlyMemory<byte> head = await ReadAsync(0, TreeSize.HeaderBytes + TreeSize.CounterBytes).ConfigureAwait(false);
        for (int i = 0; i < MaximumRereads; i++)
        {
            (int rootOffset, ulong sequenceNumber) = ConcurrentMerkleTree.LocateRoot(head.Span);
            ReadOnlyMemory<byte> root = await ReadAsync(rootOffset, Hash256.Size).ConfigureAwait(false);
            head = await ReadAsync(0, head.Length).ConfigureAwait(false);
            if (ConcurrentMerkleTree.LocateRoot(head.Span).SequenceNumber == sequenceNumber)
                return (new Hash256(root.Span), sequenceNumber);
        }

        throw new InvalidOperationException($"Tree {tree} changes faster than it can be read.");

        async ValueTask<ReadOnlyMemory<byte>> ReadAsync(int offset, int length) =>
            (await rpc.GetAccountInfoAsync(tree, new DataSlice(offset, length), commitment, cancellationToken).ConfigureAwait(false)
                ?? throw new InvalidOperationException($"Tree {tree} is gone.")).Data;
    }

    private static Hash256 NonceOf(PublicKey nonceAccount, AccountInfo? account) => account is null
        ? throw new InvalidOperationException($"There is no nonce account {nonceAccount}: create it, with the lane's delegate as its authority.")
        : NonceAccount.Parse(account.Data.Span).Value;

    private async ValueTask<TreeConfig> ReadConfigAsync(PublicKey tree, Commitment commitment, CancellationToken cancellationToken)
    {
        AccountInfo? account = await rpc.GetAccountInfoAsync(
            ProgramAddress.TreeAuthority(tree), commitment: commitment, cancellationToken: cancellationToken).ConfigureAwait(false);
        return account is null
            ? throw new InvalidOperationException($"Tree {tree} has no configuration: Bubblegum did not make it.")
            : TreeConfig.Parse(account.Data.Span);
    }
}
