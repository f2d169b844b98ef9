namespace Piwa.Chain.Rpc.Wire;

/// <summary>The numbers of errors. Sources: JSON-RPC 2.0 §5.1; agave's rpc_client_api::custom_error.</summary>
internal static class RpcErrorCode
{
    public const int ParseError = -32700;
    public const int InvalidRequest = -32600;
    public const int MethodNotFound = -32601;
    public const int InvalidParameters = -32602;
    public const int InternalError = -32603;

    /// <summary>What services of DAS answer whatever is wrong but the form of a question.</summary>
    public const int DigitalAssets = -32000;

    public const int BlockCleanedUp = -32001;
    public const int PreflightFailure = -32002;
    public const int SignatureVerificationFailure = -32003;
    public const int BlockNotAvailable = -32004;
    public const int NodeUnhealthy = -32005;
    public const int HistoryNotAvailable = -32011;
    public const int BlockStatusNotAvailableYet = -32014;
    public const int UnsupportedTransactionVersion = -32015;
    public const int MinContextSlotNotReached = -32016;

    /// <summary>HTTP's status, as some providers repeat it in the answer.</summary>
    public const int TooManyRequests = 429;

    /// <summary>The same among the numbers that JSON-RPC leaves to servers.</summary>
    public const int TooManyRequestsOfServer = -32429;
}
