namespace Piwa.Chain.Economy;

/// <summary>What a share of an epoch comes from.</summary>
public enum ShareSource
{
    /// <summary>The nodes' part of the revenue, by assets; a node's stakers are paid of it.</summary>
    NodeRevenue,

    /// <summary>What the fund pays for new assets, by these.</summary>
    Fund,

    /// <summary>The stakers' part of a node's revenue, by stake.</summary>
    Stakers,

    /// <summary>The uploaders' part of the revenue, by uploads.</summary>
    Uploaders,

    /// <summary>The labellers' part of the revenue, by labels.</summary>
    Labellers,
}
