namespace Piwa.Chain.Economy;

/// <summary>Whose rule a parameter is.</summary>
public enum RuleOwner
{
    /// <summary>The Render Network's: a proposal of it says the value. No vote here changes it.</summary>
    Network,

    /// <summary>Ours: the network's proposals do not say the value. A passed vote changes it from the next epoch on.</summary>
    Ours,
}
