using Piwa.Chain.Hashing;
using Piwa.Chain.Keys;
using Piwa.Chain.Ledger;
using Piwa.Chain.Trees;

namespace Piwa.Chain.Minting;

/// <summary>Mints a list of assets in order, each exactly once, into trees that it creates as they are needed.</summary>
/// <remarks>
/// <para>
/// A lane is one writer: one delegate that alone mints into the lane's trees, one payer, one tree at a time. The caller's list is the
/// order of the leaves, so that an asset's number in the list gives its tree, leaf and id, and the number of assets minted into the
/// lane's trees says how much of the list has landed. That number stands on the ledger; the lane keeps no file. After a crash at any
/// point, the same call with the same list goes on where the ledger is.
/// </para>
/// <para>
/// Since the lane knows every leaf, it knows the root that the tree must have after each batch. A root that differs means that somebody
/// else has written into the tree, and stops the lane.
/// </para>
/// <para>Safe to use from several threads: calls wait for each other. Whoever opens a lane disposes it; the ledger and the signers stay
/// theirs.</para>
/// </remarks>
public sealed partial class MintingLane : IDisposable
{
    private readonly SemaphoreSlim _gate = new(1, 1);
    private readonly ILedger _ledger;
    private readonly MintingLaneOptions _options;
    private readonly ISigner _payer;
    private readonly ISigner _treeDelegate;
    private readonly LaneReader _reader;
    private readonly ProofCache _proofs;

    private List<LaneTree> _trees = [];
    private int _nextNumber;
    private MerkleFrontier _frontier = new(depth: 0);

    // Set while transactions are under way: if sending ends in an exception, only the ledger knows what has landed.
    private bool _isStale;

    private MintingLane(ILedger ledger, MintingLaneOptions options)
    {
        _ledger = ledger;
        _options = options;
        _payer = options.Payer!;
        _treeDelegate = options.TreeDelegate!;
        _reader = new LaneReader(ledger, options.Name, _treeDelegate.PublicKey);
        _proofs = new ProofCache(options.CachedTrees);
    }

    /// <summary>The number of assets that have been minted, as far as this object knows: the number of the next one.</summary>
    public long MintedCount => _trees is [.., LaneTree last] ? last.FirstIndex + last.MintedCount : 0;

    /// <summary>The lane's trees, in the order in which they are filled.</summary>
    public IReadOnlyList<PublicKey> Trees => [.. _trees.Select(tree => tree.Address)];

    /// <summary>Opens a lane and finds what it has minted.</summary>
    /// <param name="ledger">The ledger; not disposed.</param>
    /// <param name="options">How the lane works; copied.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <exception cref="ArgumentException">The options are invalid; the message names all violations.</exception>
    /// <exception cref="ForeignLeafException">The tree on the ledger does not have the root of its leaves.</exception>
    public static async ValueTask<MintingLane> OpenAsync(
        ILedger ledger, MintingLaneOptions options, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(ledger);
        ArgumentNullException.ThrowIfNull(options);
        MintingLane lane = new(ledger, options.ValidatedCopy());
        try
        {
            await lane.LoadAsync(cancellationToken).ConfigureAwait(false);
            return lane;
        }
        catch
        {
            lane.Dispose();
            throw;
        }
    }

    /// <summary>Where an asset stands.</summary>
    /// <param name="index">Its number in the lane.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <exception cref="ArgumentOutOfRangeException">No such asset has been minted.</exception>
    public ValueTask<MintedAsset> GetAssetAsync(long index, CancellationToken cancellationToken = default) =>
        RunAloneAsync(() => AssetAtAsync(index, cancellationToken), cancellationToken);

    /// <inheritdoc/>
    public void Dispose() => _gate.Dispose();

    private async ValueTask<T> RunAloneAsync<T>(Func<ValueTask<T>> body, CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (_isStale)
                await LoadAsync(cancellationToken).ConfigureAwait(false);
            return await body().ConfigureAwait(false);
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <summary>Reads from the ledger what has landed.</summary>
    private async ValueTask LoadAsync(CancellationToken cancellationToken)
    {
        (_trees, _nextNumber) = await _reader.FindTreesAsync(cancellationToken).ConfigureAwait(false);
        if (_trees is [.., LaneTree last])
        {
            _frontier = new MerkleFrontier(last.Depth);
            foreach (Hash256 leaf in await _reader.ReadLeavesAsync(last, cancellationToken).ConfigureAwait(false))
                _frontier.Append(leaf);
            await CheckRootAsync(last, cancellationToken).ConfigureAwait(false);
        }

        _isStale = false;
    }

    /// <summary>Stops if the tree has another root than the lane's leaves give it.</summary>
    private async ValueTask CheckRootAsync(LaneTree tree, CancellationToken cancellationToken)
    {
        Hash256 expected = _frontier.ComputeRoot();
        (Hash256 actual, ulong changes) = await _reader.ReadRootAsync(tree.Address, cancellationToken).ConfigureAwait(false);
        if (actual == expected)
            return;

        _isStale = true;
        throw new ForeignLeafException(
            $"Tree {tree.Address} of lane '{_options.Name}' has been changed by somebody else: after {tree.MintedCount} mints "
            + $"its root should be {expected}, and after {changes} changes it is {actual}. "
            + $"Stop whoever else uses the key of {_treeDelegate.PublicKey}.");
    }

    private async ValueTask<MintedAsset> AssetAtAsync(long index, CancellationToken cancellationToken)
    {
        LaneTree tree = TreeOf(index);
        long leafIndex = index - tree.FirstIndex;
        Hash256[] leaf = await _reader.ReadLeavesAsync(tree, leafIndex, count: 1, cancellationToken).ConfigureAwait(false);
        return new MintedAsset(index, ProgramAddress.AssetId(tree.Address, (ulong)leafIndex), tree.Address, (uint)leafIndex, leaf[0]);
    }

    private LaneTree TreeOf(long index)
    {
        if (index < 0 || index >= MintedCount)
            throw new ArgumentOutOfRangeException(nameof(index), index, $"The lane has minted {MintedCount} assets.");
        return _trees.Last(tree => tree.FirstIndex <= index && tree.MintedCount != 0);
    }
}
