using System.Text.Json;
using Piwa.Chain.Hashing;
using Piwa.Chain.Keys;
using Piwa.Chain.Provenance;
using Piwa.Pipeline.Encoding;
using Piwa.Pipeline.Shards;

namespace Piwa.Pipeline.Stages;

/// <summary>Submits shards to the oracle, without whose approval it does not sign for them.</summary>
/// <param name="dataset">The data set.</param>
/// <param name="oracle">The oracle.</param>
/// <param name="wallet">The operator's wallet.</param>
internal sealed class OracleGate(Dataset dataset, IOracle oracle, PublicKey wallet)
{
    /// <summary>Findings that an exception's message tells.</summary>
    private const int ToldFindings = 3;

    private readonly byte[] _campaign = CampaignFile.Serialize(dataset.Campaign);

    /// <exception cref="OracleException">The shard is not approved, or there is no verdict.</exception>
    public async Task ApproveAsync(ShardRecord shard, IReadOnlyList<ShardAsset> assets, CancellationToken cancellationToken)
    {
        OracleVerdict verdict = await oracle.SubmitAsync(Submit(shard, assets), cancellationToken).ConfigureAwait(false);
        if (verdict.IsApproved)
            return;
        string more = verdict.Findings.Count > ToldFindings ? $" And {verdict.Findings.Count - ToldFindings} more findings." : "";
        throw new OracleException(
            OracleErrorKind.Refused,
            $"The oracle {oracle.Address} refuses {shard.File}. "
            + $"{string.Join(" ", verdict.Findings.Take(ToldFindings).Select(finding => finding.Text))}{more}");
    }

    /// <summary>What is submitted of a shard.</summary>
    internal ShardSubmission Submit(ShardRecord shard, IReadOnlyList<ShardAsset> assets) => Submit(wallet, _campaign, shard, assets);

    /// <summary>What is submitted of a shard.</summary>
    internal static ShardSubmission Submit(
        PublicKey wallet, ReadOnlyMemory<byte> campaign, ShardRecord shard, IReadOnlyList<ShardAsset> assets) => new(
        wallet,
        campaign,
        JsonSerializer.SerializeToUtf8Bytes(shard, DatasetJson.Default.ShardRecord),
        new ConvertedList<ShardAsset, SubmittedAsset>(assets, Of));

    private static SubmittedAsset Of(ShardAsset asset) => new(
        asset.AssetIndex,
        Of(asset.Hashes.Mesh),
        Of(asset.Hashes.Texture),
        Of(asset.Hashes.Scene),
        Of(asset.Hashes.Views),
        Of(asset.Hash),
        asset.Labels is { } labels ? Of(labels) : null);

    private static Hash256 Of(ContentHash hash) => new(hash.Bytes);
}
