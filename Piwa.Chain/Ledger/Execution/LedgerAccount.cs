using Piwa.Chain.Keys;

namespace Piwa.Chain.Ledger.Execution;

/// <summary>An account of the ledger, or the place of one that does not exist yet: no lamports, no data, owned by the system
/// program.</summary>
internal sealed class LedgerAccount(PublicKey key)
{
    public PublicKey Key { get; } = key;

    public ulong Lamports { get; set; }

    public PublicKey Owner { get; set; } = ProgramIds.System;

    public byte[] Data { get; set; } = [];

    public bool IsExecutable { get; init; }

    /// <summary>Whether the bank holds the account: it exists.</summary>
    public bool IsStored { get; set; }

    /// <summary>The same account, on its own.</summary>
    public LedgerAccount Clone() => new(Key)
    {
        Lamports = Lamports,
        Owner = Owner,
        Data = [.. Data],
        IsExecutable = IsExecutable,
        IsStored = IsStored,
    };
}
