namespace Piwa.Chain.Rpc;

/// <summary>Why a transaction failed, in the names of Solana.</summary>
/// <remarks>The numbers stand in ledgers' checksums: new names go to the end.</remarks>
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

    /// <summary>An account is being changed by another transaction.</summary>
    AccountInUse,

    /// <summary>Programs call each other too deeply.</summary>
    CallChainTooDeep,

    /// <summary>The fee payer does not sign.</summary>
    MissingSignatureForFee,

    /// <summary>The message names an account that it does not have.</summary>
    InvalidAccountIndex,

    /// <summary>The cluster takes no transactions.</summary>
    ClusterMaintenance,

    /// <summary>A program kept hold of an account.</summary>
    AccountBorrowOutstanding,

    /// <summary>The block is full.</summary>
    WouldExceedMaxBlockCostLimit,

    /// <summary>The version of the message is not supported.</summary>
    UnsupportedVersion,

    /// <summary>An account that may not be written is to be written.</summary>
    InvalidWritableAccount,

    /// <summary>The block has no more room for changes of one of the accounts.</summary>
    WouldExceedMaxAccountCostLimit,

    /// <summary>The block has no more room for new account data.</summary>
    WouldExceedAccountDataBlockLimit,

    /// <summary>The transaction names more accounts than it may.</summary>
    TooManyAccountLocks,

    /// <summary>A lookup table is not owned by its program.</summary>
    InvalidAddressLookupTableOwner,

    /// <summary>A lookup table's data is not that of one.</summary>
    InvalidAddressLookupTableData,

    /// <summary>A lookup table has no such entry.</summary>
    InvalidAddressLookupTableIndex,

    /// <summary>An account would be left paying rent.</summary>
    InvalidRentPayingAccount,

    /// <summary>The block has no more room for votes.</summary>
    WouldExceedMaxVoteCostLimit,

    /// <summary>The ledger has no more room for account data.</summary>
    WouldExceedAccountDataTotalLimit,

    /// <summary>The accounts hold more data than the transaction may load.</summary>
    MaxLoadedAccountsDataSizeExceeded,

    /// <summary>The limit of loaded data is zero.</summary>
    InvalidLoadedAccountsDataSizeLimit,

    /// <summary>The transaction must be checked anew.</summary>
    ResanitizationNeeded,

    /// <summary>A program may not be called for now.</summary>
    ProgramExecutionTemporarilyRestricted,

    /// <summary>The lamports before and after differ.</summary>
    UnbalancedTransaction,

    /// <summary>The node's store of programs is full.</summary>
    ProgramCacheHitMaxLimit,

    /// <summary>The node gave the transaction up.</summary>
    CommitCancelled,

    /// <summary>An error that this version does not know; <see cref="TransactionError.Detail"/> has its words.</summary>
    Unknown,
}
