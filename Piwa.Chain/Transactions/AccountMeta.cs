using Piwa.Chain.Keys;

namespace Piwa.Chain.Transactions;

/// <summary>An account that an instruction names, and what it may do with it.</summary>
/// <param name="Key">The account's address.</param>
/// <param name="IsSigner">Whether the account signs the transaction.</param>
/// <param name="IsWritable">Whether the instruction may change the account.</param>
public readonly record struct AccountMeta(PublicKey Key, bool IsSigner, bool IsWritable)
{
    /// <summary>An account that is only read.</summary>
    /// <param name="key">The account's address.</param>
    /// <param name="isSigner">Whether the account signs the transaction.</param>
    public static AccountMeta ReadOnly(PublicKey key, bool isSigner = false) => new(key, isSigner, IsWritable: false);

    /// <summary>An account that may be changed.</summary>
    /// <param name="key">The account's address.</param>
    /// <param name="isSigner">Whether the account signs the transaction.</param>
    public static AccountMeta Writable(PublicKey key, bool isSigner = false) => new(key, isSigner, IsWritable: true);
}
