namespace Piwa.Chain.Economy;

/// <summary>What the value of a parameter counts.</summary>
public enum ParameterUnit
{
    /// <summary>Millionths of a whole.</summary>
    PartsPerMillion,

    /// <summary>Base units of RENDER, 10^-8 each.</summary>
    BaseUnits,

    /// <summary>Seconds.</summary>
    Seconds,

    /// <summary>Months; a month of emissions is an epoch.</summary>
    Months,

    /// <summary>Assets.</summary>
    Assets,
}
