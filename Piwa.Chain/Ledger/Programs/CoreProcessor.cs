using Piwa.Chain.Borsh;
using Piwa.Chain.Collections;
using Piwa.Chain.Keys;
using Piwa.Chain.Ledger.Execution;
using Piwa.Chain.Rpc;
using Piwa.Chain.Transactions;

namespace Piwa.Chain.Ledger.Programs;

/// <summary>Metaplex Core, as far as compressed NFTs need it: makes collections, and counts what Bubblegum tells of them.</summary>
/// <remarks>
/// Behaviour: mpl-core's program. Its other instructions, plugins of other programs, and plugins beside those that a collection of
/// compressed NFTs may have are refused with <see cref="InstructionErrorKind.UnsupportedProgramId"/>.
/// </remarks>
internal sealed class CoreProcessor() : LedgerProgram(ProgramIds.MplCore, ProgramLoaders.Upgradeable)
{
    private const int Collection = 0;

    public override InstructionFault? Execute(InstructionFrame frame) => frame.Data switch
    {
        [CoreInstructions.CreateCollectionV1Number, .. ReadOnlySpan<byte> arguments] => Create(frame, arguments, isV2: false),
        [CoreInstructions.CreateCollectionV2Number, .. ReadOnlySpan<byte> arguments] => Create(frame, arguments, isV2: true),
        [CoreInstructions.UpdateCollectionInfoNumber, .. ReadOnlySpan<byte> arguments] => UpdateInfo(frame, arguments),
        [< CoreInstructions.NumberCount, ..] => Refuse(frame, "this instruction"),
        _ => InstructionErrorKind.BorshIoError,
    };

    private static InstructionFault? Create(InstructionFrame frame, ReadOnlySpan<byte> arguments, bool isV2)
    {
        const int UpdateAuthority = 1;
        const int Payer = 2;
        const int System = 3;
        const int Accounts = 4;
        if (Read(frame, arguments, isV2, out CoreCollectionAccount? collection) is { } malformed)
            return malformed;
        if (frame.AccountCount < Accounts)
            return InstructionErrorKind.NotEnoughAccountKeys;
        if (!frame.IsSigner(Collection) || !frame.IsSigner(Payer))
            return InstructionErrorKind.MissingRequiredSignature;
        if (frame.Key(System) != ProgramIds.System)
            return CoreError.InvalidSystemProgram;

        // The program's own id stands for an account that is left out.
        int authority = frame.Key(UpdateAuthority) == ProgramIds.MplCore ? Payer : UpdateAuthority;
        CoreCollectionAccount created = collection! with { UpdateAuthority = frame.Key(authority) };
        InstructionAccount payer = frame.Pass(Payer, isSigner: true, isWritable: true);
        InstructionAccount account = frame.Pass(Collection, isSigner: true, isWritable: true);
        int size = created.BaseBytes;
        Instruction creation = SystemInstructions.CreateAccount(
            frame.Key(Payer), frame.Key(Collection), Rent.MinimumBalance(size), (ulong)size, ProgramIds.MplCore);
        if (frame.Invoke(ProgramIds.System, [payer, account], creation.Data.Span) is { } refusal)
            return refusal;
        if (created.Plugins.Count == 0)
            return frame.SetData(Collection, created.Encode());

        // The account grows in steps, each of which is paid for.
        if (Grow(frame, payer, account, ref size, CoreCollectionAccount.HeaderBytes + CoreCollectionAccount.EmptyRegistryBytes) is { } fault)
            return fault;
        for (int i = 0; i < created.Plugins.Count; i++)
        {
            CorePlugin plugin = created.Plugins[i];
            if (Check(plugin, created.Plugins.Take(i)) is { } violation)
                return violation;
            if (Grow(frame, payer, account, ref size, CoreCollectionAccount.AddedBytes(plugin, plugin.Authority ?? plugin.Manager)) is { } error)
                return error;
        }

        return frame.SetData(Collection, created.Encode());
    }

    private static InstructionFault? Check(CorePlugin plugin, IEnumerable<CorePlugin> others)
    {
        if (plugin.Kind == CorePluginKind.Royalties && !plugin.Royalties.IsValid)
            return CoreError.InvalidPluginSetting;
        if (plugin.Kind == CorePluginKind.BubblegumV2 && plugin.Authority is { } authority && authority != plugin.Manager)
            return CoreError.InvalidAuthority;
        return others.Any(other => other.Kind == plugin.Kind) ? CoreError.PluginAlreadyExists : null;
    }

    private static InstructionFault? Grow(
        InstructionFrame frame, InstructionAccount payer, InstructionAccount account, ref int size, int addedBytes)
    {
        ulong before = Rent.MinimumBalance(size);
        size += addedBytes;
        Instruction transfer = SystemInstructions.Transfer(
            frame.Transaction.Account(payer.Index).Key, frame.Key(Collection), Rent.MinimumBalance(size) - before);
        return frame.Invoke(ProgramIds.System, [payer, account with { IsSigner = false }], transfer.Data.Span);
    }

    private static InstructionFault? Read(
        InstructionFrame frame, ReadOnlySpan<byte> arguments, bool isV2, out CoreCollectionAccount? collection)
    {
        collection = null;
        try
        {
            BorshReader reader = new(arguments, "create_collection");
            string name = reader.ReadString("name");
            string uri = reader.ReadString("uri");
            CorePlugin[] plugins = new CorePlugin[reader.ReadFlag("plugins") ? reader.ReadCount(1, "plugins") : 0];
            for (int i = 0; i < plugins.Length; i++)
            {
                if (reader.Rest is [var kind, ..] && !Enum.IsDefined((CorePluginKind)kind))
                    return Refuse(frame, $"plugins of kind {kind}");
                CorePlugin plugin = CorePlugin.Read(ref reader);
                plugins[i] = plugin with { Authority = reader.ReadFlag("authority") ? CoreAuthority.Read(ref reader) : null };
            }

            if (isV2 && reader.ReadFlag("adapters") && reader.ReadUInt32("adapters") != 0)
                return Refuse(frame, "plugins of other programs");
            if (reader.Rest.Length != 0)
                return InstructionErrorKind.BorshIoError;
            collection = new CoreCollectionAccount { UpdateAuthority = default, Name = name, Uri = uri, Plugins = plugins };
            return null;
        }
        catch (WireFormatException)
        {
            return InstructionErrorKind.BorshIoError;
        }
    }

    /// <summary>Counts assets; only Bubblegum may tell of them.</summary>
    private static InstructionFault? UpdateInfo(InstructionFrame frame, ReadOnlySpan<byte> arguments)
    {
        const int Signer = 1;
        const int Accounts = 2;
        const int ChangeCount = 3;
        CollectionChange change;
        uint amount;
        try
        {
            BorshReader reader = new(arguments, "update_collection_info");
            change = (CollectionChange)reader.ReadVariant(ChangeCount, "change");
            amount = reader.ReadUInt32("amount");
            if (reader.Rest.Length != 0)
                return InstructionErrorKind.BorshIoError;
        }
        catch (WireFormatException)
        {
            return InstructionErrorKind.BorshIoError;
        }

        if (frame.AccountCount < Accounts)
            return InstructionErrorKind.NotEnoughAccountKeys;
        if (!frame.IsSigner(Signer))
            return InstructionErrorKind.MissingRequiredSignature;
        if (frame.Key(Signer) != ProgramAddress.CoreSigner)
            return CoreError.InvalidAuthority;

        LedgerAccount account = frame.Account(Collection);
        CoreCollectionAccount collection;
        try
        {
            collection = CoreCollectionAccount.Parse(account.Data);
        }
        catch (WireFormatException)
        {
            return CoreError.DeserializationError;
        }

        if (account.Owner != ProgramIds.MplCore)
            return InstructionErrorKind.InvalidAccountOwner;
        uint minted = change == CollectionChange.Mint ? Add(collection.MintedCount, amount) : collection.MintedCount;
        uint present = change == CollectionChange.Remove
            ? collection.CurrentSize - Math.Min(collection.CurrentSize, amount)
            : Add(collection.CurrentSize, amount);
        byte[] counters = new byte[2 * sizeof(uint)];
        BorshWriter writer = new(counters);
        writer.WriteUInt32(minted);
        writer.WriteUInt32(present);
        return frame.WriteData(Collection, collection.CountersOffset, counters);
    }

    private static uint Add(uint count, uint amount) => count + Math.Min(amount, uint.MaxValue - count);

    private static InstructionFault? Refuse(InstructionFrame frame, string what)
    {
        frame.Log($"Program log: This ledger does not run {what} of Metaplex Core");
        return InstructionErrorKind.UnsupportedProgramId;
    }
}
