using Piwa.Chain.Hashing;
using Piwa.Chain.Keys;
using Piwa.Chain.Ledger;
using Piwa.Chain.Rpc;

namespace Piwa.Chain.Minting;

/// <summary>Mints a list of assets in order, each exactly once, into trees that it creates as they are needed.</summary>
/// <remarks>
/// <para>
/// A lane is one writer: one delegate that alone mints into the lane's trees, one payer, one tree at a time. The caller's list is the
/// order of the leaves, so that an asset's number in the list gives its tree, leaf and id, and the number of assets minted into the
/// lane's trees says how much of the list has landed. That number stands on the chain. After a crash at any point, the same call with
/// the same list goes on where the chain is.
/// </para>
/// <para>
/// A ledger in this process answers when all is durable, so the lane keeps no file and sends batches. On a cluster a transaction may
/// land long after it was sent, or never, or be taken back with its fork: there the lane keeps a journal (<see
/// cref="MintingLaneOptions.JournalDirectory"/>), in which each transaction stands before it is sent, and <see cref="MintAsync"/>
/// returns when all is final.
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
    private readonly IRpcClient _rpc;
    private readonly ILaneCourier _courier;
    private readonly MintingLaneOptions _options;
    private readonly ISigner _payer;
    private readonly ISigner _treeDelegate;
    private readonly LaneReader _reader;
    private readonly ProofCache _proofs;

    private List<LaneTree> _trees = [];
    private int _nextNumber;

    // Set while transactions are under way: if sending ends in an exception, only the chain knows what has landed.
    private bool _isStale = true;

    private MintingLane(IRpcClient rpc, ILaneCourier courier, MintingLaneOptions options)
    {
        _rpc = rpc;
        _courier = courier;
        _options = options;
        _payer = options.Payer!;
        _treeDelegate = options.TreeDelegate!;
        _reader = new LaneReader(rpc, options.Name, _treeDelegate.PublicKey);
        _proofs = new ProofCache(options.CachedTrees);
    }

    /// <summary>The number of assets that have been minted, as far as this object knows: the number of the next one.</summary>
    public long MintedCount => _trees is [.., LaneTree last] ? last.FirstIndex + last.MintedCount : 0;

    /// <summary>The lane's trees, in the order in which they are filled.</summary>
    public IReadOnlyList<PublicKey> Trees => [.. _trees.Select(tree => tree.Address)];

    /// <summary>Opens a lane and finds what it has minted.</summary>
    /// <param name="rpc">The chain: a client of a cluster, or an embedded ledger; not disposed.</param>
    /// <param name="options">How the lane works; copied.</param>
    /// <param name="cancellationToken">Gives up waiting. What was under way before a crash may take as long as a blockhash lasts.</param>
    /// <exception cref="ArgumentException">The options are invalid; the message names all violations. A cluster needs a
    /// journal.</exception>
    /// <exception cref="JournalException">The journal is damaged, in use, missing, or of another tree.</exception>
    /// <exception cref="ForeignLeafException">The tree on the ledger does not have the root of its leaves.</exception>
    public static async ValueTask<MintingLane> OpenAsync(
        IRpcClient rpc, MintingLaneOptions options, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(rpc);
        ArgumentNullException.ThrowIfNull(options);
        options = options.ValidatedCopy();
        ILaneCourier courier = (options.Journals, rpc) switch
        {
            ({ } journals, _) => new ClusterCourier(rpc, options, journals),
            (null, ILedger ledger) => new LedgerCourier(ledger, options),
            _ => throw new ArgumentException("A lane on a cluster needs a journal: set JournalDirectory.", nameof(options)),
        };
        MintingLane lane = new(rpc, courier, options);
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
    public void Dispose()
    {
        _courier.Dispose();
        _gate.Dispose();
    }

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

    /// <summary>Reads from the chain what has landed.</summary>
    private async ValueTask LoadAsync(CancellationToken cancellationToken)
    {
        (_trees, _nextNumber) = await _courier.LoadAsync(cancellationToken).ConfigureAwait(false);
        _isStale = false;
    }

    private async ValueTask<MintedAsset> AssetAtAsync(long index, CancellationToken cancellationToken)
    {
        LaneTree tree = TreeOf(index);
        long leafIndex = index - tree.FirstIndex;
        Hash256[] leaf = await _courier.ReadAllAsync(tree, leafIndex, count: 1, cancellationToken).ConfigureAwait(false);
        return new MintedAsset(index, ProgramAddress.AssetId(tree.Address, (ulong)leafIndex), tree.Address, (uint)leafIndex, leaf[0]);
    }

    private LaneTree TreeOf(long index)
    {
        if (index < 0 || index >= MintedCount)
            throw new ArgumentOutOfRangeException(nameof(index), index, $"The lane has minted {MintedCount} assets.");
        return _trees.Last(tree => tree.FirstIndex <= index && tree.MintedCount != 0);
    }
}
