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
    private readonly IRpcClient _rpc;
    private readonly TreeLaneOptions _options;
    private readonly ILaneKind _kind;
    private readonly LaneReader _reader;
    private readonly LaneSigner _signer;
    private readonly LaneJournals _journals;
    private readonly LanePricing _pricing;
    private readonly PatientCaller _caller;
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
        _kind = options.Kind;
        _reader = new LaneReader(rpc, options);
        _signer = new LaneSigner(options);
        _journals = new LaneJournals(journals, options.Writer!.PublicKey);
        _pricing = new LanePricing(rpc, options);
        _notice = new LandingNotice(options.StreamingClient, options.TimeProvider);
        _caller = new PatientCaller(
            $"Lane '{options.Name}'",
            "What is under way stands in the journal: the next call goes on with it.",
            options.TimeProvider,
            options.PollInterval,
            options.Patience,
            _notice);
        _compute = _kind.CreateComputeModel();
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
        await _caller.RunAsync($"tree {tree.Address} to show its {tree.LeafCount} leaves", async progress =>
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
