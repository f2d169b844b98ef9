using Piwa.Chain.Bubblegum;
using Piwa.Chain.Ledger.Programs;
using Piwa.Chain.Rpc;
using Piwa.Chain.Trees;

namespace Piwa.Chain.Ledger.Execution;

/// <summary>Why a program gave up.</summary>
/// <param name="Kind">The error.</param>
/// <param name="Code">The program's own code, for <see cref="InstructionErrorKind.Custom"/>.</param>
internal readonly record struct InstructionFault(InstructionErrorKind Kind, uint Code = 0)
{
    public static implicit operator InstructionFault(InstructionErrorKind kind) => new(kind);

    public static implicit operator InstructionFault(BubblegumError error) => Custom((uint)error);

    public static implicit operator InstructionFault(AccountCompressionError error) => Custom((uint)error);

    public static implicit operator InstructionFault(AnchorError error) => Custom((uint)error);

    public static implicit operator InstructionFault(SystemError error) => Custom((uint)error);

    public static implicit operator InstructionFault(CoreError error) => Custom((uint)error);

    public static implicit operator InstructionFault(TokenError error) => Custom((uint)error);

    /// <summary>The words of the runtime's log.</summary>
    public override string ToString() =>
        Kind == InstructionErrorKind.Custom ? $"custom program error: 0x{Code:x}" : Kind.ToString();

    private static InstructionFault Custom(uint code) => new(InstructionErrorKind.Custom, code);
}
