using System.Text;
using Piwa.Chain.Borsh;
using Piwa.Chain.Keys;
using Piwa.Chain.Transactions;

namespace Piwa.Chain.Collections;

/// <summary>Instructions of Metaplex Core, as far as compressed NFTs need it: making collections.</summary>
/// <remarks>Source: mpl_core::instructions.</remarks>
public static class CoreInstructions
{
    internal const byte CreateCollectionV1Number = 1;
    internal const byte CreateCollectionV2Number = 21;
    internal const byte UpdateCollectionInfoNumber = 32;

    /// <summary>Numbers below this are instructions of Metaplex Core.</summary>
    internal const byte NumberCount = 40;

    /// <summary>Makes a collection.</summary>
    /// <param name="collection">The account that becomes the collection; signs.</param>
    /// <param name="payer">Pays for the account; signs.</param>
    /// <param name="name">What the collection is called.</param>
    /// <param name="uri">Where more about it stands.</param>
    /// <param name="updateAuthority">Who decides over it; the payer if null.</param>
    /// <param name="plugins">Its plugins; <see cref="CorePlugin.BubblegumV2"/> among them lets compressed NFTs in.</param>
    public static Instruction CreateCollection(
        PublicKey collection,
        PublicKey payer,
        string name,
        string uri,
        PublicKey? updateAuthority = null,
        params IReadOnlyList<CorePlugin> plugins)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(uri);
        ArgumentNullException.ThrowIfNull(plugins);
        const int OptionBytes = 1;
        byte[] data = new byte[1 + (2 * sizeof(uint)) + Encoding.UTF8.GetByteCount(name) + Encoding.UTF8.GetByteCount(uri)
            + OptionBytes + sizeof(uint) + plugins.Sum(plugin => plugin.EncodedBytes + OptionBytes + (plugin.Authority?.EncodedBytes ?? 0))
            + OptionBytes + sizeof(uint)];
        BorshWriter writer = new(data);
        writer.WriteByte(CreateCollectionV2Number);
        writer.WriteString(name);
        writer.WriteString(uri);
        writer.WriteFlag(true);
        writer.WriteUInt32((uint)plugins.Count);
        foreach (CorePlugin plugin in plugins)
        {
            plugin.Write(ref writer);
            writer.WriteFlag(plugin.Authority is not null);
            plugin.Authority?.Write(ref writer);
        }

        // No plugins of other programs.
        writer.WriteFlag(true);
        writer.WriteUInt32(0);
        return new Instruction(
            ProgramIds.MplCore,
            [
                AccountMeta.Writable(collection, isSigner: true),
                AccountMeta.ReadOnly(updateAuthority ?? ProgramIds.MplCore),
                AccountMeta.Writable(payer, isSigner: true),
                AccountMeta.ReadOnly(ProgramIds.System),
            ],
            data);
    }

    /// <summary>What Bubblegum tells Core of a collection's assets.</summary>
    internal static byte[] UpdateCollectionInfo(CollectionChange change, uint amount)
    {
        byte[] data = new byte[2 + sizeof(uint)];
        BorshWriter writer = new(data);
        writer.WriteByte(UpdateCollectionInfoNumber);
        writer.WriteByte((byte)change);
        writer.WriteUInt32(amount);
        return data;
    }
}
