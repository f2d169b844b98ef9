using System.Text;
using Piwa.Chain.Borsh;
using Piwa.Chain.Keys;

namespace Piwa.Chain.Collections;

/// <summary>A collection of Metaplex Core, which compressed NFTs of version 2 can belong to.</summary>
/// <remarks>
/// Immutable and safe to share between threads. The account: the collection, and if there are plugins a header that says where their
/// registry stands, the plugins one after the other, and the registry. Source: mpl_core::accounts::BaseCollectionV1, PluginHeaderV1,
/// PluginRegistryV1.
/// </remarks>
public sealed record CoreCollectionAccount
{
    internal const byte CollectionKey = 5;
    internal const byte HeaderKey = 3;
    internal const byte RegistryKey = 4;

    /// <summary>The header: its key, and an offset.</summary>
    internal const int HeaderBytes = 1 + sizeof(ulong);

    /// <summary>A registry without entries: its key, and the counts of plugins and of plugins of other programs.</summary>
    internal const int EmptyRegistryBytes = 1 + (2 * sizeof(uint));

    /// <summary>Fixed part of a registry's entry: the kind, and an offset; the authority varies.</summary>
    private const int EntryBytes = 1 + sizeof(ulong);

    /// <summary>Everything but text and plugins: key, update authority, two lengths, two counters.</summary>
    private const int FixedBytes = 1 + PublicKey.Size + (4 * sizeof(uint));

    /// <summary>Who decides over the collection.</summary>
    public required PublicKey UpdateAuthority { get; init; }

    /// <summary>What the collection is called.</summary>
    public required string Name { get; init; }

    /// <summary>Where more about the collection stands.</summary>
    public required string Uri { get; init; }

    /// <summary>Assets that were ever minted into the collection.</summary>
    public uint MintedCount { get; init; }

    /// <summary>Assets that are in the collection now.</summary>
    public uint CurrentSize { get; init; }

    /// <summary>The plugins, each with its authority.</summary>
    public IReadOnlyList<CorePlugin> Plugins { get; init; } = [];

    /// <summary>Whether somebody has frozen the whole collection.</summary>
    public bool IsFrozen => Find(CorePluginKind.PermanentFreezeDelegate) is { IsFrozen: true };

    /// <summary>Bytes of the collection itself, before the plugins.</summary>
    internal int BaseBytes => FixedBytes + Encoding.UTF8.GetByteCount(Name) + Encoding.UTF8.GetByteCount(Uri);

    /// <summary>Where the two counters stand in the data.</summary>
    internal int CountersOffset => BaseBytes - (2 * sizeof(uint));

    /// <summary>Reads the account's data.</summary>
    /// <param name="data">The data, whole.</param>
    /// <exception cref="WireFormatException">The data is no collection, or has plugins of kinds that are not known here or of other
    /// programs.</exception>
    public static CoreCollectionAccount Parse(ReadOnlySpan<byte> data)
    {
        BorshReader reader = new(data, "Core collection");
        if (reader.ReadByte("key") != CollectionKey)
            throw reader.Invalid("key", "is another account's");
        CoreCollectionAccount collection = new()
        {
            UpdateAuthority = reader.ReadKey("update authority"),
            Name = reader.ReadString("name"),
            Uri = reader.ReadString("uri"),
            MintedCount = reader.ReadUInt32("minted count"),
            CurrentSize = reader.ReadUInt32("current size"),
        };
        return reader.Position == data.Length ? collection : collection with { Plugins = ReadPlugins(data, ref reader) };
    }

    /// <summary>The plugin of a kind; null if there is none.</summary>
    /// <param name="kind">The kind.</param>
    public CorePlugin? Find(CorePluginKind kind) => Plugins.FirstOrDefault(plugin => plugin.Kind == kind);

    /// <summary>Bytes that a plugin adds to the account.</summary>
    internal static int AddedBytes(CorePlugin plugin, CoreAuthority authority) =>
        plugin.EncodedBytes + EntryBytes + authority.EncodedBytes;

    /// <summary>Whether somebody may change the collection: its update authority, or a delegate of theirs.</summary>
    internal bool IsUpdatedBy(PublicKey key) => key == UpdateAuthority
        || (Find(CorePluginKind.UpdateDelegate) is { } plugin && (Is(plugin, key) || plugin.Delegates.Contains(key)));

    /// <summary>Whether somebody has the right that a plugin gives.</summary>
    internal bool Decides(CorePluginKind kind, PublicKey key) => Find(kind) is { } plugin && Is(plugin, key);

    /// <summary>Whether the royalties' rule keeps an asset from going from an account of one program to one of another.</summary>
    internal bool Refuses(PublicKey fromProgram, PublicKey toProgram) => Find(CorePluginKind.Royalties) is { } plugin
        && (plugin.Royalties.Refuses(fromProgram) || plugin.Royalties.Refuses(toProgram));

    /// <summary>The account's data.</summary>
    internal byte[] Encode()
    {
        int pluginBytes = Plugins.Sum(plugin => AddedBytes(plugin, plugin.Authority ?? plugin.Manager));
        byte[] data = new byte[BaseBytes + (Plugins.Count == 0 ? 0 : HeaderBytes + EmptyRegistryBytes + pluginBytes)];
        BorshWriter writer = new(data);
        writer.WriteByte(CollectionKey);
        writer.WriteKey(UpdateAuthority);
        writer.WriteString(Name);
        writer.WriteString(Uri);
        writer.WriteUInt32(MintedCount);
        writer.WriteUInt32(CurrentSize);
        if (Plugins.Count == 0)
            return data;

        ulong[] offsets = new ulong[Plugins.Count];
        int offset = writer.Position + HeaderBytes;
        for (int i = 0; i < offsets.Length; i++)
        {
            offsets[i] = (ulong)offset;
            offset += Plugins[i].EncodedBytes;
        }

        writer.WriteByte(HeaderKey);
        writer.WriteUInt64((ulong)offset);
        foreach (CorePlugin plugin in Plugins)
            plugin.Write(ref writer);
        writer.WriteByte(RegistryKey);
        writer.WriteUInt32((uint)Plugins.Count);
        for (int i = 0; i < offsets.Length; i++)
        {
            writer.WriteByte((byte)Plugins[i].Kind);
            (Plugins[i].Authority ?? Plugins[i].Manager).Write(ref writer);
            writer.WriteUInt64(offsets[i]);
        }

        writer.WriteUInt32(0);
        return data;
    }

    private static CorePlugin[] ReadPlugins(ReadOnlySpan<byte> data, ref BorshReader reader)
    {
        if (reader.ReadByte("header key") != HeaderKey)
            throw reader.Invalid("header key", "is another one's");
        ulong registry = reader.ReadUInt64("registry offset");
        if (registry > (ulong)data.Length)
            throw reader.Invalid("registry offset", $"is {registry}, behind the end");

        BorshReader entries = new(data[(int)registry..], "Plugin registry");
        if (entries.ReadByte("key") != RegistryKey)
            throw entries.Invalid("key", "is another one's");
        CorePlugin[] plugins = new CorePlugin[entries.ReadCount(EntryBytes + 1, "plugins")];
        for (int i = 0; i < plugins.Length; i++)
        {
            byte kind = entries.ReadByte("plugin kind");
            CoreAuthority authority = CoreAuthority.Read(ref entries);
            ulong offset = entries.ReadUInt64("plugin offset");
            if (offset > (ulong)data.Length)
                throw entries.Invalid("plugin offset", $"is {offset}, behind the end");
            BorshReader body = new(data[(int)offset..], "Plugin");
            plugins[i] = CorePlugin.Read(ref body) with { Authority = authority };
            if ((byte)plugins[i].Kind != kind)
                throw body.Invalid("kind", $"is {(int)plugins[i].Kind}, where the registry says {kind}");
        }

        if (entries.ReadUInt32("plugins of other programs") != 0)
            throw entries.Invalid("plugins of other programs", "are there, which are not known here");
        return plugins;
    }

    private bool Is(CorePlugin plugin, PublicKey key) => plugin.Authority is { } authority && authority.Kind switch
    {
        CoreAuthorityKind.UpdateAuthority => key == UpdateAuthority,
        CoreAuthorityKind.Address => key == authority.Key,
        _ => false,
    };
}
