namespace Piwa.Chain.Rpc;

/// <summary>Why a transaction failed.</summary>
/// <param name="Kind">What failed.</param>
public sealed record TransactionError(TransactionErrorKind Kind)
{
    /// <summary>The instruction that failed, from 0; null unless an instruction is to blame.</summary>
    public int? InstructionIndex { get; init; }

    /// <summary>Why the instruction failed; null unless <see cref="Kind"/> is <see
    /// cref="TransactionErrorKind.InstructionError"/>.</summary>
    public InstructionErrorKind? InstructionError { get; init; }

    /// <summary>The program's own code; null unless <see cref="InstructionError"/> is <see cref="InstructionErrorKind.Custom"/>.</summary>
    public uint? CustomCode { get; init; }

    /// <summary>The account to blame, by its number in the message; null unless an account is to blame.</summary>
    public int? AccountIndex { get; init; }

    /// <summary>The node's words for an error that this version does not know; null for all others.</summary>
    public string? Detail { get; init; }

    /// <summary>An error of an instruction.</summary>
    /// <param name="instructionIndex">The instruction, from 0.</param>
    /// <param name="error">Why it failed.</param>
    /// <param name="customCode">The program's own code.</param>
    public static TransactionError ForInstruction(int instructionIndex, InstructionErrorKind error, uint? customCode = null) =>
        new(TransactionErrorKind.InstructionError)
        {
            InstructionIndex = instructionIndex,
            InstructionError = error,
            CustomCode = customCode,
        };

    /// <summary>The error in one line.</summary>
    public override string ToString()
    {
        string text = Kind.ToString();
        if (InstructionIndex is { } instruction)
            text += $", instruction {instruction}";
        if (InstructionError is { } error)
            text += $", {error}";
        if (CustomCode is { } code)
            text += $" {code}";
        if (AccountIndex is { } account)
            text += $", account {account}";
        return Detail is null ? text : $"{text}, {Detail}";
    }
}
