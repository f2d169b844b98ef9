namespace Piwa.Chain.Economy;

/// <summary>A parameter of the economy: what it is, and whose rule.</summary>
/// <param name="Name">Its name in the ledger and in proposals.</param>
/// <param name="Unit">What its value counts.</param>
/// <param name="Default">The value that it has if nothing else is said.</param>
/// <param name="Minimum">The least value.</param>
/// <param name="Maximum">The largest value.</param>
/// <param name="Owner">Whose rule it is.</param>
/// <param name="Source">Where the value stands; of ours, what it follows and what the network does not say.</param>
public sealed record EconomyParameter(
    string Name, ParameterUnit Unit, long Default, long Minimum, long Maximum, RuleOwner Owner, string Source);
