using Piwa.Chain.Keys;
using Piwa.Chain.Minting;
using Piwa.Pipeline.Shards;

namespace Piwa.Pipeline.Stages;

/// <summary>What the rows of a shard are minted as, in memory that serves one shard after the other.</summary>
/// <remarks>Not thread-safe.</remarks>
internal sealed class RowMints
{
    private readonly List<MintRequest> _items = [];
    private byte[] _metadata = [];

    /// <summary>One for each row; valid until the next shard is loaded.</summary>
    public IReadOnlyList<MintRequest> Items => _items;

    /// <summary>Takes the rows of a shard in the place of those before.</summary>
    /// <param name="rows">The rows.</param>
    /// <param name="owners">Who will own the assets.</param>
    /// <param name="signer">The wallet that signs the shard.</param>
    public void Load(IReadOnlyList<ShardAsset> rows, AssetOwners owners, PublicKey signer)
    {
        _items.Clear();
        Span<byte> encoded = stackalloc byte[AssetMetadata.MaximumBytes];
        int end = 0;
        for (int i = 0; i < rows.Count; i++)
        {
            int length = AssetMetadata.Write(rows[i].AssetIndex, rows[i].Hash, encoded);

            // What is grown out of stays with the requests that lie in it.
            if (_metadata.Length - end < length)
            {
                _metadata = new byte[Math.Max(2 * _metadata.Length, rows.Count * length)];
                end = 0;
            }

            Memory<byte> place = _metadata.AsMemory(end, length);
            encoded[..length].CopyTo(place.Span);
            _items.Add(new MintRequest { EncodedMetadata = place, Owner = owners.Of(rows[i].AssetIndex, signer) });
            end += length;
        }
    }
}
