using Piwa.Chain.Hashing;
using Piwa.Chain.Keys;
using Piwa.Chain.Rpc;
using Piwa.Chain.Transactions;
using Piwa.Chain.Trees;

namespace Piwa.Chain.Minting;

/// <summary>What a lane reads from its chain.</summary>
internal sealed class LaneReader(IRpcClient rpc, TreeLaneOptions options)
{
    /// <summary>
    /// Numbers in a row whose address may be spoiled, because somebody sent lamports there before the tree was made. Each costs them
    /// the rent of an account, so this many are no accident.
    /// </summary>
    private const int MaximumSpoiledNumbers = 64;

    /// <summary>Times that a root is read anew because the tree has changed meanwhile.</summary>
    private const int MaximumRereads = 8;

    private readonly ILaneKind _kind = options.Kind;
    private readonly string _laneName = options.Name;
    private readonly PublicKey _writer = options.Writer!.PublicKey;

    /// <summary>Finds all trees of the lane, in order, and the number that the next one will have.</summary>
    public async ValueTask<(List<LaneTree> Trees, int NextNumber)> FindTreesAsync(Commitment commitment, CancellationToken cancellationToken)
    {
        List<LaneTree> trees = [];
        long firstIndex = 0;
        for (int number = 0; ; number++)
        {
            (number, PublicKey address, AccountInfo? head) =
                await FindTreeAsync(_kind.Program, number, commitment, cancellationToken).ConfigureAwait(false);
            if (head is null)
            {
                if (trees.Count == 0)
                    await ThrowIfOfOtherVersionAsync(commitment, cancellationToken).ConfigureAwait(false);
                return (trees, number);
            }

            TreeSize size = new((int)TreeHeader.Depth(head.Data.Span), (int)TreeHeader.BufferSize(head.Data.Span));
            LaneTree tree = new(number, address, _kind.AuthorityOf(address, _writer), size, firstIndex, leafCount: 0);
            AccountInfo[] accounts = await ReadAccountsAsync(tree, commitment, 0, [], cancellationToken).ConfigureAwait(false);
            if (_kind.FindStranger(accounts, _writer) is { } stranger)
                throw new InvalidOperationException($"Tree {address} of lane '{_laneName}' has been handed to {stranger}.");
            tree.LeafCount = _kind.CountLeaves(accounts, size);
            trees.Add(tree);
            firstIndex += tree.LeafCount;
        }
    }

    /// <summary>How far a tree has come, from its accounts at one moment, and a durable nonce at the same.</summary>
    /// <param name="tree">The tree.</param>
    /// <param name="commitment">How settled the state must be.</param>
    /// <param name="minContextSlot">The slot that the node must have reached at that commitment.</param>
    /// <param name="nonceAccount">The durable nonce's account; null for none.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    public async ValueTask<LanePosition> ReadPositionAsync(
        LaneTree tree, Commitment commitment, ulong minContextSlot, PublicKey? nonceAccount, CancellationToken cancellationToken)
    {
        PublicKey[] nonce = nonceAccount is { } key ? [key] : [];
        AccountInfo[] accounts = await ReadAccountsAsync(tree, commitment, minContextSlot, nonce, cancellationToken).ConfigureAwait(false);
        AccountInfo account = accounts[^(1 + nonce.Length)];
        (_, ulong sequenceNumber) = ConcurrentMerkleTree.LocateRoot(account.Data.Span);
        Hash256? value = nonce.Length == 0 ? null : NonceAccount.Parse(accounts[^1].Data.Span).Value;
        return new LanePosition(_kind.CountLeaves(accounts.AsSpan(..^nonce.Length), tree.Size), sequenceNumber, value);
    }

    /// <summary>The value of a durable nonce.</summary>
    public async ValueTask<Hash256> ReadNonceAsync(PublicKey nonceAccount, CancellationToken cancellationToken)
    {
        AccountInfo account = await rpc.GetAccountInfoAsync(nonceAccount, cancellationToken: cancellationToken).ConfigureAwait(false)
            ?? throw NoNonce(nonceAccount);
        return NonceAccount.Parse(account.Data.Span).Value;
    }

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

    /// <summary>The first tree of a program among the lane's addresses from a number on. Without a head, it is the one to create.</summary>
    private async ValueTask<(int Number, PublicKey Address, AccountInfo? Head)> FindTreeAsync(
        CompressionProgram program, int number, Commitment commitment, CancellationToken cancellationToken)
    {
        for (int last = number + MaximumSpoiledNumbers; number <= last; number++)
        {
            PublicKey address = LaneTree.AddressOf(_laneName, _writer, number, program);
            AccountInfo? account = await rpc.GetAccountInfoAsync(
                address, new DataSlice(0, TreeSize.HeaderBytes), commitment, cancellationToken).ConfigureAwait(false);
            if (account is null || account.Owner == program.Id)
                return (number, address, account);
        }

        throw new InvalidOperationException($"The addresses of lane '{_laneName}' are taken by others. Choose another name for it.");
    }

    /// <summary>Stops a lane without trees if it has some of the other version: it would begin its list anew.</summary>
    private async ValueTask ThrowIfOfOtherVersionAsync(Commitment commitment, CancellationToken cancellationToken)
    {
        if (_kind.OtherProgram is not { } other)
            return;
        (_, PublicKey address, AccountInfo? head) = await FindTreeAsync(other, 0, commitment, cancellationToken).ConfigureAwait(false);
        if (head is not null && TreeHeader.Authority(head.Data.Span) == _kind.AuthorityOf(address, _writer))
        {
            throw new InvalidOperationException(
                $"Lane '{_laneName}' has trees of the other version of Bubblegum: {address} is the first. Open it with that version, or choose "
                + "another name for the new lane.");
        }
    }

    private static InvalidOperationException NoNonce(PublicKey nonceAccount) => new(
        $"There is no nonce account {nonceAccount}: create it, with the key that writes the lane's trees as its authority.");

    /// <summary>The accounts that tell how far a tree has come, and others, as they were at one moment.</summary>
    private async ValueTask<AccountInfo[]> ReadAccountsAsync(
        LaneTree tree, Commitment commitment, ulong minContextSlot, PublicKey[] others, CancellationToken cancellationToken)
    {
        PublicKey[] keys = [.. _kind.PositionAccounts(tree), .. others];
        IReadOnlyList<AccountInfo?> accounts = await rpc.GetMultipleAccountsAsync(
            keys, _kind.PositionSlice(tree.Size), commitment, minContextSlot, cancellationToken).ConfigureAwait(false);
        for (int i = 0; i < keys.Length; i++)
        {
            if (accounts[i] is null)
            {
                throw i >= keys.Length - others.Length
                    ? NoNonce(keys[i])
                    : new InvalidOperationException($"Tree {tree.Address} is gone, or was made by others: there is no account {keys[i]}.");
            }
        }

        return [.. accounts.OfType<AccountInfo>()];
    }
}
