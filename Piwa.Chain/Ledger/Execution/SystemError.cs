namespace Piwa.Chain.Ledger.Execution;

/// <summary>The errors of the system program.</summary>
/// <remarks>Source: solana_system_interface::error::SystemError.</remarks>
internal enum SystemError
{
    AccountAlreadyInUse = 0,
    ResultWithNegativeLamports = 1,
    InvalidAccountDataLength = 3,
    MaxSeedLengthExceeded = 4,
    AddressWithSeedMismatch = 5,
    NonceBlockhashNotExpired = 7,
}
