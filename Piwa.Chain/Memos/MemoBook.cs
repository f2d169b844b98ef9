using System.Text;
using Piwa.Chain.Hashing;
using Piwa.Chain.Keys;
using Piwa.Chain.Ledger;
using Piwa.Chain.Rpc;
using Piwa.Chain.Transactions;

namespace Piwa.Chain.Memos;

/// <summary>Texts that a wallet keeps on a ledger: each the memo of a transaction that it signs and pays for.</summary>
/// <remarks>
/// What has landed is in the ledger's log for good, and the log alone tells it. There is no journal: whoever is not told what became of a
/// text reads the ledger before writing it again. On a ledger that answers when a transaction is durable, as the embedded one does, it then
/// stands there once. Safe to use from several threads.
/// </remarks>
/// <param name="ledger">The ledger.</param>
/// <param name="author">The wallet; not disposed.</param>
public sealed class MemoBook(ILedger ledger, ISigner author)
{
    /// <summary>The longest text, in bytes of UTF-8: with one signer and a limit of compute units it fits a transaction.</summary>
    public const int MaximumTextBytes = 1000;

    /// <summary>
    /// The limit of a transaction, in compute units: three times what one has unasked. By the documentation of the program 566 bytes filled
    /// that; the one that litesvm carries takes 1,589 for the longest text and its signer. The limit costs nothing where no fee is bid.
    /// </summary>
    private const uint ComputeUnits = 600_000;

    /// <summary>Reads all texts of an author, in the order in which they landed.</summary>
    /// <param name="ledger">The ledger: one whose memos are few, for all of them are looked at.</param>
    /// <param name="author">The author's address.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    public static async ValueTask<IReadOnlyList<Memo>> ReadByAsync(ILedger ledger, PublicKey author, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(ledger);
        List<Memo> memos = [];
        Signature? before = null;
        while (true)
        {
            IReadOnlyList<SignatureInfo> found = await ledger
                .GetSignaturesForAddressAsync(ProgramIds.Memo, RpcLimits.SignaturesForAddress, before, cancellationToken: cancellationToken)
                .ConfigureAwait(false);
            foreach (SignatureInfo info in found.Where(info => info.Error is null))
            {
                TransactionDetails? details =
                    await ledger.GetTransactionAsync(info.Signature, cancellationToken: cancellationToken).ConfigureAwait(false);
                if (details is not null)
                    memos.AddRange(TextsOf(details.Transaction.Message, author).Reverse().Select(text => new Memo(text, info.Signature, info.Slot, info.BlockTime)));
            }

            if (found.Count < RpcLimits.SignaturesForAddress)
                break;
            before = found[^1].Signature;
        }

        memos.Reverse();
        return memos;
    }

    /// <summary>Reads all texts of this author, in the order in which they landed.</summary>
    /// <param name="cancellationToken">Gives up waiting.</param>
    public ValueTask<IReadOnlyList<Memo>> ReadAsync(CancellationToken cancellationToken = default) =>
        ReadByAsync(ledger, author.PublicKey, cancellationToken);

    /// <summary>Writes a text.</summary>
    /// <param name="text">The text.</param>
    /// <param name="cancellationToken">Gives up waiting; the text may land nevertheless.</param>
    /// <returns>The transaction's id. It has landed, and is durable.</returns>
    /// <exception cref="ArgumentException">The text is empty, or longer than <see cref="MaximumTextBytes"/>.</exception>
    /// <exception cref="TransactionRejectedException">The ledger did not take it.</exception>
    public async ValueTask<Signature> WriteAsync(string text, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(text);
        int length = Encoding.UTF8.GetByteCount(text);
        if (length > MaximumTextBytes)
            throw new ArgumentException($"The text has {length} bytes; a memo takes {MaximumTextBytes}.", nameof(text));
        Hash256 blockhash = (await ledger.GetLatestBlockHashAsync(cancellationToken: cancellationToken).ConfigureAwait(false)).Blockhash;
        Message message = Message.CompileLegacy(author.PublicKey, Instructions(text, author.PublicKey), blockhash);
        Transaction transaction = await Transaction.SignAsync(message, [author], cancellationToken).ConfigureAwait(false);
        return await ledger.SendTransactionAsync(transaction.Bytes, cancellationToken: cancellationToken).ConfigureAwait(false);
    }

    /// <summary>What a text is written with.</summary>
    internal static Instruction[] Instructions(string text, PublicKey author) =>
        [ComputeBudgetInstructions.SetComputeUnitLimit(ComputeUnits), MemoInstructions.Memo(text, author)];

    /// <summary>The memos of a message that an author stands behind: the program has seen that all accounts of a memo sign.</summary>
    private static IEnumerable<string> TextsOf(Message message, PublicKey author)
    {
        foreach (CompiledInstruction instruction in message.Instructions)
        {
            if (message.AccountKeys[instruction.ProgramIndex] == ProgramIds.Memo
                && instruction.AccountIndexes.ToArray().Any(index => index < message.AccountKeys.Count && message.AccountKeys[index] == author))
            {
                yield return Encoding.UTF8.GetString(instruction.Data.Span);
            }
        }
    }
}
