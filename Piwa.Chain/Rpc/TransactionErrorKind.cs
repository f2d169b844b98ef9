namespace Piwa.Chain.Rpc;

/// <summary>Why a transaction failed, in the names of Solana.</summary>
public enum TransactionErrorKind
{
    /// <summary>The fee payer does not exist.</summary>
    AccountNotFound,

    /// <summary>The fee payer cannot pay the fee.</summary>
    InsufficientFundsForFee,

    /// <summary>The fee payer is no wallet.</summary>
    InvalidAccountForFee,

    /// <summary>The transaction has landed before.</summary>
    AlreadyProcessed,

    /// <summary>The blockhash is unknown or too old.</summary>
    BlockhashNotFound,

    /// <summary>A signature does not verify.</summary>
    SignatureFailure,

    /// <summary>The bytes are not a valid transaction.</summary>
    SanitizeFailure,

    /// <summary>An account is named twice.</summary>
    AccountLoadedTwice,

    /// <summary>An instruction's program does not exist.</summary>
    ProgramAccountNotFound,

    /// <summary>An instruction's program is an account that cannot be executed.</summary>
    InvalidProgramForExecution,

    /// <summary>A compute budget instruction is given twice.</summary>
    DuplicateInstruction,

    /// <summary>A lookup table does not exist.</summary>
    AddressLookupTableNotFound,

    /// <summary>An account would be left with less than its rent.</summary>
    InsufficientFundsForRent,

    /// <summary>An instruction failed.</summary>
    InstructionError,
}
