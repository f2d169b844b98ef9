namespace Piwa.Chain.Ledger.Execution;

/// <summary>The errors with which programs made with Anchor refuse data and accounts before their own code runs.</summary>
/// <remarks>Source: anchor_lang::error::ErrorCode.</remarks>
internal enum AnchorError
{
    InstructionMissing = 100,
    InstructionFallbackNotFound = 101,
    InstructionDidNotDeserialize = 102,
    ConstraintMut = 2000,
    ConstraintHasOne = 2001,
    ConstraintOwner = 2004,
    ConstraintRentExempt = 2005,
    ConstraintSeeds = 2006,
    ConstraintAddress = 2012,
    ConstraintZero = 2013,
    AccountDiscriminatorNotFound = 3001,
    AccountDiscriminatorMismatch = 3002,
    AccountDidNotDeserialize = 3003,
    AccountNotEnoughKeys = 3005,
    AccountOwnedByWrongProgram = 3007,
    InvalidProgramId = 3008,
    AccountNotSigner = 3010,
    AccountNotInitialized = 3012,
}
