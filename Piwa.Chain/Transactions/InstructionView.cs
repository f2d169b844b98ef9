using Piwa.Chain.Keys;

namespace Piwa.Chain.Transactions;

/// <summary>An instruction where it stands in a message: what it calls, with which accounts and data, without an object.</summary>
/// <param name="accounts">The message's accounts, those of lookup tables included.</param>
/// <param name="instruction">The instruction.</param>
internal readonly ref struct InstructionView(ReadOnlySpan<PublicKey> accounts, CompiledInstruction instruction)
{
    private readonly ReadOnlySpan<PublicKey> _accounts = accounts;
    private readonly ReadOnlySpan<byte> _indexes = instruction.AccountIndexes.Span;

    public PublicKey ProgramId => _accounts[instruction.ProgramIndex];

    public ReadOnlySpan<byte> Data => instruction.Data.Span;

    public int AccountCount => _indexes.Length;

    public PublicKey Key(int account) => _accounts[_indexes[account]];

    /// <summary>Whether it calls the same program with the same accounts and data as another.</summary>
    /// <remarks>Who signs and what is written follows from the message as a whole; the network checks it.</remarks>
    public bool Equals(Instruction other) =>
        ProgramId == other.ProgramId && Data.SequenceEqual(other.Data.Span) && Names(other.AccountSpan);

    /// <summary>Whether it names these accounts and no others.</summary>
    public bool Names(ReadOnlySpan<AccountMeta> accounts)
    {
        if (accounts.Length != AccountCount)
            return false;
        for (int i = 0; i < accounts.Length; i++)
        {
            if (Key(i) != accounts[i].Key)
                return false;
        }

        return true;
    }
}
