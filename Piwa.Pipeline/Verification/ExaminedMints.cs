using System.Collections;
using Piwa.Chain.Keys;
using Piwa.Chain.Minting;
using Piwa.Pipeline.Shards;
using Piwa.Pipeline.Stages;

namespace Piwa.Pipeline.Verification;

/// <summary>What the rows of a shard would be minted as: each is made when it is read, in the place of the one before.</summary>
/// <remarks>Not thread-safe.</remarks>
/// <param name="rows">The rows.</param>
/// <param name="owners">Who would own the assets; null for whoever signs.</param>
/// <param name="signer">The wallet that signs the shard.</param>
internal sealed class ExaminedMints(IReadOnlyList<ShardAsset> rows, AssetOwners? owners, PublicKey signer) : IReadOnlyList<MintRequest>
{
    private readonly byte[] _metadata = new byte[AssetMetadata.MaximumBytes];

    public int Count => rows.Count;

    public MintRequest this[int index]
    {
        get
        {
            int length = AssetMetadata.Write(rows[index].AssetIndex, rows[index].Hash, _metadata);
            return new MintRequest { EncodedMetadata = _metadata.AsMemory(0, length), Owner = owners?.Of(rows[index].AssetIndex, signer) ?? signer };
        }
    }

    public IEnumerator<MintRequest> GetEnumerator()
    {
        for (int i = 0; i < Count; i++)
            yield return this[i];
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
