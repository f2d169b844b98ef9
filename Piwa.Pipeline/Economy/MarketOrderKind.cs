namespace Piwa.Pipeline.Economy;

/// <summary>What is paid for.</summary>
public enum MarketOrderKind
{
    /// <summary>A licence.</summary>
    Licence,

    /// <summary>A stake with a node.</summary>
    Stake,
}
