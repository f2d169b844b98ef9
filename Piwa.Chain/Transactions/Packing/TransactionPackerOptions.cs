using Piwa.Chain.Keys;

namespace Piwa.Chain.Transactions.Packing;

/// <summary>How a <see cref="TransactionPacker"/> works.</summary>
public sealed class TransactionPackerOptions
{
    /// <summary>The most instructions that may go before the compute budget's.</summary>
    public const int MaximumLeading = 4;

    /// <summary>Signs and pays.</summary>
    /// <value>None by default; must be set.</value>
    public PublicKey? FeePayer { get; set; }

    /// <summary>Lookup tables of version 0 messages.</summary>
    /// <value>Null by default: legacy messages.</value>
    public IReadOnlyList<AddressLookupTable>? LookupTables { get; set; }

    /// <summary>Instructions that start each transaction, such as the advance of a durable nonce. Each runs nothing but itself.</summary>
    /// <value>Empty by default; at most <see cref="MaximumLeading"/>.</value>
    public IReadOnlyList<Instruction> Leading { get; set; } = [];

    /// <summary>Whether transactions limit their compute units. Without, each instruction is granted 200,000.</summary>
    /// <value>True by default.</value>
    public bool LimitsComputeUnits { get; set; } = true;

    /// <summary>Whether transactions bid a priority fee.</summary>
    /// <value>True by default.</value>
    public bool BidsPriorityFee { get; set; } = true;

    /// <summary>The most data that a transaction's accounts may have, in bytes.</summary>
    /// <value>Null by default: the network's 64 MiB, for which its scheduler charges.</value>
    public uint? LoadedAccountsDataSizeLimit { get; set; }

    internal TransactionPackerOptions ValidatedCopy()
    {
        List<string> violations = [];
        if (FeePayer is null)
            violations.Add("FeePayer must be set.");
        if (Leading is null || Leading.Count > MaximumLeading)
            violations.Add($"Leading must be 0 to {MaximumLeading} instructions, not {Leading?.Count.ToString() ?? "null"}.");
        if (LoadedAccountsDataSizeLimit == 0)
            violations.Add("LoadedAccountsDataSizeLimit must be at least 1, or null.");
        if (violations.Count != 0)
            throw new ArgumentException(string.Join(' ', violations));
        TransactionPackerOptions copy = (TransactionPackerOptions)MemberwiseClone();
        copy.LookupTables = LookupTables is null ? null : [.. LookupTables];
        copy.Leading = [.. Leading!];
        return copy;
    }
}
