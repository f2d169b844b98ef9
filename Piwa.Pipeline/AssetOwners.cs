using Piwa.Chain.Keys;
using Piwa.Pipeline.Shards;

namespace Piwa.Pipeline;

/// <summary>
/// Who owns the assets of a data set: the wallet that signs their shard. An uploaded asset is its uploader's, whoever signs: a host takes
/// uploads of many.
/// </summary>
/// <remarks>Thread-safe. What was uploaded meanwhile is read when it is asked for.</remarks>
/// <param name="dataset">The data set.</param>
internal sealed class AssetOwners(Dataset dataset)
{
    private readonly Lock _gate = new();
    private PublicKey[] _uploaders = [];

    /// <summary>The owner of an asset.</summary>
    /// <param name="asset">Its index.</param>
    /// <param name="signer">The wallet that signs its shard.</param>
    /// <exception cref="ManifestException">The data set does not say, or what it says is damaged.</exception>
    public PublicKey Of(ulong asset, PublicKey signer)
    {
        if (!dataset.Campaign.IsOfUploads)
            return signer;
        lock (_gate)
        {
            if (asset >= (ulong)_uploaders.Length)
                _uploaders = [.. dataset.ReadUploads(out _).Select(Parse)];
            return asset < (ulong)_uploaders.Length
                ? _uploaders[asset]
                : throw new ManifestException($"{dataset.UploadLogPath}: it has {_uploaders.Length} uploads, and so no asset {asset}.");
        }
    }

    private PublicKey Parse(UploadedAsset upload) => PublicKey.TryParse(upload.Wallet, out PublicKey wallet)
        ? wallet
        : throw new ManifestException($"{dataset.UploadLogPath}: the wallet of asset {upload.Asset}, '{upload.Wallet}', is no address.");
}
