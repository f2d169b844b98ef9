using Piwa.Chain.Keys;

namespace Piwa.Chain.Transactions;

/// <summary>A call of a program: which, with which accounts, with which data.</summary>
public sealed class Instruction
{
    private readonly AccountMeta[] _accounts;

    /// <summary>Creates an instruction.</summary>
    /// <param name="programId">The program to call.</param>
    /// <param name="accounts">The accounts, in the order that the program expects; an array is kept, not copied.</param>
    /// <param name="data">The data, in the form that the program expects; kept, not copied.</param>
    public Instruction(PublicKey programId, IReadOnlyList<AccountMeta> accounts, ReadOnlyMemory<byte> data)
    {
        ArgumentNullException.ThrowIfNull(accounts);
        ProgramId = programId;
        _accounts = accounts as AccountMeta[] ?? [.. accounts];
        Data = data;
    }

    /// <summary>The program to call.</summary>
    public PublicKey ProgramId { get; }

    /// <summary>The accounts, in the order that the program expects.</summary>
    public IReadOnlyList<AccountMeta> Accounts => _accounts;

    /// <summary>The data, in the form that the program expects.</summary>
    public ReadOnlyMemory<byte> Data { get; }

    internal ReadOnlySpan<AccountMeta> AccountSpan => _accounts;
}
