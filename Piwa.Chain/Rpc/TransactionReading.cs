using Piwa.Chain.Keys;
using Piwa.Chain.Rpc.Wire;
using Piwa.Chain.Transactions;

namespace Piwa.Chain.Rpc;

/// <summary>From what a node tells of a transaction to what it did.</summary>
internal static class TransactionReading
{
    /// <exception cref="WireFormatException">The transaction, or a call of it, makes no sense.</exception>
    public static TransactionDetails ToDetails(WireTransaction wire)
    {
        Transaction transaction = Transaction.Parse(wire.Transaction.Bytes);
        WireMeta meta = wire.Meta ?? throw new WireFormatException("The node keeps nothing of what the transaction did.");
        IReadOnlyList<PublicKey> loaded = [.. meta.LoadedAddresses?.Writable ?? [], .. meta.LoadedAddresses?.Readonly ?? []];
        IReadOnlyList<PublicKey> keys = [.. transaction.Message.AccountKeys, .. loaded];
        return new TransactionDetails
        {
            Transaction = transaction,
            Slot = wire.Slot,
            BlockTime = wire.BlockTime is { } time ? DateTimeOffset.FromUnixTimeSeconds(time) : null,
            Error = meta.Err,
            Fee = meta.Fee,
            PreBalances = meta.PreBalances.Count == keys.Count ? meta.PreBalances : null,
            PostBalances = meta.PostBalances.Count == keys.Count ? meta.PostBalances : null,
            ComputeUnitsConsumed = meta.ComputeUnitsConsumed,
            LoadedAddresses = loaded,
            LogMessages = meta.LogMessages,
            InnerInstructions = meta.InnerInstructions is null ? null : [.. meta.InnerInstructions.SelectMany(group => Calls(group, keys))],
        };
    }

    private static IEnumerable<InnerInstruction> Calls(WireInnerInstructions group, IReadOnlyList<PublicKey> keys)
    {
        // Nodes of old do not tell how deep a call is; it is a call by the instruction itself, then, as far as anyone knows.
        const int CallByInstruction = 2;
        foreach (WireInstruction call in group.Instructions)
        {
            if (call.ProgramIdIndex < 0 || call.ProgramIdIndex >= keys.Count || call.Accounts.Any(i => i < 0 || i >= keys.Count))
                throw new WireFormatException($"A call names an account beyond the {keys.Count} of the transaction.");
            byte[] data = Base58.DecodeLong(call.Data) ?? throw new WireFormatException("The data of a call is not base58.");
            byte[] accounts = [.. call.Accounts.Select(index => (byte)index)];
            yield return new InnerInstruction(
                group.Index, call.StackHeight ?? CallByInstruction, keys[call.ProgramIdIndex], accounts, data);
        }
    }
}
