namespace Piwa.Chain.Ledger.Execution;

/// <summary>What happened to a tree.</summary>
internal enum TreeChangeKind
{
    Created,
    LeafSet,
    Closed,
}
