using System.Text;
using Piwa.Chain.Keys;

namespace Piwa.Chain.Transactions;

/// <summary>Instructions of the SPL memo program.</summary>
public static class MemoInstructions
{
    /// <summary>Notes a text in the transaction's log.</summary>
    /// <param name="text">The text; in UTF-8 it must fit the transaction.</param>
    /// <param name="signers">Who stands behind it; sign.</param>
    public static Instruction Memo(string text, params ReadOnlySpan<PublicKey> signers)
    {
        ArgumentNullException.ThrowIfNull(text);
        AccountMeta[] metas = new AccountMeta[signers.Length];
        for (int i = 0; i < metas.Length; i++)
            metas[i] = AccountMeta.ReadOnly(signers[i], isSigner: true);
        return new Instruction(ProgramIds.Memo, metas, Encoding.UTF8.GetBytes(text));
    }
}
