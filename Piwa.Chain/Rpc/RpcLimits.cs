namespace Piwa.Chain.Rpc;

/// <summary>What nodes accept in one question. Source: agave's rpc-client-types.</summary>
public static class RpcLimits
{
    /// <summary>Signatures whose statuses can be asked for (MAX_GET_SIGNATURE_STATUSES_QUERY_ITEMS).</summary>
    public const int SignatureStatuses = 256;

    /// <summary>Accounts that can be asked for (MAX_MULTIPLE_ACCOUNTS).</summary>
    public const int MultipleAccounts = 100;

    /// <summary>Accounts that priority fees can be asked for (MAX_TX_ACCOUNT_LOCKS).</summary>
    public const int PrioritizationFeeAccounts = 128;

    /// <summary>Transactions of an account (MAX_GET_CONFIRMED_SIGNATURES_FOR_ADDRESS2_LIMIT).</summary>
    public const int SignaturesForAddress = 1000;

    /// <summary>The longest request, in bytes (MAX_REQUEST_BODY_SIZE).</summary>
    public const int RequestBytes = 50 * 1024;

    internal static void Check(int count, int maximum, string what, string parameter)
    {
        if (count > maximum)
            throw new ArgumentException($"At most {maximum} {what} can be asked for, got {count}.", parameter);
    }
}
