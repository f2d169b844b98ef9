using System.Text;
using Piwa.Chain.Keys;
using Piwa.Chain.Rpc.Streaming;
using Piwa.Chain.Transactions;
using Piwa.Chain.Trees;

namespace Piwa.Chain.Minting;

/// <summary>How a lane works, whatever it puts into its trees.</summary>
public abstract class TreeLaneOptions
{
    /// <summary>The name of a lane that is given none.</summary>
    public const string DefaultName = "lane";

    /// <summary>The longest name, in bytes of UTF-8: with a tree's number it makes a seed of 32 bytes.</summary>
    public const int MaximumNameBytes = 20;

    /// <summary>Transactions per flush: enough that the flush takes a small part of the time, and little to repeat after a crash.</summary>
    public const int DefaultBatchTransactions = 256;

    /// <summary>Trees kept in memory for proofs: 64 MB each if they have a million leaves.</summary>
    public const int DefaultCachedTrees = 2;

    /// <summary>The share of recent slots that a lane outbids unless told otherwise, in percent.</summary>
    public const double DefaultPriorityFeePercentile = 50;

    /// <summary>The most that a lane bids unless told otherwise, in micro-lamports a compute unit: 30,000 lamports for a full
    /// transaction.</summary>
    public const ulong DefaultMaximumPriorityFee = 100_000;

    private const int DefaultPollMilliseconds = 500;
    private const int DefaultResendMilliseconds = 2_000;
    private const int DefaultPatienceMinutes = 10;

    private protected TreeLaneOptions(int maximumTreeDepth)
    {
        MaximumTreeDepth = maximumTreeDepth;
        ExpectedCount = 1L << maximumTreeDepth;
    }

    /// <summary>What tells the lane from others that the same key writes. Its trees' addresses follow from it.</summary>
    /// <value><see cref="DefaultName"/> by default; 1 to <see cref="MaximumNameBytes"/> bytes of UTF-8.</value>
    public string Name { get; set; } = DefaultName;

    /// <summary>Pays fees and rent.</summary>
    /// <value>None by default; must be set.</value>
    public ISigner? Payer { get; set; }

    /// <summary>Leaves that the lane is expected to append in all: what its trees are sized for. More may come.</summary>
    /// <value>One tree of the default depth by default; at least 1.</value>
    public long ExpectedCount { get; set; }

    /// <summary>The deepest tree to create.</summary>
    /// <value>20 by default, 14 for anchors; 3 to 30.</value>
    public int MaximumTreeDepth { get; set; }

    /// <summary>Transactions sent at once.</summary>
    /// <value><see cref="DefaultBatchTransactions"/> by default; 1 to 4,096.</value>
    public int BatchTransactions { get; set; } = DefaultBatchTransactions;

    /// <summary>Trees whose nodes stay in memory for proofs.</summary>
    /// <value><see cref="DefaultCachedTrees"/> by default; at least 1.</value>
    public int CachedTrees { get; set; } = DefaultCachedTrees;

    /// <summary>Where the lane keeps its journals, one file for each tree; needed on a cluster. One process at a time may use
    /// them.</summary>
    /// <value>Null by default: none, for a ledger in this process.</value>
    public string? JournalDirectory { get; set; }

    /// <summary>The account of a durable nonce that transactions stand on instead of blockhashes: they wait for as long as it takes. Its
    /// authority is the key that writes the lane's trees, and nothing but the lane uses it.</summary>
    /// <value>Null by default: blockhashes. Counts on a cluster only.</value>
    public PublicKey? NonceAccount { get; set; }

    /// <summary>Lookup tables, which make room for more in a transaction.</summary>
    /// <value>Null by default: none. Counts on a cluster only.</value>
    public IReadOnlyList<AddressLookupTable>? LookupTables { get; set; }

    /// <summary>The share of recent slots, in percent, whose price would have been enough: what the lane bids.</summary>
    /// <value>50 by default: the median; over 0 and up to 100. Counts on a cluster only.</value>
    public double PriorityFeePercentile { get; set; } = DefaultPriorityFeePercentile;

    /// <summary>The most that the lane bids, in micro-lamports a compute unit.</summary>
    /// <value><see cref="DefaultMaximumPriorityFee"/> by default; 0 bids nothing. Counts on a cluster only.</value>
    public ulong MaximumPriorityFee { get; set; } = DefaultMaximumPriorityFee;

    /// <summary>How often the lane asks what became of its transactions.</summary>
    /// <value>500 ms by default; over 0. Counts on a cluster only.</value>
    public TimeSpan PollInterval { get; set; } = TimeSpan.FromMilliseconds(DefaultPollMilliseconds);

    /// <summary>Who tells that a transaction has landed, so that the lane asks then and not only at the end of a <see
    /// cref="PollInterval"/>: the same cluster; not disposed. What it tells is checked, and where it tells nothing the lane only waits
    /// longer.</summary>
    /// <value>Null by default: nobody. Counts on a cluster only.</value>
    public IStreamingRpcClient? StreamingClient { get; set; }

    /// <summary>After how long the lane sends a transaction again of which nothing is heard.</summary>
    /// <value>2 s by default; over 0. Counts on a cluster only.</value>
    public TimeSpan ResendInterval { get; set; } = TimeSpan.FromMilliseconds(DefaultResendMilliseconds);

    /// <summary>How long the lane waits without any progress before a call ends with a <see cref="TimeoutException"/>.</summary>
    /// <value>10 minutes by default, several times what a blockhash lasts; over 0. Counts on a cluster only.</value>
    public TimeSpan Patience { get; set; } = TimeSpan.FromMinutes(DefaultPatienceMinutes);

    /// <summary>The clock.</summary>
    /// <value>The system's by default.</value>
    public TimeProvider TimeProvider { get; set; } = TimeProvider.System;

    /// <summary>Where journals are kept; null if the lane keeps none.</summary>
    internal IJournalStore? Journals { get; set; }

    /// <summary>Creates the trees and writes into them.</summary>
    internal abstract ISigner? Writer { get; }

    /// <summary>What callers call the writer.</summary>
    internal abstract string WriterName { get; }

    internal abstract ILaneKind Kind { get; }

    /// <summary>All who sign; the payer first.</summary>
    internal virtual IEnumerable<ISigner> Signers => [Payer!, Writer!];

    /// <summary>What is wrong with the options of this kind of lane.</summary>
    internal virtual IEnumerable<string> Violations => [];

    internal TreeLaneOptions ValidatedCopy()
    {
        List<string> violations = [];
        if (string.IsNullOrEmpty(Name) || Encoding.UTF8.GetByteCount(Name) > MaximumNameBytes)
            violations.Add($"Name must be 1 to {MaximumNameBytes} bytes of UTF-8, not '{Name}'.");
        if (Payer is null)
            violations.Add("Payer must be set.");
        if (Writer is null)
            violations.Add($"{WriterName} must be set.");
        if (ExpectedCount < 1)
            violations.Add($"ExpectedCount must be at least 1, not {ExpectedCount}.");
        if (MaximumTreeDepth < TreeSize.All[0].Depth || MaximumTreeDepth > TreeSize.DeepestTree)
            violations.Add($"MaximumTreeDepth must be {TreeSize.All[0].Depth} to {TreeSize.DeepestTree}, not {MaximumTreeDepth}.");
        if (BatchTransactions is < 1 or > Ledger.EmbeddedLedger.MaximumBatchTransactions)
            violations.Add($"BatchTransactions must be 1 to {Ledger.EmbeddedLedger.MaximumBatchTransactions}, not {BatchTransactions}.");
        if (CachedTrees < 1)
            violations.Add($"CachedTrees must be at least 1, not {CachedTrees}.");
        if (JournalDirectory is { Length: 0 })
            violations.Add("JournalDirectory must not be empty.");
        if (PriorityFeePercentile is not (> 0 and <= 100))
            violations.Add($"PriorityFeePercentile must be over 0 and up to 100, not {PriorityFeePercentile}.");
        foreach ((string name, TimeSpan duration) in
            ((string, TimeSpan)[])[(nameof(PollInterval), PollInterval), (nameof(ResendInterval), ResendInterval), (nameof(Patience), Patience)])
        {
            if (duration <= TimeSpan.Zero)
                violations.Add($"{name} must be over 0, not {duration}.");
        }

        if (TimeProvider is null)
            violations.Add("TimeProvider must not be null.");
        violations.AddRange(Violations);
        if (violations.Count != 0)
            throw new ArgumentException(string.Join(' ', violations));
        TreeLaneOptions copy = (TreeLaneOptions)MemberwiseClone();
        copy.LookupTables = LookupTables is null ? null : [.. LookupTables];
        copy.Journals ??= JournalDirectory is { } directory ? new JournalDirectory(directory) : null;
        return copy;
    }
}
