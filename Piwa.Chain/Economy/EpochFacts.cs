using Piwa.Chain.Borsh;
using Piwa.Chain.Keys;

namespace Piwa.Chain.Economy;

/// <summary>What an epoch's settlement must be told: what was made and given, which stands in shards and not in the ledger of value.</summary>
/// <remarks>
/// Bytes: i64 assets; u32 count and nodes (32 bytes wallet, i64 assets, i64 new ones); u32 count and uploaders, u32 count and labellers
/// (32 bytes wallet, i64 count); each list by wallet. Immutable.
/// </remarks>
public sealed class EpochFacts
{
    private const int NodeBytes = PublicKey.Size + (2 * sizeof(long));
    private const int CountBytes = PublicKey.Size + sizeof(long);

    /// <summary>Takes counts; the order of each list does not matter.</summary>
    /// <param name="assetCount">Assets that exist at the epoch's end.</param>
    /// <param name="nodes">Nodes, each once.</param>
    /// <param name="uploads">Uploaders, each once.</param>
    /// <param name="labels">Labellers, each once.</param>
    /// <exception cref="ArgumentException">A number is negative, a wallet stands twice, or a node has more new assets than assets.</exception>
    public EpochFacts(long assetCount, IEnumerable<NodeCount> nodes, IEnumerable<WalletCount> uploads, IEnumerable<WalletCount> labels)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(assetCount);
        AssetCount = assetCount;
        Nodes = [.. nodes.OrderBy(each => each.Node, WalletOrder.Instance)];
        Uploads = [.. uploads.OrderBy(each => each.Wallet, WalletOrder.Instance)];
        Labels = [.. labels.OrderBy(each => each.Wallet, WalletOrder.Instance)];
        foreach (NodeCount node in Nodes)
        {
            if (node.NewAssets < 0 || node.Assets < node.NewAssets)
                throw new ArgumentException($"{node} has a negative number, or more new assets than assets.", nameof(nodes));
        }

        foreach (WalletCount count in Uploads.Concat(Labels))
        {
            if (count.Count < 0)
                throw new ArgumentException($"{count} is negative.");
        }

        CheckOnce(Nodes.Select(each => each.Node));
        CheckOnce(Uploads.Select(each => each.Wallet));
        CheckOnce(Labels.Select(each => each.Wallet));
    }

    /// <summary>Assets that exist at the epoch's end.</summary>
    public long AssetCount { get; }

    /// <summary>Nodes, by wallet.</summary>
    public IReadOnlyList<NodeCount> Nodes { get; }

    /// <summary>Uploads that exist at the epoch's end, by wallet.</summary>
    public IReadOnlyList<WalletCount> Uploads { get; }

    /// <summary>Labels that were given in the epoch, by wallet.</summary>
    public IReadOnlyList<WalletCount> Labels { get; }

    internal byte[] Encode()
    {
        byte[] bytes = new byte[sizeof(long) + (3 * sizeof(uint)) + (Nodes.Count * NodeBytes) + ((Uploads.Count + Labels.Count) * CountBytes)];
        BorshWriter writer = new(bytes);
        writer.WriteUInt64((ulong)AssetCount);
        writer.WriteUInt32((uint)Nodes.Count);
        foreach (NodeCount node in Nodes)
        {
            writer.WriteKey(node.Node);
            writer.WriteUInt64((ulong)node.Assets);
            writer.WriteUInt64((ulong)node.NewAssets);
        }

        foreach (IReadOnlyList<WalletCount> counts in (IReadOnlyList<WalletCount>[])[Uploads, Labels])
        {
            writer.WriteUInt32((uint)counts.Count);
            foreach (WalletCount count in counts)
            {
                writer.WriteKey(count.Wallet);
                writer.WriteUInt64((ulong)count.Count);
            }
        }

        return bytes;
    }

    /// <exception cref="WireFormatException">The bytes are no facts.</exception>
    internal static EpochFacts Read(ref BorshReader reader)
    {
        long assets = (long)reader.ReadUInt64("assets");
        NodeCount[] nodes = new NodeCount[reader.ReadCount(NodeBytes, "nodes")];
        for (int i = 0; i < nodes.Length; i++)
            nodes[i] = new NodeCount(reader.ReadKey("node"), (long)reader.ReadUInt64("assets"), (long)reader.ReadUInt64("new assets"));
        WalletCount[] uploads = ReadCounts(ref reader), labels = ReadCounts(ref reader);
        try
        {
            return new EpochFacts(assets, nodes, uploads, labels);
        }
        catch (ArgumentException error)
        {
            throw reader.Invalid("facts", $"are none: {error.Message.TrimEnd('.')}");
        }
    }

    private static WalletCount[] ReadCounts(ref BorshReader reader)
    {
        WalletCount[] counts = new WalletCount[reader.ReadCount(CountBytes, "counts")];
        for (int i = 0; i < counts.Length; i++)
            counts[i] = new WalletCount(reader.ReadKey("wallet"), (long)reader.ReadUInt64("count"));
        return counts;
    }

    private static void CheckOnce(IEnumerable<PublicKey> sorted)
    {
        PublicKey? before = null;
        foreach (PublicKey wallet in sorted)
        {
            if (wallet == before)
                throw new ArgumentException($"{wallet} stands twice.");
            before = wallet;
        }
    }
}
