namespace Piwa.Chain.Transactions;

/// <summary>The form of a message.</summary>
public enum MessageVersion
{
    /// <summary>The first form: all accounts stand in the message.</summary>
    Legacy,

    /// <summary>Version 0: accounts may come from lookup tables.</summary>
    V0,
}
