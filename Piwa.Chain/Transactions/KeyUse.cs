namespace Piwa.Chain.Transactions;

/// <summary>What a transaction needs an account for.</summary>
[Flags]
internal enum KeyUse : byte
{
    None = 0,

    /// <summary>It signs.</summary>
    Signs = 1,

    /// <summary>It may be changed.</summary>
    Changes = 2,

    /// <summary>It is a program that is called.</summary>
    Runs = 4,
}
