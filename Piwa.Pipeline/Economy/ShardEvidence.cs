namespace Piwa.Pipeline.Economy;

/// <summary>By what a shard counts as validated.</summary>
public enum ShardEvidence
{
    /// <summary>A fleet's operator has signed its record, beside that of the node that made it: other nodes have made samples of it again.</summary>
    Fleet,

    /// <summary>An oracle has signed a verdict on it.</summary>
    Oracle,
}
