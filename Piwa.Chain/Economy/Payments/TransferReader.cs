using System.Buffers.Binary;
using Piwa.Chain.Keys;
using Piwa.Chain.Rpc;
using Piwa.Chain.Token;
using Piwa.Chain.Transactions;

namespace Piwa.Chain.Economy.Payments;

/// <summary>Finds the transfers of a token in transactions that have landed.</summary>
/// <remarks>
/// A transaction that succeeded did what its instructions say, so they are believed: a transfer that is not checked moves the token of its
/// accounts' mint, and both have one. What programs call for counts as well, for wallets of several signers pay so. Neither counts of a
/// transaction that failed.
/// </remarks>
public static class TransferReader
{
    private const int AmountBytes = sizeof(ulong);

    /// <summary>The transfers to a token account.</summary>
    /// <param name="details">The transaction, as it is final.</param>
    /// <param name="to">The token account.</param>
    /// <param name="mint">Its mint: a transfer that names another one is none of it.</param>
    /// <returns>None if the transaction failed.</returns>
    public static IReadOnlyList<TokenTransfer> Read(TransactionDetails details, PublicKey to, PublicKey mint)
    {
        ArgumentNullException.ThrowIfNull(details);
        if (details.Error is not null)
            return [];
        List<TokenTransfer> found = [];
        int place = 0;
        Message message = details.Transaction.Message;
        PublicKey[] keys = [.. message.AccountKeys, .. details.LoadedAddresses];
        for (int i = 0; i < message.Instructions.Count; i++)
        {
            CompiledInstruction instruction = message.Instructions[i];
            Take(keys[instruction.ProgramIndex], instruction.AccountIndexes.Span, instruction.Data.Span);
            foreach (InnerInstruction call in (details.InnerInstructions ?? []).Where(call => call.OuterIndex == i))
                Take(call.ProgramId, call.AccountIndexes.Span, call.Data.Span);
        }

        return found;

        void Take(PublicKey program, ReadOnlySpan<byte> accounts, ReadOnlySpan<byte> data)
        {
            if (program != ProgramIds.Token || ReadTransfer(accounts, data) is not { } transfer)
                return;
            int number = place++;
            if (keys[transfer.To] != to || (transfer.Mint is { } named && keys[named] != mint))
                return;
            found.Add(new TokenTransfer(
                details.Transaction.Id,
                number,
                keys[transfer.From],
                to,
                keys[transfer.Authority],
                new Amount(checked((long)transfer.Amount)),
                [.. accounts[transfer.Named..].ToArray().Select(account => keys[account])],
                details.Slot,
                details.BlockTime));
        }
    }

    private static Transfer? ReadTransfer(ReadOnlySpan<byte> accounts, ReadOnlySpan<byte> data)
    {
        const int From = 0, Owned = 3, Checked = 4;
        return data switch
        {
            [TokenInstructions.TransferNumber, ..] when accounts.Length >= Owned && data.Length == 1 + AmountBytes =>
                new Transfer(accounts[From], null, accounts[1], accounts[2], AmountOf(data), Owned),
            [TokenInstructions.TransferCheckedNumber, ..] when accounts.Length >= Checked && data.Length == 1 + AmountBytes + 1 =>
                new Transfer(accounts[From], accounts[1], accounts[2], accounts[Owned], AmountOf(data), Checked),
            _ => null,
        };
    }

    private static ulong AmountOf(ReadOnlySpan<byte> data) => BinaryPrimitives.ReadUInt64LittleEndian(data[1..]);

    /// <summary>A transfer, its accounts by their numbers in the message.</summary>
    /// <param name="From">Where from.</param>
    /// <param name="Mint">The mint; null where it is not named.</param>
    /// <param name="To">Where to.</param>
    /// <param name="Authority">Who signs for it.</param>
    /// <param name="Amount">How many base units.</param>
    /// <param name="Named">How many accounts a transfer takes: what stands behind them are references, or signers.</param>
    private readonly record struct Transfer(byte From, byte? Mint, byte To, byte Authority, ulong Amount, int Named);
}
