using Piwa.Chain.Keys;

namespace Piwa.Chain.Transactions;

/// <content>Back to instructions.</content>
public sealed partial class Message
{
    /// <summary>All accounts in the order of their numbers, those of lookup tables included, with what the message lets be done with
    /// them.</summary>
    /// <param name="tables">The lookup tables that the message names, in any order; others are left alone.</param>
    /// <exception cref="ArgumentException">A table is missing, or has no address at a place that the message names.</exception>
    public AccountMeta[] ResolveAccounts(IReadOnlyList<AddressLookupTable> tables)
    {
        ArgumentNullException.ThrowIfNull(tables);
        List<AccountMeta> accounts = new(_accountKeys.Length);
        for (int i = 0; i < _accountKeys.Length; i++)
            accounts.Add(new AccountMeta(_accountKeys[i], IsSigner(i), IsWritable(i)));
        foreach (AddressTableLookup lookup in _lookups)
            Look(lookup.TableKey, lookup.WritableIndexes.Span, isWritable: true);
        foreach (AddressTableLookup lookup in _lookups)
            Look(lookup.TableKey, lookup.ReadOnlyIndexes.Span, isWritable: false);
        return [.. accounts];

        void Look(PublicKey key, ReadOnlySpan<byte> indexes, bool isWritable)
        {
            AddressLookupTable table = tables.FirstOrDefault(each => each.Key == key)
                ?? throw new ArgumentException($"The message names lookup table {key}, which was not given.", nameof(tables));
            foreach (byte index in indexes)
            {
                if (index >= table.Addresses.Count)
                {
                    throw new ArgumentException(
                        $"The message names address {index} of lookup table {key}, which has {table.Addresses.Count}.", nameof(tables));
                }

                accounts.Add(new AccountMeta(table.Addresses[index], IsSigner: false, isWritable));
            }
        }
    }

    /// <summary>The instructions that the message was compiled from.</summary>
    /// <param name="tables">The lookup tables that the message names, in any order; others are left alone.</param>
    /// <returns>The instructions; what each may do with an account is what the message as a whole may.</returns>
    /// <exception cref="ArgumentException">A table is missing, or has no address at a place that the message names.</exception>
    public Instruction[] Decompile(params IReadOnlyList<AddressLookupTable> tables)
    {
        AccountMeta[] accounts = ResolveAccounts(tables);
        Instruction[] instructions = new Instruction[_instructions.Length];
        for (int i = 0; i < instructions.Length; i++)
        {
            ReadOnlySpan<byte> indexes = _instructions[i].AccountIndexes.Span;
            AccountMeta[] metas = new AccountMeta[indexes.Length];
            for (int j = 0; j < metas.Length; j++)
                metas[j] = accounts[indexes[j]];
            instructions[i] = new Instruction(accounts[_instructions[i].ProgramIndex].Key, metas, _instructions[i].Data);
        }

        return instructions;
    }
}
