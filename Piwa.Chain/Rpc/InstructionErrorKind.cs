namespace Piwa.Chain.Rpc;

/// <summary>Why an instruction failed, in the names of Solana.</summary>
/// <remarks>The numbers stand in ledgers' checksums: new names go to the end.</remarks>
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

    /// <summary>No more is known.</summary>
    GenericError,

    /// <summary>An account's data is too short.</summary>
    AccountDataTooSmall,

    /// <summary>An account holds too little.</summary>
    InsufficientFunds,

    /// <summary>An account belongs to another program than the one expected.</summary>
    IncorrectProgramId,

    /// <summary>An account is in use already.</summary>
    AccountAlreadyInitialized,

    /// <summary>An account is not in use yet.</summary>
    UninitializedAccount,

    /// <summary>An account is named twice.</summary>
    DuplicateAccountIndex,

    /// <summary>The program changed whether an account is a program.</summary>
    ExecutableModified,

    /// <summary>The program changed an account's rent epoch.</summary>
    RentEpochModified,

    /// <summary>The program changed the length of an account's data, which it may not.</summary>
    AccountDataSizeChanged,

    /// <summary>The account called is no program.</summary>
    AccountNotExecutable,

    /// <summary>An account is in use by the caller.</summary>
    AccountBorrowFailed,

    /// <summary>The program kept hold of an account.</summary>
    AccountBorrowOutstanding,

    /// <summary>An account that is named twice was changed in two ways.</summary>
    DuplicateAccountOutOfSync,

    /// <summary>The program returned an error that is none.</summary>
    InvalidError,

    /// <summary>The program changed the data of a program.</summary>
    ExecutableDataModified,

    /// <summary>The program changed the lamports of a program.</summary>
    ExecutableLamportChange,

    /// <summary>A program would be left with less than its rent.</summary>
    ExecutableAccountNotRentExempt,

    /// <summary>A program called one that was calling it.</summary>
    ReentrancyNotAllowed,

    /// <summary>A seed of an address is too long.</summary>
    MaxSeedLengthExceeded,

    /// <summary>The seeds do not lead to the address.</summary>
    InvalidSeeds,

    /// <summary>An account's data cannot be given this length.</summary>
    InvalidRealloc,

    /// <summary>The transaction used up its compute units.</summary>
    ComputationalBudgetExceeded,

    /// <summary>The program could not be started.</summary>
    ProgramEnvironmentSetupFailure,

    /// <summary>The program could not be translated.</summary>
    ProgramFailedToCompile,

    /// <summary>The account cannot be changed any more.</summary>
    Immutable,

    /// <summary>The authority given is not the account's.</summary>
    IncorrectAuthority,

    /// <summary>Data could not be read or written in Borsh.</summary>
    BorshIoError,

    /// <summary>An account would be left with less than its rent.</summary>
    AccountNotRentExempt,

    /// <summary>An account is owned by another program than the one expected.</summary>
    InvalidAccountOwner,

    /// <summary>A system variable is not supported.</summary>
    UnsupportedSysvar,

    /// <summary>The owner given is not allowed.</summary>
    IllegalOwner,

    /// <summary>The transaction makes more new account data than it may.</summary>
    MaxAccountsDataAllocationsExceeded,

    /// <summary>The transaction makes more accounts than it may.</summary>
    MaxAccountsExceeded,

    /// <summary>A program of the runtime used no compute units.</summary>
    BuiltinProgramsMustConsumeComputeUnits,

    /// <summary>An error that this version does not know; <see cref="TransactionError.Detail"/> has its words.</summary>
    Unknown,
}
