using Piwa.Chain.Keys;
using Piwa.Chain.Rpc.Wire;

namespace Piwa.Chain.Ledger.Serving.Das;

/// <summary>The errors of DAS, in the words of the public services.</summary>
internal static class AssetFaults
{
    public static JsonRpcFault AssetNotFound() => Fault("Database Error: RecordNotFound Error: Asset Not Found");

    public static JsonRpcFault ProofNotFound(PublicKey id) => Fault($"Database Error: RecordNotFound Error: Asset Proof for {id} Not Found");

    public static JsonRpcFault NoKey(string text) => Fault($"Pubkey Validation Err: {text} is invalid");

    public static JsonRpcFault Pagination(string what) => Fault($"Pagination Error. {what}");

    public static JsonRpcFault Sorting() =>
        Fault("Pagination Sorting Error. Only sorting based on id is supported for this pagination option.");

    public static JsonRpcFault Batch(int most) => Fault($"Batch Size Error. Batch size should not be greater than {most}.");

    public static JsonRpcFault Validation(string what) => Fault($"Validation Error: {what}");

    private static JsonRpcFault Fault(string message) => new(RpcErrorCode.DigitalAssets, message);
}
