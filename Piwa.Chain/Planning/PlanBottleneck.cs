namespace Piwa.Chain.Planning;

/// <summary>What keeps a plan from being done sooner.</summary>
public enum PlanBottleneck
{
    /// <summary>Each lane waits for one transaction to be confirmed before it sends the next: more lanes are faster.</summary>
    Lanes,

    /// <summary>The compute units of a block that may write one tree: more lanes, with a tree each, are faster.</summary>
    Trees,

    /// <summary>The part of all blocks that the campaign may take.</summary>
    Blocks,
}
