using Piwa.Chain.Hashing;
using Piwa.Chain.Keys;
using Piwa.Chain.Ledger;
using Piwa.Chain.Rpc;

namespace Piwa.Chain.Minting;

/// <summary>Appends a list of leaves in order, each exactly once, to trees that it creates as they are needed: what all kinds of lanes
/// have in common. See <see cref="MintingLane"/> for why it holds.</summary>
/// <remarks>Safe to use from several threads: calls wait for each other.</remarks>
internal sealed partial class TreeLane : IDisposable
{
    private readonly SemaphoreSlim _gate = new(1, 1);
    private readonly IRpcClient _rpc;
    private readonly ILaneCourier _courier;
    private readonly TreeLaneOptions _options;
    private readonly ILaneKind _kind;
    private readonly PublicKey _payer;
    private readonly PublicKey _writer;
    private readonly LaneReader _reader;
    private readonly ProofCache _proofs;

    private List<LaneTree> _trees = [];
    private int _nextNumber;

    // Set while transactions are under way: if sending ends in an exception, only the chain knows what has landed.
    private bool _isStale = true;

    private TreeLane(IRpcClient rpc, ILaneCourier courier, TreeLaneOptions options)
    {
        _rpc = rpc;
        _courier = courier;
        _options = options;
        _kind = options.Kind;
        _payer = options.Payer!.PublicKey;
        _writer = options.Writer!.PublicKey;
        _reader = new LaneReader(rpc, options);
        _proofs = new ProofCache(options.CachedTrees);
    }

    /// <summary>The number of leaves that were appended, as far as this object knows.</summary>
    public long LeafCount => _trees is [.., LaneTree last] ? last.FirstIndex + last.LeafCount : 0;

    public IReadOnlyList<PublicKey> Trees => [.. _trees.Select(tree => tree.Address)];

    /// <param name="rpc">The chain; not disposed.</param>
    /// <param name="options">A copy that is the lane's own.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    public static async ValueTask<TreeLane> OpenAsync(IRpcClient rpc, TreeLaneOptions options, CancellationToken cancellationToken)
    {
        ILaneCourier courier = (options.Journals, rpc) switch
        {
            ({ } journals, _) => new ClusterCourier(rpc, options, journals),
            (null, ILedger ledger) => new LedgerCourier(ledger, options),
            _ => throw new ArgumentException("A lane on a cluster needs a journal: set JournalDirectory.", nameof(options)),
        };
        TreeLane lane = new(rpc, courier, options);
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

    /// <exception cref="ArgumentOutOfRangeException">There is no such leaf.</exception>
    public ValueTask<LaneLeaf> GetLeafAsync(long index, CancellationToken cancellationToken) =>
        RunAloneAsync(() => LeafAtAsync(index, cancellationToken), cancellationToken);

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

    private async ValueTask<LaneLeaf> LeafAtAsync(long index, CancellationToken cancellationToken)
    {
        LaneTree tree = TreeOf(index);
        long leafIndex = index - tree.FirstIndex;
        Hash256[] leaf = await _courier.ReadAllAsync(tree, leafIndex, count: 1, cancellationToken).ConfigureAwait(false);
        return new LaneLeaf(index, tree.Address, (uint)leafIndex, leaf[0]);
    }

    private LaneTree TreeOf(long index)
    {
        if (index < 0 || index >= LeafCount)
            throw new ArgumentOutOfRangeException(nameof(index), index, $"The lane has {LeafCount} {_kind.Leaves}.");
        return _trees.Last(tree => tree.FirstIndex <= index && tree.LeafCount != 0);
    }
}
