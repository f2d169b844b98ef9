namespace Piwa.Chain.Rpc;

/// <summary>Why an instruction failed, in the names of Solana.</summary>
public enum InstructionErrorKind
{
    /// <summary>An error of the program's own, with a code.</summary>
    Custom,

    /// <summary>The arguments make no sense together.</summary>
    InvalidArgument,

    /// <summary>The data is not that of an instruction.</summary>
    InvalidInstructionData,

    /// <summary>An account's data is not what it should be.</summary>
    InvalidAccountData,

    /// <summary>An account that must sign does not.</summary>
    MissingRequiredSignature,

    /// <summary>Too few accounts are given.</summary>
    NotEnoughAccountKeys,

    /// <summary>An account that the instruction needs is not given.</summary>
    MissingAccount,

    /// <summary>The program took lamports out of nowhere, or lost some.</summary>
    UnbalancedInstruction,

    /// <summary>The program changed the owner of an account that it may not change.</summary>
    ModifiedProgramId,

    /// <summary>The program took lamports from an account that it does not own.</summary>
    ExternalAccountLamportSpend,

    /// <summary>The program changed the data of an account that it does not own.</summary>
    ExternalAccountDataModified,

    /// <summary>The program changed the lamports of an account that is only read.</summary>
    ReadonlyLamportChange,

    /// <summary>The program changed the data of an account that is only read.</summary>
    ReadonlyDataModified,

    /// <summary>A program called another with more rights than it has itself.</summary>
    PrivilegeEscalation,

    /// <summary>Programs call each other too deeply.</summary>
    CallDepth,

    /// <summary>The transaction runs more instructions than its trace can hold.</summary>
    MaxInstructionTraceLengthExceeded,

    /// <summary>A sum exceeds 64 bits.</summary>
    ArithmeticOverflow,

    /// <summary>The program aborted.</summary>
    ProgramFailedToComplete,

    /// <summary>The program called is none.</summary>
    UnsupportedProgramId,
}
