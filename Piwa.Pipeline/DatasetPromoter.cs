using Piwa.Chain.Anchoring;
using Piwa.Chain.Keys;
using Piwa.Chain.Ledger;
using Piwa.Chain.Minting;
using Piwa.Pipeline.Shards;
using Piwa.Pipeline.Stages;

namespace Piwa.Pipeline;

/// <summary>Makes compressed NFTs of assets of a data set that is anchored; see <see cref="AssetPromoter"/> for why each becomes one
/// at most.</summary>
public static class DatasetPromoter
{
    /// <summary>Promotes assets, and finishes what an earlier call has begun.</summary>
    /// <param name="directory">The data set's directory.</param>
    /// <param name="assets">Indices of the assets: 1 to 1,024.</param>
    /// <param name="walletPath">The keypair file of the operator who made the data set; null for the usual one.</param>
    /// <param name="oracle">The address of the oracle that signs for the data set; null if that is its own.</param>
    /// <param name="timeProvider">The clock; null for the system's.</param>
    /// <param name="progress">Told how many of the assets are proven; they are minted once all are.</param>
    /// <param name="cancellationToken">Gives up waiting; what was begun is finished by the next call.</param>
    /// <returns>The promotions in the order of the indices, with ids and proofs.</returns>
    /// <exception cref="ArgumentException">The data set's assets are minted already, or it does not have one of those asked for, or one is
    /// named twice; nothing was begun.</exception>
    /// <exception cref="AlreadyPromotedException">An asset has been promoted before; nothing was begun.</exception>
    /// <exception cref="PromotionRegisterException">The register of promotions is damaged or missing.</exception>
    /// <exception cref="DatasetMismatchException">The assets are of another wallet.</exception>
    /// <exception cref="DirectoryNotFoundException">There is no data set.</exception>
    /// <exception cref="ManifestException">The campaign or the manifest is damaged.</exception>
    /// <exception cref="IOException">The directory cannot be written, or another process writes to it.</exception>
    /// <exception cref="KeypairFileException">The wallet is not safe, or damaged.</exception>
    public static async Task<IReadOnlyList<Promotion>> PromoteAsync(
        string directory,
        IReadOnlyList<ulong> assets,
        string? walletPath = null,
        Uri? oracle = null,
        TimeProvider? timeProvider = null,
        IProgress<int>? progress = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(assets);
        if (assets.Count == 0)
            throw new ArgumentException("No asset is named that is to be promoted.");
        using Dataset dataset = OpenForWriting(directory);
        walletPath ??= OperatorWallet.DefaultPath;
        using Keypair wallet = OperatorWallet.Open(walletPath);
        OperatorWallet.Check(dataset, wallet, walletPath);
        ShardRecord[] shards = [.. assets.Select(asset => ShardOf(dataset, asset))];

        TimeProvider clock = timeProvider ?? TimeProvider.System;
        using EmbeddedLedger ledger = EmbeddedLedger.Open(dataset.LedgerPath, new EmbeddedLedgerOptions { TimeProvider = clock });
        LedgerAccess.Fund(ledger, wallet.PublicKey);
        using OracleAccess access = await OpenOracleAsync(dataset, wallet, oracle, clock, cancellationToken).ConfigureAwait(false);
        LaneKeys keys = LaneKeys.Of(wallet, access.Oracle);
        OracleGate gate = new(dataset, access.Oracle, wallet.PublicKey);
        using ChainLanes lanes = await LedgerAccess.OpenAsync(
            ledger, keys, dataset.Campaign, assetCount: 1, cancellationToken).ConfigureAwait(false);
        using MintingLane mints = await LedgerAccess.OpenPromotionsAsync(ledger, keys, cancellationToken).ConfigureAwait(false);
        using AssetPromoter promoter = AssetPromoter.Open(lanes.Anchoring!, mints, dataset.PromotionsPath);
        var requests = new PromotionRequest[assets.Count];
        AssetOwners owners = new(dataset);
        int proven = 0;
        foreach (IGrouping<ulong, int> group in Enumerable.Range(0, assets.Count).GroupBy(i => shards[i].FirstAsset))
        {
            ShardRecord shard = shards[group.First()];
            IReadOnlyList<ShardAsset> rows =
                await dataset.ReadHashesAsync(shard, cancellationToken).ConfigureAwait(false);
            await gate.ApproveAsync(shard, rows, cancellationToken).ConfigureAwait(false);
            AnchoredShard anchored = AnchoredRows.Of(rows, owners, wallet.PublicKey);
            Dictionary<ulong, int> places = rows.Select((row, place) => (row.AssetIndex, place)).ToDictionary();
            foreach (int i in group)
            {
                int row = places[assets[i]];
                AnchorProof proof = await ProveAsync(dataset, shard, lanes.Anchoring!, anchored, row, cancellationToken).ConfigureAwait(false);
                requests[i] = new PromotionRequest(proof, AssetMetadata.Of(rows[row].AssetIndex, rows[row].Hash));
                progress?.Report(++proven);
            }
        }

        return await promoter.PromoteAsync(requests, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>What is promoted was approved when it was anchored: an oracle in this process makes nothing again.</summary>
    private static async Task<OracleAccess> OpenOracleAsync(
        Dataset dataset, Keypair wallet, Uri? address, TimeProvider clock, CancellationToken cancellationToken)
    {
        if (address is null == dataset.Campaign.Oracle is null)
        {
            return address is null
                ? OracleAccess.OpenLocal(
                    dataset,
                    wallet,
                    () => throw new InvalidOperationException("No sample is made."),
                    new PiwaOptions { OracleSamples = 0, TimeProvider = clock })
                : await OracleAccess.OpenRemoteAsync(address, wallet, dataset.Campaign.Oracle, clock, cancellationToken).ConfigureAwait(false);
        }

        throw new DatasetMismatchException(address is null
            ? $"The oracle {dataset.Campaign.Oracle} signs for '{dataset.DirectoryPath}'. Name its address with --oracle."
            : $"'{dataset.DirectoryPath}' has its own oracle. Leave --oracle out.");
    }

    private static Dataset OpenForWriting(string directory)
    {
        Campaign campaign;
        using (Dataset dataset = Dataset.Open(directory))
            campaign = dataset.Campaign;
        return campaign.Chain == ChainPolicy.Anchor
            ? Dataset.OpenForWriting(directory, campaign)
            : throw new ArgumentException(
                $"The assets of '{directory}' are compressed NFTs already. Only those of a data set that was made with "
                + "'--chain anchor' can be promoted.");
    }

    private static ShardRecord ShardOf(Dataset dataset, ulong asset)
    {
        ShardRecord shard = dataset.Shards.FirstOrDefault(shard => asset >= shard.FirstAsset && asset - shard.FirstAsset < (ulong)shard.Assets)
            ?? throw new ArgumentException($"The data set has no asset {asset}.");
        return shard.Dead.Contains(asset)
            ? throw new ArgumentException($"Asset {asset} could not be made: it is a dead letter.")
            : shard;
    }

    private static async Task<AnchorProof> ProveAsync(
        Dataset dataset, ShardRecord shard, AnchoringLane anchors, AnchoredShard rows, int row, CancellationToken cancellationToken)
    {
        long index = dataset.AnchorIndexOf(shard);
        return index < anchors.AnchoredCount
            ? await anchors.GetProofAsync(index, rows.Assets[row], rows.GetProof(row), cancellationToken).ConfigureAwait(false)
            : throw new ArgumentException($"{shard.File} is not anchored yet. Run generate again to anchor it.");
    }
}
