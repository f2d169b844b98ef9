using Piwa.Chain.Anchoring;
using Piwa.Chain.Bubblegum;
using Piwa.Chain.Keys;
using Piwa.Chain.Ledger;
using Piwa.Chain.Minting;
using Piwa.Pipeline.Shards;
using Piwa.Pipeline.Stages;

namespace Piwa.Pipeline.Verification;

/// <summary>Checks rows against the ledger, as the campaign's policy put them there.</summary>
/// <param name="dataset">The data set.</param>
/// <param name="find">Takes what is wrong.</param>
internal sealed class ChainCheck(Dataset dataset, Action<string> find) : IDisposable
{
    private const string Ahead = "The manifest has lost shards, which generate makes again, or something was put on the ledger twice.";

    private readonly Dictionary<string, ChainLanes?> _lanes = [];
    private readonly AssetOwners _owners = new(dataset);
    private EmbeddedLedger? _ledger;

    /// <summary>The ledger; null if it could not be opened.</summary>
    public ILedger? Ledger => _ledger;

    /// <summary>Inclusion proofs of minted assets that lead to the ledger's root.</summary>
    public long MintProofs { get; private set; }

    /// <summary>Proofs in two levels that lead to the ledger's root.</summary>
    public long AnchorProofs { get; private set; }

    /// <summary>Promotions that hold.</summary>
    public int Promotions { get; private set; }

    /// <summary>Opens the ledger; what is wrong with it is a finding.</summary>
    public void Open()
    {
        if (!Directory.Exists(dataset.LedgerPath))
        {
            find($"{dataset.LedgerPath}: the ledger is missing. Shards that were fetched or gathered have none with them: 'piwa verify --no-ledger' leaves it out.");
            return;
        }

        try
        {
            _ledger = EmbeddedLedger.OpenReadOnly(dataset.LedgerPath);
            if (_ledger.TornTail is { } torn)
            {
                find($"{dataset.LedgerPath}: the last {torn.Length} bytes of the log are no whole record: a write that a crash cut off, "
                    + "or damage. Run generate again to mend it.");
            }
        }
        catch (Exception fault) when (fault is LedgerCorruptedException or FileNotFoundException)
        {
            find($"ledger: {fault.Message}");
        }
    }

    /// <summary>Checks the proofs of a shard's rows.</summary>
    public async Task CheckAsync(
        ShardRecord shard, IReadOnlyList<ShardAsset> rows, CancellationToken cancellationToken)
    {
        if (await LanesOfAsync(shard.Wallet, cancellationToken).ConfigureAwait(false) is not { } lanes)
            return;
        PublicKey signer = PublicKey.Parse(shard.Wallet);
        if (lanes.Minting is { } minting)
        {
            long first = dataset.MintIndexOf(shard);
            for (int row = 0; row < rows.Count; row++)
                _ = await CheckMintAsync(shard, rows[row], first + row, signer, minting, cancellationToken).ConfigureAwait(false);
        }

        if (lanes.Anchoring is { } anchoring && rows.Count != 0)
            _ = await CheckAnchorsAsync(shard, AnchoredRows.Of(rows, _owners, signer), 0, rows.Count, anchoring, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The proofs of one row, those that hold.</summary>
    /// <param name="shard">The shard.</param>
    /// <param name="rows">All its rows.</param>
    /// <param name="row">Which of them.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public async Task<(AssetProof? Mint, AnchorProof? Anchor)> ProveAsync(
        ShardRecord shard, IReadOnlyList<ShardAsset> rows, int row, CancellationToken cancellationToken)
    {
        if (await LanesOfAsync(shard.Wallet, cancellationToken).ConfigureAwait(false) is not { } lanes)
            return default;
        PublicKey signer = PublicKey.Parse(shard.Wallet);
        AssetProof? mint = lanes.Minting is { } minting
            ? await CheckMintAsync(shard, rows[row], dataset.MintIndexOf(shard) + row, signer, minting, cancellationToken).ConfigureAwait(false)
            : null;
        AnchorProof? anchor = lanes.Anchoring is { } anchoring
            ? await CheckAnchorsAsync(shard, AnchoredRows.Of(rows, _owners, signer), row, row + 1, anchoring, cancellationToken).ConfigureAwait(false)
            : null;
        return (mint, anchor);
    }

    /// <summary>Checks that nothing is on the ledger beside what the manifest names: nothing that was doubled, and no shard lost from it.</summary>
    public void CheckCounts()
    {
        long rows = dataset.Shards.Sum(shard => (long)shard.Rows), anchors = dataset.Shards.Count(shard => shard.Rows != 0);
        foreach (ChainLanes lanes in _lanes.Values.OfType<ChainLanes>())
        {
            if (lanes.Minting?.MintedCount > rows)
                find($"{dataset.LedgerPath}: {lanes.Minting.MintedCount} assets are minted; the manifest has {rows}. {Ahead}");
            if (lanes.Anchoring?.AnchoredCount > anchors)
                find($"{dataset.LedgerPath}: {lanes.Anchoring.AnchoredCount} shards are anchored; the manifest has {anchors}. {Ahead}");
        }
    }

    /// <summary>Checks that each promoted asset is a compressed NFT of what was anchored, and that none was promoted twice.</summary>
    public async Task CheckPromotionsAsync(CancellationToken cancellationToken)
    {
        foreach ((string wallet, ChainLanes? lanes) in _lanes)
        {
            if (lanes?.Anchoring is not { } anchors)
                continue;
            try
            {
                using MintingLane mints = await LedgerAccess.OpenPromotionsAsync(
                    _ledger!, LaneKeys.ForReading(PublicKey.Parse(wallet), dataset.Campaign), cancellationToken).ConfigureAwait(false);
                if (mints.MintedCount == 0 && !File.Exists(dataset.PromotionsPath))
                    continue;
                using AssetPromoter promoter = AssetPromoter.OpenReadOnly(anchors, mints, dataset.PromotionsPath);
                IReadOnlyList<string> faults = await promoter.VerifyAsync(cancellationToken).ConfigureAwait(false);
                foreach (string fault in faults)
                    find($"{dataset.PromotionsPath}: {fault}.");
                Promotions += promoter.Count - faults.Count;
            }
            catch (Exception fault) when (fault is InvalidOperationException or PromotionRegisterException)
            {
                find($"promotions: {fault.Message}");
            }
        }
    }

    public void Dispose()
    {
        foreach (ChainLanes? lanes in _lanes.Values)
            lanes?.Dispose();
        _ledger?.Dispose();
    }

    private async Task<ChainLanes?> LanesOfAsync(string address, CancellationToken cancellationToken)
    {
        if (_ledger is null || _lanes.TryGetValue(address, out ChainLanes? lanes))
            return _ledger is null ? null : _lanes[address];

        try
        {
            lanes = PublicKey.TryParse(address, out PublicKey wallet)
                ? await LedgerAccess.OpenAsync(
                    _ledger, LaneKeys.ForReading(wallet, dataset.Campaign), dataset.Campaign, assetCount: 1, cancellationToken)
                    .ConfigureAwait(false)
                : throw new FormatException($"'{address}' is not an address.");
        }
        catch (Exception fault) when (fault is FormatException or InvalidOperationException)
        {
            find($"ledger: {fault.Message}");
        }

        _lanes[address] = lanes;
        return lanes;
    }

    /// <returns>The proof, if it holds.</returns>
    private async Task<AssetProof?> CheckMintAsync(
        ShardRecord shard,
        ShardAsset row,
        long mintIndex,
        PublicKey signer,
        MintingLane lane,
        CancellationToken cancellationToken)
    {
        if (mintIndex >= lane.MintedCount)
        {
            find($"{shard.File}: asset {row.AssetIndex} is not minted yet. Run generate again to mint it.");
            return null;
        }

        AssetProof proof = await lane.GetProofAsync(mintIndex, cancellationToken).ConfigureAwait(false);
        PublicKey owner = _owners.Of(row.AssetIndex, signer);
        LeafSchema leaf = LeafSchema.ForMint(
            proof.Asset.Tree, proof.Asset.LeafIndex, owner, owner, AssetMetadata.Of(row.AssetIndex, row.Hash));
        if (leaf.Hash() != proof.Asset.LeafHash)
        {
            find($"{shard.File}: asset {row.AssetIndex}: the ledger's leaf {proof.Asset.LeafIndex} is not this asset's.");
            return null;
        }

        if (!proof.Verify())
        {
            find($"{shard.File}: asset {row.AssetIndex}: its inclusion proof does not lead to the ledger's root.");
            return null;
        }

        MintProofs++;
        return proof;
    }

    /// <returns>The last of the proofs that hold.</returns>
    private async Task<AnchorProof?> CheckAnchorsAsync(
        ShardRecord shard, AnchoredShard rows, int from, int to, AnchoringLane lane, CancellationToken cancellationToken)
    {
        long index = dataset.AnchorIndexOf(shard);
        if (index >= lane.AnchoredCount)
        {
            find($"{shard.File} is not anchored yet. Run generate again to anchor it.");
            return null;
        }

        ShardAnchor anchor = await lane.GetAnchorAsync(index, cancellationToken).ConfigureAwait(false);
        if (anchor.Root != rows.Root)
        {
            find($"{shard.File}: the ledger's root {anchor.Root}, leaf {anchor.LeafIndex} of {anchor.Tree}, is not that of its rows.");
            return null;
        }

        AnchorProof first = await lane.GetProofAsync(index, rows.Assets[0], rows.GetProof(0), cancellationToken).ConfigureAwait(false);
        AnchorProof? last = null;
        for (int row = from; row < to; row++)
        {
            AnchorProof proof = first with { Asset = rows.Assets[row], InShard = rows.GetProof(row) };
            if (!proof.Verify(first.Root))
            {
                find($"{shard.File}: asset {rows.Assets[row].Index}: its proof does not lead to the ledger's root.");
                continue;
            }

            AnchorProofs++;
            last = proof;
        }

        return last;
    }
}
