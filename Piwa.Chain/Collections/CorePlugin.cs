using System.Text;
using Piwa.Chain.Borsh;
using Piwa.Chain.Keys;

namespace Piwa.Chain.Collections;

/// <summary>A plugin of a Core collection: something that the collection has or somebody may do.</summary>
/// <param name="Kind">What it is for.</param>
/// <remarks>Immutable and safe to share between threads. Source: mpl_core::types::Plugin.</remarks>
public sealed record CorePlugin(CorePluginKind Kind)
{
    private const int MaximumKinds = 256;

    /// <summary>Who decides over it.</summary>
    /// <value>Null by default: Bubblegum for <see cref="CorePluginKind.BubblegumV2"/>, else the collection's update authority.</value>
    public CoreAuthority? Authority { get; init; }

    /// <summary>Whether the collection is frozen; of <see cref="CorePluginKind.PermanentFreezeDelegate"/>.</summary>
    /// <value>False by default.</value>
    public bool IsFrozen { get; init; }

    /// <summary>More who may change the collection; of <see cref="CorePluginKind.UpdateDelegate"/>.</summary>
    /// <value>Empty by default.</value>
    public IReadOnlyList<PublicKey> Delegates { get; init; } = [];

    /// <summary>Keys with their values; of <see cref="CorePluginKind.Attributes"/>.</summary>
    /// <value>Empty by default.</value>
    public IReadOnlyList<KeyValuePair<string, string>> Attributes { get; init; } = [];

    /// <summary>The royalties; of <see cref="CorePluginKind.Royalties"/>.</summary>
    /// <value>Nothing for nobody by default.</value>
    public CoreRoyalties Royalties { get; init; } = new();

    /// <summary>The lets-in-compressed-NFTs plugin.</summary>
    public static CorePlugin BubblegumV2 { get; } = new(CorePluginKind.BubblegumV2);

    /// <summary>Who decides if nobody is named.</summary>
    internal CoreAuthority Manager => Kind == CorePluginKind.BubblegumV2
        ? CoreAuthority.Address(ProgramIds.Bubblegum)
        : CoreAuthority.UpdateAuthority;

    /// <summary>Bytes of the encoding, without the authority.</summary>
    internal int EncodedBytes => 1 + Kind switch
    {
        CorePluginKind.Royalties => Royalties.EncodedBytes,
        CorePluginKind.UpdateDelegate => sizeof(uint) + (Delegates.Count * PublicKey.Size),
        CorePluginKind.PermanentFreezeDelegate => 1,
        CorePluginKind.Attributes => sizeof(uint) + Attributes.Sum(pair =>
            (2 * sizeof(uint)) + Encoding.UTF8.GetByteCount(pair.Key) + Encoding.UTF8.GetByteCount(pair.Value)),
        _ => 0,
    };

    internal static PublicKey[] ReadKeys(ref BorshReader reader)
    {
        PublicKey[] keys = new PublicKey[reader.ReadCount(PublicKey.Size, "keys")];
        for (int i = 0; i < keys.Length; i++)
            keys[i] = reader.ReadKey("key");
        return keys;
    }

    internal static void WriteKeys(ref BorshWriter writer, IReadOnlyList<PublicKey> keys)
    {
        writer.WriteUInt32((uint)keys.Count);
        foreach (PublicKey key in keys)
            writer.WriteKey(key);
    }

    /// <summary>Reads a plugin without its authority.</summary>
    /// <exception cref="WireFormatException">It is none, or of a kind that is not known here.</exception>
    internal static CorePlugin Read(ref BorshReader reader)
    {
        CorePluginKind kind = (CorePluginKind)reader.ReadVariant(MaximumKinds, "plugin");
        return kind switch
        {
            CorePluginKind.Royalties => new CorePlugin(kind) { Royalties = CoreRoyalties.Read(ref reader) },
            CorePluginKind.UpdateDelegate => new CorePlugin(kind) { Delegates = ReadKeys(ref reader) },
            CorePluginKind.PermanentFreezeDelegate => new CorePlugin(kind) { IsFrozen = reader.ReadFlag("frozen") },
            CorePluginKind.Attributes => new CorePlugin(kind) { Attributes = ReadAttributes(ref reader) },
            CorePluginKind.PermanentTransferDelegate or CorePluginKind.PermanentBurnDelegate or CorePluginKind.BubblegumV2 =>
                new CorePlugin(kind),
            _ => throw reader.Invalid("plugin", $"is of kind {(int)kind}, which is not known here"),
        };
    }

    /// <summary>Writes the plugin without its authority.</summary>
    internal void Write(ref BorshWriter writer)
    {
        writer.WriteByte((byte)Kind);
        switch (Kind)
        {
            case CorePluginKind.Royalties:
                Royalties.Write(ref writer);
                break;
            case CorePluginKind.UpdateDelegate:
                WriteKeys(ref writer, Delegates);
                break;
            case CorePluginKind.PermanentFreezeDelegate:
                writer.WriteFlag(IsFrozen);
                break;
            case CorePluginKind.Attributes:
                writer.WriteUInt32((uint)Attributes.Count);
                foreach ((string key, string value) in Attributes)
                {
                    writer.WriteString(key);
                    writer.WriteString(value);
                }

                break;
        }
    }

    private static KeyValuePair<string, string>[] ReadAttributes(ref BorshReader reader)
    {
        KeyValuePair<string, string>[] pairs = new KeyValuePair<string, string>[reader.ReadCount(2 * sizeof(uint), "attributes")];
        for (int i = 0; i < pairs.Length; i++)
        {
            string key = reader.ReadString("attribute key");
            pairs[i] = new KeyValuePair<string, string>(key, reader.ReadString("attribute value"));
        }

        return pairs;
    }
}
