using System.Text;
using Piwa.Chain.Keys;
using Piwa.Chain.Trees;

namespace Piwa.Chain.Minting;

/// <summary>How a <see cref="MintingLane"/> works.</summary>
public sealed class MintingLaneOptions
{
    /// <summary>The name of a lane that is given none.</summary>
    public const string DefaultName = "lane";

    /// <summary>The longest name, in bytes of UTF-8: with a tree's number it makes a seed of 32 bytes.</summary>
    public const int MaximumNameBytes = 20;

    /// <summary>Transactions per flush: enough that the flush takes a small part of the time, and little to repeat after a crash.</summary>
    public const int DefaultBatchTransactions = 256;

    /// <summary>Trees kept in memory for proofs: 64 MB each if they have a million leaves.</summary>
    public const int DefaultCachedTrees = 2;

    /// <summary>What tells the lane from others with the same delegate. Its trees' addresses follow from it.</summary>
    /// <value><see cref="DefaultName"/> by default; 1 to <see cref="MaximumNameBytes"/> bytes of UTF-8.</value>
    public string Name { get; set; } = DefaultName;

    /// <summary>Pays fees and rent.</summary>
    /// <value>None by default; must be set.</value>
    public ISigner? Payer { get; set; }

    /// <summary>Creates the trees and mints into them.</summary>
    /// <value>None by default; must be set. May be the payer.</value>
    public ISigner? TreeDelegate { get; set; }

    /// <summary>Assets that the lane is expected to mint in all: what its trees are sized for. More may come.</summary>
    /// <value>One tree of <see cref="TreeSize.DefaultMaximumDepth"/> by default; at least 1.</value>
    public long ExpectedCount { get; set; } = 1L << TreeSize.DefaultMaximumDepth;

    /// <summary>The deepest tree to create.</summary>
    /// <value><see cref="TreeSize.DefaultMaximumDepth"/> by default; 3 to 30.</value>
    public int MaximumTreeDepth { get; set; } = TreeSize.DefaultMaximumDepth;

    /// <summary>Transactions sent at once.</summary>
    /// <value><see cref="DefaultBatchTransactions"/> by default; 1 to 4,096.</value>
    public int BatchTransactions { get; set; } = DefaultBatchTransactions;

    /// <summary>Trees whose nodes stay in memory for proofs.</summary>
    /// <value><see cref="DefaultCachedTrees"/> by default; at least 1.</value>
    public int CachedTrees { get; set; } = DefaultCachedTrees;

    internal MintingLaneOptions ValidatedCopy()
    {
        List<string> violations = [];
        if (string.IsNullOrEmpty(Name) || Encoding.UTF8.GetByteCount(Name) > MaximumNameBytes)
            violations.Add($"Name must be 1 to {MaximumNameBytes} bytes of UTF-8, not '{Name}'.");
        if (Payer is null)
            violations.Add("Payer must be set.");
        if (TreeDelegate is null)
            violations.Add("TreeDelegate must be set.");
        if (ExpectedCount < 1)
            violations.Add($"ExpectedCount must be at least 1, not {ExpectedCount}.");
        if (MaximumTreeDepth < TreeSize.All[0].Depth || MaximumTreeDepth > TreeSize.DeepestTree)
            violations.Add($"MaximumTreeDepth must be {TreeSize.All[0].Depth} to {TreeSize.DeepestTree}, not {MaximumTreeDepth}.");
        if (BatchTransactions is < 1 or > Ledger.EmbeddedLedger.MaximumBatchTransactions)
            violations.Add($"BatchTransactions must be 1 to {Ledger.EmbeddedLedger.MaximumBatchTransactions}, not {BatchTransactions}.");
        if (CachedTrees < 1)
            violations.Add($"CachedTrees must be at least 1, not {CachedTrees}.");
        if (violations.Count != 0)
            throw new ArgumentException(string.Join(' ', violations));
        return (MintingLaneOptions)MemberwiseClone();
    }
}
