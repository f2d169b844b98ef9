using System.Diagnostics;
using Piwa.Chain.Hashing;
using Piwa.Chain.Keys;
using Piwa.Chain.Rpc;
using Piwa.Chain.Transactions;
using Piwa.Chain.Transactions.Packing;
using Piwa.Chain.Trees;

namespace Piwa.Chain.Minting;

/// <summary>Sends a lane's transactions to a cluster, one behind the other, so that each lands once and in its place.</summary>
/// <remarks>
/// <para>
/// What has been sent and is not final yet is the tail: transactions in the order of their leaves. Three rules keep it exact, whatever
/// the network drops, delays, repeats or takes back:
/// </para>
/// <list type="number">
/// <item>
/// A transaction stands in the journal, durably, before it is sent, and only its own bytes are sent again: they land once at most.
/// </item>
/// <item>
/// The next one is built on a blockhash of a block that has all before it: the blockhash is asked for first, then all of the tail must
/// have landed in that block's slot or before. It can land on no chain that lacks them. A durable nonce gives the same, for its value
/// is made by the transaction before.
/// </item>
/// <item>
/// A transaction is given up once it can never land: the final block height is beyond its last valid one, and a node that has reached
/// that height knows nothing of it and has the tree as it was before (in this order: what lands in between is seen). What follows it
/// in the tail then stands on a block that will never be, and is given up along with it.
/// </item>
/// </list>
/// </remarks>
internal sealed partial class ClusterCourier : ILaneCourier
{
    /// <summary>How many blocks a blockhash lasts (MAX_PROCESSING_AGE).</summary>
    private const ulong BlockhashLifetime = 150;

    private readonly IRpcClient _rpc;
    private readonly TreeLaneOptions _options;
    private readonly LaneReader _reader;
    private readonly LaneSigner _signer;
    private readonly LaneJournals _journals;
    private readonly LanePricing _pricing;
    private readonly TransactionPackerOptions _packing;
    private readonly ComputeModel _compute;
    private readonly LandingNotice _notice;
    private readonly List<Flight> _tail = [];

    // After all that is final, and after the tail.
    private MerkleFrontier _settled = new(depth: 0);
    private MerkleFrontier _frontier = new(depth: 0);

    public ClusterCourier(IRpcClient rpc, TreeLaneOptions options, IJournalStore journals)
    {
        _rpc = rpc;
        _options = options;
        _reader = new LaneReader(rpc, options);
        _signer = new LaneSigner(options);
        _journals = new LaneJournals(journals, options.Writer!.PublicKey);
        _pricing = new LanePricing(rpc, options);
        _compute = options.Kind.CreateComputeModel();
        _notice = new LandingNotice(options.StreamingClient, options.TimeProvider);
        _packing = new TransactionPackerOptions
        {
            FeePayer = _signer.Payer,
            LookupTables = options.LookupTables,
            Leading = options.NonceAccount is { } nonce
                ? [SystemInstructions.AdvanceNonceAccount(nonce, options.Writer.PublicKey)]
                : [],
        };
    }

    private TimeProvider Clock => _options.TimeProvider;

    public async ValueTask CheckAsync(LaneTree tree, CancellationToken cancellationToken)
    {
        Debug.Assert(_tail.Count == 0, "Nothing is under way between calls.");
        Hash256 expected = _settled.ComputeRoot();
        await KeepTryingAsync($"tree {tree.Address} to show its {tree.LeafCount} leaves", async progress =>
        {
            (Hash256 actual, ulong changes) =
                await _reader.ReadRootAsync(tree.Address, cancellationToken, Commitment.Finalized).ConfigureAwait(false);
            if (actual == expected)
                return true;

            // A node that lags shows an older tree.
            return changes < (ulong)tree.LeafCount
                ? false
                : throw ForeignLeafException.ForRoot(tree, _options, expected, actual, changes);
        }, cancellationToken).ConfigureAwait(false);
    }

    public ValueTask<int> ReadLeavesAsync(
        LaneTree tree, long firstIndex, Memory<Hash256> destination, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return ValueTask.FromResult(_journals.Of(tree.Address).ReadLeaves(firstIndex, destination.Span));
    }

    public void Dispose()
    {
        _notice.Dispose();
        _journals.Dispose();
    }

    /// <summary>Repeats a step until it says that it is done, at intervals that a notice may cut short. Troubles of the network are waited
    /// out, for so long as the lane's patience lasts without progress.</summary>
    private async ValueTask KeepTryingAsync(string aim, Func<Progress, ValueTask<bool>> step, CancellationToken cancellationToken)
    {
        Progress progress = new(Clock);
        for (; ; )
        {
            RpcException? trouble = null;
            try
            {
                if (await step(progress).ConfigureAwait(false))
                    return;
            }
            catch (RpcException error) when (IsPassing(error.Kind))
            {
                trouble = error;
            }

            if (progress.Elapsed > _options.Patience)
            {
                throw new TimeoutException(
                    $"Lane '{_options.Name}' has waited {progress.Elapsed} for {aim}, in vain. What is under way stands in the journal: "
                    + "the next call goes on with it.",
                    trouble);
            }

            await _notice.WaitAsync(_options.PollInterval, cancellationToken).ConfigureAwait(false);
        }
    }

    private static bool IsPassing(RpcErrorKind kind) => kind is RpcErrorKind.Unreachable
        or RpcErrorKind.TimedOut
        or RpcErrorKind.RateLimited
        or RpcErrorKind.Unavailable
        or RpcErrorKind.NodeBehind
        or RpcErrorKind.InvalidAnswer
        or RpcErrorKind.HistoryNotAvailable
        or RpcErrorKind.Internal;

    /// <summary>How long there has been no progress.</summary>
    private sealed class Progress(TimeProvider clock)
    {
        private long _last = clock.GetTimestamp();

        public TimeSpan Elapsed => clock.GetElapsedTime(_last);

        public void Note() => _last = clock.GetTimestamp();
    }

    /// <summary>A transaction of the tail.</summary>
    private sealed class Flight(JournalEntry entry, PackedTransaction? packed)
    {
        public JournalEntry Entry { get; } = entry;

        /// <summary>What was packed; null if it is of an earlier process.</summary>
        public PackedTransaction? Packed { get; } = packed;

        public Signature Id { get; } = entry.Id;

        /// <summary>What was last heard of it.</summary>
        public SignatureStatus? Status { get; set; }

        /// <summary>When it was last sent; null if it has not been.</summary>
        public long? SentAt { get; set; }

        public bool HasLanded => Status is { Error: null, Confirmation: >= Commitment.Confirmed };

        public bool IsFinal => Status is { Confirmation: Commitment.Finalized };
    }
}
